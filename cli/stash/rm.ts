/** `coffer stash rm` */
import { RefusedError, UsageError } from "../../core/errors.ts";
import { formatKey, type Key } from "../../core/stash/key.ts";
import type { Stash } from "../../core/stash/stash.ts";
import type { Call, Command } from "../command.ts";
import { confirm } from "../prompt.ts";
import { CHANGE_STASH } from "../shared_options.ts";
import { KEY_NOTE } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const all = call.flag("all");
  const key = keyArgument(call);
  if (all !== (key.length === 0)) {
    throw new UsageError(all ? "--all takes no key" : "which key is to be removed?", {
      hint: "name one key, or remove everything with --all",
    });
  }
  using stash = await openCalled(call);
  const count = [...stash.entries(key)].length;
  if (all) await confirmAll(call, count);
  else assertLeaf(call, stash, key, count);
  await stash.remove(key);
  if (call.out.json) {
    await call.out.value({ path: key, removed: all ? count : count + 1 });
  }
}

async function confirmAll(call: Call, count: number): Promise<void> {
  if (call.flag("yes")) return;
  if (!call.mayAsk) {
    throw new RefusedError(`not removing all ${count} keys without a confirmation`, {
      hint: "confirm it with --yes",
    });
  }
  if (await confirm(call.io, `Remove all ${count} keys for good?`)) return;
  throw new RefusedError("nothing was removed");
}

function assertLeaf(call: Call, stash: Stash, key: Key, below: number): void {
  if (below === 0 || call.flag("recursive")) return;
  const names = stash.children(key).length === 1 ? "a key" : "keys";
  throw new RefusedError(`${formatKey(key)} has ${names} below it (${below} in all)`, {
    hint: "remove them along with it by -r",
  });
}

/** Removes keys. */
export const command: Command = {
  arguments: [{ name: "[key]", help: "the key to remove" }],
  options: [
    { flags: "-r, --recursive", help: "remove the keys below it too" },
    { flags: "--all", help: "remove every key; asks first" },
    { flags: "-y, --yes", help: "with --all: do not ask" },
    ...CHANGE_STASH,
  ],
  examples: [
    { call: "coffer stash rm -f my.stash mail/work", does: "removes one key" },
    { call: "coffer stash rm -f my.stash -r mail", does: "removes mail and all below" },
    { call: "coffer stash rm -f my.stash --all", does: "empties the stash" },
  ],
  notes:
    `There is no way back: keep a copy of the file if you are not sure.\n${KEY_NOTE}`,
  writes: () => true,
  run,
};
