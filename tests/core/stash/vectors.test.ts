import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { decodeHex, sameBytes, toHex, utf8 } from "../../../core/bytes.ts";
import { parseEnvelope } from "../../../core/stash/envelope.ts";
import { formatTree } from "../../../core/stash/inner.ts";
import { openStash } from "../../../core/stash/stash.ts";
import { type Entry, walk } from "../../../core/stash/tree.ts";
import { deriveKey } from "../../../core/stash/derive.ts";
import { openTree, sealTree } from "../../../core/stash/unlock.ts";
import {
  negativeVectors,
  stashVector,
  stashVectors,
  vectorBytes,
  type VectorNode,
  vectorPath,
} from "../../support/sstash_vectors.ts";
import { recorded } from "../../support/stashes.ts";

const bytes = (hex: string) => decodeHex(utf8(hex));

async function sha256(bytes: Uint8Array): Promise<string> {
  return toHex(
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)),
  );
}

/** Whether the original wrote the file itself, so that its spelling is the format's. */
const isWritten = (file: string) => !file.startsWith("accepted/");

async function assertNodes(entries: Entry[], recorded: VectorNode[]): Promise<void> {
  assert.deepEqual(
    entries.map(({ key }) => key),
    recorded.map(({ path }) => path),
  );
  for (const [i, { node }] of entries.entries()) {
    const { path, value_hex, value_len, value_sha256 } = recorded[i]!;
    const where = JSON.stringify(path);
    if (value_sha256 !== undefined) {
      assert.equal(node.value!.length, value_len, where);
      assert.equal(await sha256(node.value!), value_sha256, where);
    } else {
      const hex = node.value === null ? null : toHex(node.value);
      assert.equal(hex, value_hex?.toLowerCase() ?? null, where);
    }
  }
}

for (const vector of stashVectors()) {
  Deno.test(`sstash ${vector.file} opens: ${vector.description}`, async () => {
    const file = vectorBytes(vector.file);
    assert.equal(await sha256(file), vector.file_sha256, "the vector itself");
    const store = memoryBlobStore();
    await store.save(file, "absent");
    using stash = await openStash(store, vector.password);
    assert.deepEqual(stash.children(), vector.root_children);
    assert.equal(stash.parameters.hash, vector.hash);
    assert.equal(stash.parameters.iterations, vector.iterations);
    assert.equal(toHex(stash.parameters.salt), vector.salt.toLowerCase());
    await assertNodes([...stash.entries()], vector.nodes_preorder);
  });

  Deno.test(`sstash ${vector.file}: derived key, plaintext, sealed again`, async () => {
    const { sealed, ...parameters } = parseEnvelope(vectorBytes(vector.file));
    const key = await deriveKey(vector.password, parameters);
    assert.equal(toHex(key), vector.derived_key_hex);
    assert.equal(toHex(sealed.subarray(0, 24)), vector.nonce.toLowerCase());
    const tree = openTree(key, sealed);
    const file = sealTree(key, parameters, tree, recorded(bytes(vector.nonce)));
    if (isWritten(vector.file)) {
      const plaintext = formatTree(tree);
      assert.equal(plaintext.length, vector.inner_len);
      assert.equal(await sha256(plaintext), vector.inner_sha256);
      assert.ok(sameBytes(file, vectorBytes(vector.file)), "another file");
    } else {
      await assertNodes(await reopened(file, vector.password), vector.nodes_preorder);
    }
  });
}

async function reopened(file: Uint8Array, password: string): Promise<Entry[]> {
  const { sealed, ...parameters } = parseEnvelope(file);
  return [...walk(openTree(await deriveKey(password, parameters), sealed))];
}

Deno.test("sstash tree_removed.stash: removing gives the recorded file and value", async () => {
  const [before, after] = [stashVector("tree.stash"), stashVector("tree_removed.stash")];
  const store = memoryBlobStore();
  await store.save(vectorBytes(before.file), "absent");
  const random = recorded(bytes(after.nonce));
  using stash = await openStash(store, before.password, { random });
  const value = await stash.remove(after.removed!);
  assert.equal(toHex(value!), after.returned_hex);
  await assertNodes([...stash.entries()], after.nodes_preorder);
  assert.ok(sameBytes((await store.load())!.bytes, vectorBytes(after.file)));
});

Deno.test("sstash basic.stash: writing what is there again keeps the plaintext", async () => {
  const vector = stashVector("basic.stash");
  const store = memoryBlobStore();
  await store.save(vectorBytes(vector.file), "absent");
  const random = recorded(bytes(vector.nonce));
  using stash = await openStash(store, vector.password, { random });
  const [first] = vector.nodes_preorder.filter(({ value_hex }) => value_hex !== null);
  await stash.write(first!.path, bytes(first!.value_hex!));
  assert.ok(sameBytes((await store.load())!.bytes, vectorBytes(vector.file)));
});

// What must be refused is read by the test kit (tests/testkit).
Deno.test("sstash: every stash file that there is stands in the manifest", () => {
  const known = [...stashVectors(), ...negativeVectors()].map(({ file }) => file);
  const present = ["", "accepted/", "negative/"].flatMap((folder) =>
    [...Deno.readDirSync(vectorPath(folder || "."))]
      .filter(({ name }) => name.endsWith(".stash"))
      .map(({ name }) => folder + name)
  );
  assert.deepEqual(present.toSorted(), known.toSorted());
});
