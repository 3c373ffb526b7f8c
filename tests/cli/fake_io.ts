/**
 * An `Io` for tests: what is typed is given, what is said is kept.
 *
 * @module
 */

import type { Io } from "../../cli/io.ts";
import type { Needs } from "../../cli/permissions.ts";

/** What a test says about the outside. */
export interface FakeOptions {
  /** What comes on standard input, in the pieces given. */
  typed?: (string | Uint8Array)[];
  terminal?: boolean;
  env?: Record<string, string>;
}

/** A fake with what it has heard. */
export interface FakeIo extends Io {
  said(): { stdout: string; stderr: string };
  /** Every call of `setRaw`. */
  raw: boolean[];
  /** Every call of `giveUpAllBut`. */
  given: Needs[];
}

/** Makes a fake. */
export function fakeIo({ typed = [], terminal = false, env = {} }: FakeOptions): FakeIo {
  const pieces = typed.map((piece) =>
    typeof piece === "string" ? new TextEncoder().encode(piece) : piece
  );
  const heard = { stdout: "", stderr: "" };
  const decoder = new TextDecoder();
  const raw: boolean[] = [];
  const given: Needs[] = [];
  const output = (name: "stdout" | "stderr") => ({
    isTerminal: () => terminal,
    write: (bytes: Uint8Array) => {
      heard[name] += decoder.decode(bytes);
      return Promise.resolve();
    },
  });
  return {
    stdin: {
      isTerminal: () => terminal,
      read: () => Promise.resolve(pieces.shift() ?? null),
      setRaw: (on) => void raw.push(on),
    },
    stdout: output("stdout"),
    stderr: output("stderr"),
    env: (name) => env[name],
    isSet: (name) => env[name] !== undefined,
    environment: () => ({ ...env }),
    color: false,
    columns: () => 80,
    giveUpAllBut: (needs) => {
      given.push(needs);
      return Promise.resolve([]);
    },
    given,
    interrupted: new Promise(() => {}),
    takeSignals: () => ({ [Symbol.dispose]: () => {} }),
    said: () => heard,
    raw,
  };
}
