/**
 * Stashes for tests: sealed with one PBKDF2 round, so that opening them costs
 * nothing. `createStash` itself takes no fewer than `MIN_ITERATIONS`.
 *
 * @module
 */

import { memoryBlobStore } from "../../backends/memory.ts";
import { toHex, utf8 } from "../../core/bytes.ts";
import type { RandomSource } from "../../core/crypto/random.ts";
import type { BlobStore } from "../../core/ports.ts";
import type { Key } from "../../core/stash/key.ts";
import type { Stash } from "../../core/stash/stash.ts";
import * as tree from "../../core/stash/tree.ts";
import { deriveKey } from "../../core/stash/derive.ts";
import { sealTree } from "../../core/stash/unlock.ts";

/** The password of every stash made here, unless another is asked for. */
export const PASSWORD = "correct horse battery staple";

/** Nodes by key: text for a value, `null` for a node without one. */
export type Nodes = readonly (readonly [key: Key, value: string | Uint8Array | null])[];

/** How a test stash is sealed. */
export interface SealOptions {
  password?: string;
  hash?: string;
  iterations?: number;
}

/** A tree with these nodes. */
export function treeOf(nodes: Nodes): tree.Node {
  const root = tree.emptyNode();
  for (const [key, value] of nodes) {
    const node = tree.ensure(root, key);
    if (value !== null) node.value = typeof value === "string" ? utf8(value) : value;
  }
  return root;
}

/** The bytes of a stash file that holds these nodes. */
export async function sealedFile(
  nodes: Nodes,
  { password = PASSWORD, hash = "sha512", iterations = 1 }: SealOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = { hash, salt: counted(16), iterations };
  const key = await deriveKey(password, parameters);
  return sealTree(key, parameters, treeOf(nodes), counted);
}

/** The same, in a memory store. */
export async function stashStore(
  nodes: Nodes,
  options: SealOptions = {},
): Promise<BlobStore> {
  const store = memoryBlobStore();
  await store.save(await sealedFile(nodes, options), "absent");
  return store;
}

/** Not random at all: 0, 1, 2, ... */
export const counted: RandomSource = (length) =>
  Uint8Array.from({ length }, (_, i) => i & 0xff);

/** Hands out the given arrays in turn and nothing after them. */
export function recorded(...arrays: Uint8Array<ArrayBuffer>[]): RandomSource {
  const left = [...arrays];
  return (length) => {
    const next = left.shift();
    if (next?.length !== length) throw new Error(`no ${length} recorded bytes left`);
    return next;
  };
}

/** Every node of a stash in file order, comparable. */
export function contents(stash: Pick<Stash, "entries">): [Key, string | null][] {
  return [...stash.entries()].map(({ key, node }) => [key, hexOrNull(node.value)]);
}

/** What `contents` gives for a stash with these nodes. */
export function contentsOf(nodes: Nodes): [Key, string | null][] {
  return [...tree.walk(treeOf(nodes))]
    .map(({ key, node }) => [key, hexOrNull(node.value)]);
}

function hexOrNull(value: Uint8Array | null): string | null {
  return value === null ? null : toHex(value);
}

/**
 * Runs `work` with a Web Crypto that does one PBKDF2 round whatever is asked for.
 * All derivations within agree with one another, and `derivations` counts them.
 */
export async function withCheapDerivation<T>(
  work: (count: { derivations: number }) => Promise<T>,
): Promise<T> {
  const original = crypto.subtle.deriveBits;
  const count = { derivations: 0 };
  crypto.subtle.deriveBits = (algorithm, key, length) => {
    count.derivations++;
    const cheap = { ...(algorithm as Pbkdf2Params), iterations: 1 };
    return original.call(crypto.subtle, cheap, key, length as number);
  };
  try {
    return await work(count);
  } finally {
    crypto.subtle.deriveBits = original;
  }
}
