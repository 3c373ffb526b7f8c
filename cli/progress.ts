/**
 * A line on the terminal that says how far long work has come.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import type { Io } from "./io.ts";

/** Work that is over sooner needs no line. */
const QUIET_MS = 700;
const BETWEEN_MS = 100;
const CLEAR_LINE = "\r\x1b[K";

/** Reports progress; `done` clears the line. */
export interface Progress {
  report(done: number, total: number | null): void;
  done(): Promise<void>;
}

/** A progress line for `what`, such as "files"; nothing unless stderr is a terminal. */
export function progress(io: Io, what: string): Progress {
  if (!io.stderr.isTerminal()) return { report: () => {}, done: async () => {} };
  let next = performance.now() + QUIET_MS;
  let shown: Promise<void> = Promise.resolve();
  let visible = false;
  return {
    report: (count, total) => {
      const now = performance.now();
      if (now < next) return;
      next = now + BETWEEN_MS;
      visible = true;
      const of = total === null ? "" : ` of ${total}`;
      const line = utf8(`${CLEAR_LINE}${count}${of} ${what}`);
      shown = shown.then(() => io.stderr.write(line));
    },
    done: async () => {
      await shown;
      if (visible) await io.stderr.write(utf8(CLEAR_LINE));
    },
  };
}
