/**
 * Open stashes for the tests of imports and exports.
 *
 * @module
 */

import { openStash, type Stash } from "../../core/stash/stash.ts";
import type { ImportReport } from "../../exchange/mod.ts";
import { type Nodes, PASSWORD, stashStore } from "../support/stashes.ts";

/** A stash in memory that holds these nodes. */
export async function open(nodes: Nodes = []): Promise<Stash> {
  return await openStash(await stashStore(nodes), PASSWORD);
}

/** What an import of `folder` has skipped: paths in it, with the reasons. */
export function skipped(report: ImportReport, folder: string): Record<string, string> {
  return Object.fromEntries(report.skipped.map(({ path, reason }) => {
    if (!path.startsWith(`${folder}/`)) throw new Error(`${path} is not in ${folder}`);
    return [path.slice(folder.length + 1), reason];
  }));
}
