/**
 * How a tree of keys is laid out as folders and files.
 *
 * @module
 */

import type { Key } from "../core/stash/key.ts";
import type { Stash } from "../core/stash/stash.ts";
import type { Node } from "../core/stash/tree.ts";

/** The file that holds the value of the folder it is in. */
export const VALUE_FILE = ".coffer-value";
/** How the names of files and folders begin that are not in their place yet. */
export const STAGING_PREFIX = ".coffer-export-";

/** A folder as it is to be made. The contents belong to the stash. */
export interface Folder {
  files: Map<string, Uint8Array>;
  folders: Map<string, Folder>;
}

/** A file or a folder, by its names from the top. */
export interface Piece {
  names: Key;
  /** `null` for a folder. */
  content: Uint8Array | null;
}

/**
 * The node at `key`, to be looked at only. It stays as it is when the stash
 * changes.
 *
 * @throws {NotFoundError} if there is no such key
 */
export function nodeAt(stash: Stash, key: Key): Node {
  if (key.length === 0) return { value: null, children: nodesBelow(stash, []) };
  // For its error, which names the part of the key that is missing.
  stash.children(key);
  return nodesBelow(stash, key.slice(0, -1)).get(key.at(-1)!)!;
}

function nodesBelow(stash: Stash, parent: Key): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { key, node } of stash.entries(parent)) {
    if (key.length === parent.length + 1) nodes.set(key.at(-1)!, node);
  }
  return nodes;
}

/** The folder that stands for `node`; no child may be called `VALUE_FILE`. */
export function layOut(node: Node): Folder {
  const folder: Folder = { files: new Map(), folders: new Map() };
  if (node.value !== null) folder.files.set(VALUE_FILE, node.value);
  for (const [name, child] of node.children) {
    if (isPlainValue(child)) folder.files.set(name, child.value);
    else folder.folders.set(name, layOut(child));
  }
  return folder;
}

/** Whether a node is a file: a value and nothing below it. */
export function isPlainValue(node: Node): node is Node & { value: Uint8Array } {
  return node.value !== null && node.children.size === 0;
}

/** All that is in `folder`, each folder before what is in it. */
export function* pieces(folder: Folder, at: Key = []): Generator<Piece> {
  for (const [name, content] of folder.files) yield { names: [...at, name], content };
  for (const [name, inner] of folder.folders) {
    const names = [...at, name];
    yield { names, content: null };
    yield* pieces(inner, names);
  }
}
