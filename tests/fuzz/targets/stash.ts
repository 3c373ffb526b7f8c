/**
 * Stashes: the file, the tree in it, and keys as people write them.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../../core/bytes.ts";
import { formatEnvelope, parseEnvelope } from "../../../core/stash/envelope.ts";
import { formatTree, parseTree } from "../../../core/stash/inner.ts";
import { formatKey, parseKey } from "../../../core/stash/key.ts";
import { same, walk } from "../../../core/stash/tree.ts";
import { checkParameters } from "../../../core/stash/derive.ts";
import { checkNames } from "../../../exchange/names.ts";
import { layOut, pieces } from "../../../exchange/layout.ts";
import { anyKey, anyText, anyTree } from "../../support/arbitraries.ts";
import { mutatedDocument } from "../documents.ts";
import { assertShowable } from "../judge.ts";
import { fromPieces, mutatedBytes, ODD_PIECES } from "../mutate.ts";
import { smallFilesIn } from "../seeds.ts";
import { target } from "../target.ts";

const FILES = [
  ...smallFilesIn("vectors/sstash", ".stash"),
  ...smallFilesIn("vectors/sstash/accepted", ".stash"),
];
const ENVELOPES = FILES.slice(0, 6).map((file) =>
  JSON.parse(new TextDecoder().decode(file))
);

/** The outer form, and the numbers in it that set what a password costs. */
const stashFile = target({
  name: "stash_file",
  inputs: fc.oneof(mutatedBytes(FILES), mutatedDocument(ENVELOPES).map(utf8)),
  read(file) {
    const envelope = parseEnvelope(file);
    assert.deepEqual(parseEnvelope(formatEnvelope(envelope)), envelope);
    checkParameters(envelope);
    assert.ok(envelope.iterations >= 1 && envelope.iterations <= 10_000_000);
  },
});

const TREE = {
  mail: { children: { "a/b": { children: {}, value: "00ff" } }, value: "" },
  "": { children: { "\ud800": { children: {} } }, value: "6869" },
  "__proto__": { children: { constructor: { children: {}, value: "01" } } },
};

/** What a stash holds once it is open, by whoever knew its password. */
const stashTree = target({
  name: "stash_tree",
  inputs: fc.oneof(
    mutatedDocument([TREE], 2).map(utf8),
    mutatedBytes([utf8(JSON.stringify(TREE))]),
    anyTree.map(formatTree),
    fc.integer({ min: 990, max: 1_010 }).map((depth) =>
      utf8('{"a":{"children":'.repeat(depth) + "{}" + "}}".repeat(depth))
    ),
  ),
  read(plaintext) {
    const tree = parseTree(plaintext);
    assert.ok(same(parseTree(formatTree(tree)), tree));
  },
});

const stashKey = target({
  name: "stash_key",
  inputs: fc.oneof(
    fromPieces(["a", "/", "\\", "\\/", "\\\\", "[", "]", '"', ",", '["a"]', "é", " "]),
    anyKey.map(formatKey),
    anyText,
  ),
  read(text) {
    const key = parseKey(text);
    const shown = formatKey(key);
    assert.deepEqual(parseKey(shown), key);
    if (shown.length < 1_000) assertShowable(shown);
  },
});

const name = fc.oneof(
  anyText,
  fc.constantFrom(...ODD_PIECES, "...", "a/../..", "..\\..", "C:", "nul.txt", "a. "),
  fc.constantFrom(".coffer-value", ".coffer-export-x", "x".repeat(300)),
);

/** Names that become files: whatever they are, none leads out of its folder. */
const exportedNames = target({
  name: "exported_names",
  inputs: fc.tuple(
    fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
    fc.boolean(),
    fc.constantFrom("linux" as const, "windows" as const),
  ),
  read([keys, localNames, os]) {
    const root = parseTree(utf8("{}"));
    for (const key of keys) {
      let node = root;
      for (const name of key) {
        const child = node.children.get(name) ?? { value: null, children: new Map() };
        node.children.set(name, child);
        node = child;
      }
      node.value = new Uint8Array(1);
    }
    checkNames(root, [], { localNames, os });
    for (const { key } of walk(root)) assertInside(key, os);
    for (const { names } of pieces(layOut(root))) assertInside(names, os);
  },
});

function assertInside(key: readonly string[], os: string): void {
  const separators = os === "windows" ? /[\\/]/ : /\//;
  for (const name of key) {
    assert.doesNotMatch(name, separators);
    assert.ok(name !== "" && name !== "." && name !== ".." && !name.includes("\0"));
  }
}

export const STASH_TARGETS = [stashFile, stashTree, stashKey, exportedNames];
