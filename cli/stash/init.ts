/** `coffer stash init` */
import { createStash } from "../../core/stash/stash.ts";
import type { Call, Command } from "../command.ts";
import { firstPassword } from "../passwords.ts";
import {
  ALLOW_WEAK,
  ITERATIONS,
  JSON_OUTPUT,
  NO_INPUT,
  PASSWORD_SOURCES,
  STASH_FILE,
} from "../shared_options.ts";
import { stashName } from "./name.ts";
import { storeOf } from "./open.ts";

async function run(call: Call): Promise<void> {
  const store = await storeOf(call);
  const iterations = call.number("iterations");
  const password = () => firstPassword(call, store.location);
  using stash = await createStash(
    store,
    password,
    iterations === undefined ? {} : { iterations },
  );
  if (call.out.json) {
    const { hash, iterations } = stash.parameters;
    await call.out.value({ file: store.location, hash, iterations });
  }
}

/** Makes a stash; the only command that does. */
export const command: Command = {
  options: [
    STASH_FILE,
    ITERATIONS,
    ...PASSWORD_SOURCES,
    ALLOW_WEAK,
    NO_INPUT,
    JSON_OUTPUT,
  ],
  examples: [
    { call: "coffer stash init -f my.stash", does: "asks for a password twice" },
    {
      call: "coffer stash init -f ci.stash --password-file ./pw --iterations 1000000",
      does: "for scripts, and dearer to guess",
    },
  ],
  notes: `An existing file is never touched. No other command makes a stash, so that a
mistyped name is an error and not a new, empty stash.`,
  writes: () => true,
  stores: (call) => [{ url: stashName(call), writes: true }],
  run,
};
