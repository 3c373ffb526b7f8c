import fc from "fast-check";
import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import { DamagedError, LimitError } from "../../../core/errors.ts";
import { formatTree, MAX_DEPTH, parseTree } from "../../../core/stash/inner.ts";
import { pythonString } from "../../../core/stash/key.ts";
import * as tree from "../../../core/stash/tree.ts";
import { anyText, anyTree } from "../../support/arbitraries.ts";
import { treeOf } from "../../support/stashes.ts";

const format = (root: tree.Node) => new TextDecoder().decode(formatTree(root));
const parse = (text: string) => parseTree(utf8(text));

Deno.test("inner: what is written reads back, order included", () => {
  fc.assert(
    fc.property(anyTree, (root) => {
      const back = parseTree(formatTree(root));
      assert.deepEqual(back, root);
      assert.deepEqual(
        [...tree.walk(back)].map(({ key }) => key),
        [...tree.walk(root)].map(({ key }) => key),
      );
    }),
    { numRuns: 300 },
  );
});

Deno.test("inner: what is written is printable ASCII", () => {
  fc.assert(
    fc.property(anyTree, (root) => {
      for (const byte of formatTree(root)) assert.ok(byte >= 0x20 && byte <= 0x7e);
    }),
    { numRuns: 300 },
  );
});

Deno.test("inner: written as Python's json.dumps writes it", () => {
  const root = treeOf([
    [["a"], "hi"],
    [["a", "é\x7f\u2028"], null],
    [["b"], new Uint8Array()],
  ]);
  assert.equal(
    format(root),
    '{"a": {"children": {"\\u00e9\\u007f\\u2028": {"children": {}}}, "value": "6869"}, ' +
      '"b": {"children": {}, "value": ""}}',
  );
  assert.equal(format(tree.emptyNode()), "{}");
});

// CPython 3.11: json.dumps of each string.
const PYTHON: [text: string, written: string][] = [
  ["", '""'],
  ['"\\/', '"\\"\\\\/"'],
  ["\b\t\n\v\f\r", '"\\b\\t\\n\\u000b\\f\\r"'],
  ["\0\x1f \x7e\x7f\x80", '"\\u0000\\u001f ~\\u007f\\u0080"'],
  ["é漢🔑", '"\\u00e9\\u6f22\\ud83d\\udd11"'],
  ["\ud800\udfffx\ud83d", '"\\ud800\\udfffx\\ud83d"'],
  ["\uABCD\u2028\ufeff", '"\\uabcd\\u2028\\ufeff"'],
];

for (const [text, written] of PYTHON) {
  Deno.test(`inner: pythonString gives ${written}`, () => {
    assert.equal(pythonString(text), written);
  });
}

Deno.test("inner: pythonString is JSON of the same text", () => {
  fc.assert(fc.property(anyText, (text) => {
    assert.equal(JSON.parse(pythonString(text)), text);
  }));
});

Deno.test("inner: an empty value, no value and a missing node are three things", () => {
  const root = parse('{"a": {"children": {}, "value": ""}, "b": {"children": {}}}');
  assert.deepEqual(tree.find(root, ["a"])!.value, new Uint8Array());
  assert.equal(tree.find(root, ["b"])!.value, null);
  assert.equal(tree.find(root, ["c"]), null);
});

Deno.test("inner: names that look like the format's own are names", () => {
  const root = parse(
    '{"children": {"children": {"value": {"children": {}, "value": "00"}}}}',
  );
  assert.deepEqual(tree.find(root, ["children", "value"])!.value, Uint8Array.of(0));
  assert.deepEqual(parse(format(root)), root);
});

const MISSHAPEN = [
  "[]",
  "1",
  "null",
  '"x"',
  "NaN",
  '{"a": null}',
  '{"a": 1}',
  '{"a": "x"}',
  '{"a": []}',
  '{"a": {}}',
  '{"a": {"value": ""}}',
  '{"a": {"children": []}}',
  '{"a": {"children": null}}',
  '{"a": {"children": {}, "value": null}}',
  '{"a": {"children": {}, "value": 1}}',
  '{"a": {"children": {}, "value": {}}}',
  '{"a": {"children": {}, "value": "0"}}',
  '{"a": {"children": {}, "value": "0g"}}',
  '{"a": {"children": {}, "value": " 00"}}',
  '{"a": {"children": {}, "value": "\\u00e9\\u00e9"}}',
  '{"a": {"children": {}, "other": 1}}',
  '{"a": {"children": {}, "value": "", "other": 1}}',
  '{"a": {"children": {"b": {"children": {"c": {}}}}}}',
  "",
  "{",
  '{"a": {"children": {}}} x',
];

for (const text of MISSHAPEN) {
  Deno.test(`inner: refused: ${text}`, () => {
    assert.throws(() => parse(text), DamagedError);
  });
}

Deno.test("inner: an escaped digit in a value is still a digit", () => {
  const root = parse('{"a": {"children": {}, "value": "\\u0034\\u0031"}}');
  assert.deepEqual(tree.find(root, ["a"])!.value, utf8("A"));
});

Deno.test("inner: of two equal names the last wins, in the place of the first", () => {
  const leaf = (hex: string) => `{"children": {}, "value": "${hex}"}`;
  const root = parse(`{"a": ${leaf("01")}, "b": ${leaf("02")}, "a": ${leaf("03")}}`);
  assert.deepEqual([...root.children.keys()], ["a", "b"]);
  assert.deepEqual(tree.find(root, ["a"])!.value, Uint8Array.of(3));
});

Deno.test("inner: keys are taken up to the limit and refused above it", () => {
  const nested = (depth: number) =>
    '{"x": {"children": '.repeat(depth) + "{}" + "}}".repeat(depth);
  assert.equal(tree.depth(parse(nested(MAX_DEPTH))), MAX_DEPTH);
  for (const depth of [MAX_DEPTH + 1, 2 * MAX_DEPTH, 100 * MAX_DEPTH]) {
    assert.throws(() => parse(nested(depth)), LimitError, `${depth}`);
  }
});

Deno.test("inner: a value in a message is never shown, its key is, escaped", () => {
  const text = '{"a\\u001b": {"children": {}, "value": "68756e74657232zz"}}';
  assert.throws(() => parse(text), (error: Error) => {
    assert.doesNotMatch(error.message, /68756e/);
    assert.match(error.message, /\["a\\u001b"\]/);
    return true;
  });
});

Deno.test("inner: values of several MiB go there and back", () => {
  const value = new Uint8Array(3 << 20).map((_, i) => i * 31);
  const root = treeOf([[["big"], value]]);
  assert.deepEqual(tree.find(parseTree(formatTree(root)), ["big"])!.value, value);
});

Deno.test("inner: parsed values do not share the plaintext, which is wiped", () => {
  const plaintext = utf8('{"a": {"children": {}, "value": "6869"}}');
  const root = parseTree(plaintext);
  plaintext.fill(0);
  assert.deepEqual(tree.find(root, ["a"])!.value, utf8("hi"));
});
