/**
 * What the tests of a change of password share.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { BlobStore } from "../../../core/ports.ts";
import { openStash, WAY_BACK_SUFFIX } from "../../../core/stash/stash.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
  withCheapDerivation,
} from "../../support/stashes.ts";
import { type Watch, watched } from "../../support/watched_store.ts";

export const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"], [["c"], null]];
export const NEW = "a new password";

/** A test in which no derivation is dear. */
export function test(name: string, work: () => Promise<void>): void {
  Deno.test(`change password: ${name}`, () => withCheapDerivation(work));
}

/** A stash whose store a test can step into, and that store beneath with its bytes. */
export async function open(watch: Watch = {}) {
  const inner = await stashStore(NODES);
  const old = await bytesOf(inner);
  const store = watched(inner, watch);
  return { inner, old, store, stash: await openStash(store, PASSWORD) };
}

export async function bytesOf(store: BlobStore): Promise<Uint8Array> {
  return (await store.load())!.bytes;
}

export async function assertHolds(store: BlobStore, password: string, nodes: Nodes) {
  using stash = await openStash(store, password);
  assert.deepEqual(contents(stash), contentsOf(nodes));
}

export async function assertNoWayBack(store: BlobStore): Promise<void> {
  assert.equal(await store.sibling(WAY_BACK_SUFFIX).load(), null);
}
