import assert from "node:assert/strict";
import fc from "fast-check";
import type { Key } from "../../core/stash/key.ts";
import { exportDir, importDir } from "../../exchange/mod.ts";
import { checkNames } from "../../exchange/names.ts";
import { temporaryFolder } from "../support/folder.ts";
import { contents, contentsOf, treeOf } from "../support/stashes.ts";
import { makeOnDisk, readFromDisk } from "./on_disk.ts";
import { open } from "./opened.ts";

/** Some thousand files: binary, empty, hidden, in nested folders of any name. */
function sourceTree(): Record<string, Uint8Array | string | null> {
  const tree: Record<string, Uint8Array | string | null> = { "docs/empty": null };
  for (let i = 0; i < 2000; i++) {
    const folder = `src/part ${i % 50}/${i % 7 === 0 ? "d\u00e9p/\u6f22\u5b57/" : ""}`;
    const length = i % 11 === 0 ? 0 : (i * 7919) % 3000;
    tree[`${folder}file${i}.ts`] = Uint8Array.from({ length }, (_, at) => at * i & 0xff);
  }
  tree["src/.hidden"] = "h";
  tree["src/part 1/.coffer-value"] = "value of a folder";
  return tree;
}

Deno.test("round trip: a source tree of some thousand files comes back the same", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.at("in"), sourceTree());
  const before = readFromDisk(folder.at("in"));
  using stash = await open();
  const imported = await importDir(stash, ["tree"], folder.at("in"));
  const exported = await exportDir(stash, ["tree"], folder.at("out"));
  assert.deepEqual(readFromDisk(folder.at("out")), before);
  assert.equal(exported.files, 2002);
  const { files, folders, bytes } = imported;
  assert.deepEqual({ files, folders, bytes }, exported);
  assert.deepEqual(imported.skipped, []);
  const again = await importDir(stash, ["tree"], folder.at("out"));
  assert.equal(again.unchanged, files);
});

/** A name that may be one anywhere, also where case and composition do not count. */
const name = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
  fc.constantFrom("a", "b", "__proto__", "10", "9", "\u{1f600}", ".hidden", "\ufffd"),
).filter((name) => {
  const folded = name.normalize("NFC").toLowerCase();
  try {
    checkNames(treeOf([[[name], ""]]), []);
    return folded === name && name.normalize("NFD").normalize("NFC") === name;
  } catch {
    return false;
  }
});

const nodes = fc.array(
  fc.tuple(
    fc.array(name, { minLength: 1, maxLength: 4 }),
    fc.option(fc.uint8Array({ maxLength: 20 }), { nil: null }),
  ),
  { maxLength: 15 },
);

/** By key, since an import orders new keys by name. */
function sorted(entries: [Key, string | null][]): [string, string | null][] {
  const texts = entries.map(([key, value]): [string, string | null] => [
    JSON.stringify(key),
    value,
  ]);
  return texts.sort(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("round trip: any tree with names that may be files comes back the same", async () => {
  await using folder = await temporaryFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(nodes, async (nodes) => {
      const at = folder.at(`${count++}`);
      using from = await open(nodes);
      using to = await open();
      const exported = await exportDir(from, [], at);
      const { skipped, ...imported } = await importDir(to, [], at);
      assert.deepEqual(skipped, []);
      assert.deepEqual(sorted(contents(to)), sorted(contentsOf(nodes)));
      assert.deepEqual(imported, {
        ...exported,
        added: exported.files,
        replaced: 0,
        unchanged: 0,
      });
    }),
    { numRuns: 60 },
  );
});
