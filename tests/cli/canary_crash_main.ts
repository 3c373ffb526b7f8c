/**
 * Coffer with a fault in it: when a secret is first decoded, something is thrown that
 * nobody has foreseen, in the way that the first argument says.
 */

import { systemIo } from "../../cli/io.ts";
import { run } from "../../cli/run.ts";

const [how = "", mark = "", ...args] = Deno.args;
const WAYS: Record<string, () => void> = {
  thrown: () => {
    throw new TypeError("planted");
  },
  later: () =>
    void setTimeout(() => {
      throw new TypeError("planted");
    }),
  rejected: () => void Promise.reject(new TypeError("planted")),
  aborted: () => Deno.kill(Deno.pid, "SIGABRT"),
};

const { decode } = TextDecoder.prototype;
let isPlanted = false;
TextDecoder.prototype.decode = function (...input) {
  const text = decode.apply(this, input);
  if (!isPlanted && text.includes(mark)) {
    isPlanted = true;
    WAYS[how]!();
  }
  return text;
};

Deno.exitCode = await run(args, systemIo());
