/**
 * From a call to an open stash.
 *
 * @module
 */

import { openBlobStore } from "../../backends/mod.ts";
import { UsageError } from "../../core/errors.ts";
import type { BlobStore } from "../../core/ports.ts";
import { type Key, parseKey } from "../../core/stash/key.ts";
import { openStash } from "../../core/stash/open.ts";
import type { OpenOptions, Stash } from "../../core/stash/stash.ts";
import { keyHolder } from "../agent/use.ts";
import type { Call } from "../command.ts";
import { assertOpens } from "../edition.ts";
import { warnOfWriters } from "../modes.ts";
import { patience } from "../patience.ts";
import { currentPassword } from "../passwords.ts";
import { stashName } from "./name.ts";

/** The place where the stash is kept; nothing is read yet. */
export async function storeOf(call: Call): Promise<BlobStore> {
  const name = stashName(call);
  if (name.startsWith("memory:")) {
    throw new UsageError("a stash in memory would be gone with this command", {
      hint: "name a file; a file of that name is written ./memory:...",
    });
  }
  assertOpens(call.io.edition, name);
  await warnOfWriters(call, name, ["-f", name]);
  return await openBlobStore(name, patience(call));
}

/** The open stash; the password is asked for only if there is one to open. */
export async function openCalled(call: Call): Promise<Stash> {
  const store = await storeOf(call);
  const password = () => currentPassword(call, store.location);
  const held = keyHolder(call);
  const options = { ...openOptions(call), ...(held !== undefined && { held }) };
  return await openStash(store, password, options);
}

/** What the call says about how stashes are opened. */
export function openOptions(call: Call): OpenOptions {
  const maxIterations = call.number("maxIterations");
  return {
    beyondSstash: call.flag("beyondSstash"),
    ...(maxIterations !== undefined && { maxIterations }),
  };
}

/** The key given as an argument; the root where it may be left out and is. */
export function keyArgument(call: Call, index = 0): Key {
  const text = call.arguments[index];
  return text === undefined ? [] : parseKey(text);
}
