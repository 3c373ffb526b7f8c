/**
 * From what was read in folders to changes of a stash.
 *
 * @module
 */

import type { Batch } from "../core/stash/batch.ts";
import type { Key } from "../core/stash/key.ts";
import { find, type Node, sameValue } from "../core/stash/tree.ts";
import type { Found, Skipped, Walk } from "./walk.ts";

/** What an import has done, or would do. */
export interface ImportReport {
  /** Files taken: those added, replaced and unchanged. */
  files: number;
  /** Folders taken, the one that was named left out. */
  folders: number;
  /** The length of all files together. */
  bytes: number;
  /** Files whose key had no value before. */
  added: number;
  /** Files whose key had another value before. */
  replaced: number;
  /** Files whose key had this very value already. */
  unchanged: number;
  /** What was left out, ordered by path. */
  skipped: Skipped[];
}

/** Adds what was read to a draft of the stash, in which `before` is at `key`. */
export function merge(
  batch: Batch,
  key: Key,
  { walk, contents, before }: {
    walk: Walk;
    contents: Map<Found, Uint8Array>;
    before: Node | null;
  },
): ImportReport {
  const report = emptyReport(walk.skipped);
  const ensure = (at: Key) => batch.has(at) || batch.ensure(at);
  ensure(key);
  for (const found of walk.found) {
    const at = [...key, ...found.names];
    const content = contents.get(found);
    if (found.isFolder) {
      ensure(at);
      report.folders++;
    } else if (content !== undefined) {
      const outcome = compare(before && find(before, found.names), content);
      if (outcome !== "unchanged") batch.write(at, content);
      report[outcome]++;
      report.files++;
      report.bytes += content.length;
    }
  }
  return report;
}

function compare(
  node: Node | null,
  content: Uint8Array,
): "added" | "replaced" | "unchanged" {
  if (node === null || node.value === null) return "added";
  return sameValue(node.value, content) ? "unchanged" : "replaced";
}

function emptyReport(skipped: readonly Skipped[]): ImportReport {
  return {
    files: 0,
    folders: 0,
    bytes: 0,
    added: 0,
    replaced: 0,
    unchanged: 0,
    skipped: skipped.toSorted((a, b) => a.path < b.path ? -1 : 1),
  };
}
