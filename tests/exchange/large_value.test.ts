/**
 * One large value from a file through a stash and into a file. Here it is of a few MiB;
 * `deno task test:large` takes 600 MiB, beyond what 31 bits count and what strings hold,
 * and 5 GiB of memory.
 */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { openStash } from "../../core/stash/stash.ts";
import { exportFile, importFile } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import { PASSWORD, sealedFile } from "../support/stashes.ts";

const MIB = 1 << 20;
const SIZE = Number(Deno.env.get("COFFER_TEST_MIB") ?? 5) * MIB + 1;

/** Other bytes in every MiB. */
function* pieces(size: number): Generator<Uint8Array> {
  for (let at = 0; at < size; at += MIB) {
    const length = Math.min(MIB, size - at);
    yield Uint8Array.from({ length }, (_, i) => i * 31 + at / MIB);
  }
}

async function assertHolds(path: string, size: number): Promise<void> {
  assert.equal((await Deno.stat(path)).size, size);
  using file = await Deno.open(path);
  for (const piece of pieces(size)) {
    const found = new Uint8Array(piece.length);
    for (let at = 0; at < found.length;) at += (await file.read(found.subarray(at)))!;
    assert.ok(found.every((byte, i) => byte === piece[i]));
  }
}

Deno.test(`a value of ${SIZE} bytes: in and out, byte for byte`, async () => {
  await using folder = await temporaryFolder();
  const [before, after] = [folder.at("before"), folder.at("after")];
  {
    using file = await Deno.open(before, { createNew: true, write: true });
    for (const piece of pieces(SIZE)) await file.write(piece);
  }
  await Deno.writeFile(folder.at("a.stash"), await sealedFile([]));
  {
    using stash = await openStash(fileBlobStore(folder.at("a.stash")), PASSWORD);
    await importFile(stash, ["large"], before);
  }
  assert.ok((await Deno.stat(folder.at("a.stash"))).size > 4 * SIZE);
  using stash = await openStash(fileBlobStore(folder.at("a.stash")), PASSWORD);
  await exportFile(stash, ["large"], after);
  await assertHolds(after, SIZE);
});
