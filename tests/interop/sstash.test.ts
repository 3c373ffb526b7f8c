/**
 * Coffer and the Python package `sstash` on the same files, both ways.
 *
 * SSTASH_PYTHON names a Python that has sstash 0.17; without one there is nothing
 * to compare with, and the tests say so.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { toHex } from "../../core/bytes.ts";
import { SSTASH_DEPTH } from "../../core/stash/inner.ts";
import { createStash, openStash } from "../../core/stash/stash.ts";

const PYTHON = Deno.env.get("SSTASH_PYTHON");
const PASSWORD = "pässwörd 漢字 \u{1F511}";

/** Names and values that are hard on somebody. */
const SAMPLE: [string[], number[]][] = [
  [["mail", "work"], [104, 105]],
  [["mail"], [1, 2, 3]],
  [["10"], []],
  [["2"], [0]],
  [["__proto__", "constructor"], [255, 254]],
  [["", "\u0000\u001f\u007f", "é", "e\u0301", "\u{1F600}", "\u2028"], [7]],
  [["a/b", "..", "\\", '"'], Array.from({ length: 256 }, (_, i) => i)],
];

const READ = `
import json, sys
from sstash.sstash import SecureStash
stash = SecureStash(sys.argv[1], sys.argv[2])
found = []
def walk(key):
    for name in stash.get_children(key):
        try: value = stash.read_value(key + [name]).hex()
        except Exception: value = None
        found.append([key + [name], value])
        walk(key + [name])
walk([])
print(json.dumps(found))
`;

const WRITE = `
import json, sys
from sstash.sstash import SecureStash
stash = SecureStash(sys.argv[1], sys.argv[2])
for key, value in json.loads(sys.argv[3]):
    stash.write_value(key, bytes(value))
`;

const REMOVE = `
import sys
from sstash.sstash import SecureStash
print(SecureStash(sys.argv[1], sys.argv[2]).remove_key(["mail"]).hex())
`;

async function python(script: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(PYTHON!, {
    args: ["-c", script, ...args],
    env: { PYTHONIOENCODING: "utf-8" },
  }).output();
  const text = new TextDecoder();
  assert.equal(code, 0, text.decode(stderr));
  return text.decode(stdout);
}

function interop(name: string, fn: (file: string) => Promise<void>): void {
  Deno.test({
    name: PYTHON === undefined ? `${name} (skipped: SSTASH_PYTHON is not set)` : name,
    ignore: PYTHON === undefined,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await fn(`${folder}/my.stash`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

interop("sstash reads what Coffer writes, in the same order", async (file) => {
  using stash = await createStash(fileBlobStore(file), PASSWORD);
  await stash.batch((batch) => {
    for (const [key, value] of SAMPLE) batch.write(key, new Uint8Array(value));
  });
  const expected = [...stash.entries()].map(({ key, node }) => [
    key,
    node.value === null ? null : toHex(node.value),
  ]);
  assert.deepEqual(JSON.parse(await python(READ, file, PASSWORD)), expected);
});

interop("Coffer reads what sstash writes, in the same order", async (file) => {
  await python(WRITE, file, PASSWORD, JSON.stringify(SAMPLE));
  using stash = await openStash(fileBlobStore(file), PASSWORD);
  for (const [key, value] of SAMPLE) assert.deepEqual([...stash.read(key)], value);
  assert.deepEqual(
    [...stash.entries()].map(({ key }) => key),
    (JSON.parse(await python(READ, file, PASSWORD)) as [string[]][]).map(([key]) => key),
  );
});

interop("the two take turns on one file", async (file) => {
  await python(WRITE, file, PASSWORD, JSON.stringify(SAMPLE));
  {
    using stash = await openStash(fileBlobStore(file), PASSWORD);
    await stash.write(["turn"], new Uint8Array([1]));
    await stash.changePassword("another one");
  }
  assert.equal((await python(REMOVE, file, "another one")).trim(), "010203");
  using stash = await openStash(fileBlobStore(file), "another one");
  assert.ok(!stash.has(["mail"]) && !stash.has(["mail", "work"]));
  assert.deepEqual([...stash.read(["turn"])], [1]);
});

interop("what Coffer writes at sstash's depth, sstash opens", async (file) => {
  const deepest = Array.from({ length: SSTASH_DEPTH }, (_, i) => `n${i}`);
  using stash = await createStash(fileBlobStore(file), PASSWORD);
  await stash.write(deepest, new Uint8Array([42]));
  const found = JSON.parse(await python(READ, file, PASSWORD)) as [string[], string][];
  assert.deepEqual(found.at(-1), [deepest, "2a"]);
});
