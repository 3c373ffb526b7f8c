/**
 * What it takes to compare a store with what this device has seen of it, and to remember
 * what is written.
 *
 * @module
 */

import type { Call } from "../command.ts";
import { HOME, USERPROFILE, XDG_STATE_HOME } from "../environment.ts";
import { seenPath } from "../wallet/seen_memory.ts";
import type { Grants } from "./grants.ts";
import type { StoreUse } from "./stores.ts";

const HOME_FOLDER = Deno.build.os === "windows" ? USERPROFILE : HOME;

/** Adds the file of the store, or its folder where it is written: as a whole, in its place. */
export function seenGrants(
  { url, writes }: Pick<StoreUse, "url" | "writes">,
  call: Call,
  grants: Grants,
): void {
  grants.variable(XDG_STATE_HOME, HOME_FOLDER);
  const path = seenPath(url, (name) => call.io.env(name));
  if (path === null) return;
  if (writes) grants.replace(path);
  else grants.read(path);
}
