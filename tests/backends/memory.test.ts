import assert from "node:assert/strict";
import { memoryBlobStore } from "../../backends/memory.ts";
import { utf8 } from "../../core/bytes.ts";
import { blobStoreConformance } from "../support/blob_store_conformance.ts";

blobStoreConformance("memory", () => {
  const store = memoryBlobStore();
  return {
    store,
    // The empty suffix names the same place.
    again: () => store.sibling(""),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

Deno.test("memory: two stores share nothing", async () => {
  await memoryBlobStore().save(utf8("x"), "absent");
  assert.equal(await memoryBlobStore().load(), null);
});

Deno.test("memory: a version is of one save, also of the same content", async () => {
  const store = memoryBlobStore();
  const first = await store.save(utf8("x"), "absent");
  assert.notEqual(await store.save(utf8("x"), first), first);
});
