/** `coffer stash passwd` */
import { UsageError } from "../../core/errors.ts";
import { type ChangePasswordOptions, openStash } from "../../core/stash/stash.ts";
import type { Call, Command } from "../command.ts";
import { currentPassword, newPassword } from "../passwords.ts";
import {
  ALLOW_WEAK,
  CHANGE_STASH,
  ITERATIONS,
  NEW_PASSWORD_SOURCES,
} from "../shared_options.ts";
import { openOptions, storeOf } from "./open.ts";

async function run(call: Call): Promise<void> {
  const keep = call.flag("keepPassword");
  const iterations = call.number("iterations");
  if (keep && iterations === undefined) {
    throw new UsageError("--keep-password changes the cost alone, and none was given", {
      hint: "add --iterations N",
    });
  }
  if (keep && NEW_PASSWORD_OPTIONS.some((name) => isGiven(call, name))) {
    throw new UsageError("--keep-password and a new password exclude each other");
  }
  const store = await storeOf(call);
  const current = remembered(() => currentPassword(call, store.location));
  using stash = await openStash(store, current, openOptions(call));
  const next = keep ? current : () => newPassword(call, store.location);
  const options: ChangePasswordOptions = iterations === undefined ? {} : { iterations };
  await stash.changePassword(next, options);
  if (call.out.json) {
    const { hash, iterations } = stash.parameters;
    await call.out.value({ file: store.location, hash, iterations });
  }
}

const NEW_PASSWORD_OPTIONS = ["newPasswordFile", "newPasswordFd", "newPasswordStdin"];

function isGiven(call: Call, name: string): boolean {
  return call.flag(name) || call.text(name) !== undefined;
}

/** Asks once, however often the answer is needed. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => answer ??= ask();
}

/** Changes the password, the cost, or both. */
export const command: Command = {
  options: [
    ...NEW_PASSWORD_SOURCES,
    ITERATIONS,
    { flags: "--keep-password", help: "with --iterations: change the cost alone" },
    ALLOW_WEAK,
    ...CHANGE_STASH,
  ],
  examples: [
    { call: "coffer stash passwd -f my.stash", does: "asks for the old and the new" },
    {
      call: "coffer stash passwd -f my.stash --iterations 1000000 --keep-password",
      does: "makes guessing about four times dearer than the default",
    },
  ],
  notes: `The key is made anew: a new salt, SHA-512, and at least 262144 iterations unless
--iterations says otherwise. Until the new file has been read back, the old one stands
beside it as FILE.before-passwd. Copies of the old file still open with the old password.`,
  writes: () => true,
  run,
};
