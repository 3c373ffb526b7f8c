import fc from "fast-check";
import assert from "node:assert/strict";
import { compareKeys, compareTexts } from "../../backends/record_order.ts";
import {
  headerVersion,
  recordVersion,
  versionedRecord,
} from "../../backends/record_version.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import { anyText } from "../support/arbitraries.ts";

const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.constant(null),
  anyText,
  fc.array(fc.tuple(anyText, anyText), { maxLength: 3 }).map((each) => new Map(each)),
);

const anyRecord: fc.Arbitrary<StoredRecord> = fc.record({
  domain: anyText,
  access: anyText,
  attributes: fc.array(fc.tuple(anyText, attribute), { maxLength: 3 })
    .map((each) => new Map(each)),
});

/** What makes a record what it is; the order of names is no part of it. */
function essence({ domain, access, attributes }: StoredRecord): string {
  const entries = [...attributes].map(([name, value]) => [
    name,
    value instanceof Map ? { map: [...value].sort(byName) } : value,
  ]);
  return JSON.stringify([domain, access, entries.sort(byName as never)]);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function shaped(attributes: [string, Attribute][], domain = "d", access = "a") {
  return { domain, access, attributes: new Map(attributes) };
}

Deno.test("record versions: equal for equal records, and for no others", () => {
  fc.assert(fc.property(anyRecord, anyRecord, (a, b) => {
    const same = essence(a) === essence(b);
    assert.equal(recordVersion(a) === recordVersion(b), same);
    assert.equal(recordVersion(a), recordVersion(structuredClone(a)));
  }));
});

Deno.test("record versions: records that look alike have versions of their own", () => {
  const map = (...entries: [string, string][]) => new Map(entries);
  const alike = [
    shaped([]),
    shaped([], "da", ""),
    shaped([], "", "da"),
    shaped([["a", null]]),
    shaped([["a", ""]]),
    shaped([["a", "-"]]),
    shaped([["a", "null"]]),
    shaped([["a", map()]]),
    shaped([["a", map(["", ""])]]),
    shaped([["a", map(["b", "c"])]]),
    shaped([["a", map(["b", "c"], ["d", "e"])]]),
    shaped([["a", map(["b", "c1:d1:e"])]]),
    shaped([["a", map(["b", "c"])], ["d", "e"]]),
    shaped([["a", "b"], ["c", "d"]]),
    shaped([["a", "b1:c=1:d"]]),
    shaped([["a", "\ud800"]]),
    shaped([["a", "\udc00"]]),
    shaped([["a", "\ufffd"]]),
    shaped([["a", "\u00e9"]]),
    shaped([["a", "e\u0301"]]),
    shaped([], "d1:a"),
    shaped([], "1:d", "a"),
  ];
  const versions = alike.map(recordVersion);
  assert.equal(new Set(versions).size, alike.length);
  for (const version of versions) assert.match(version, /^[0-9a-f]{64}$/);
});

Deno.test("record versions: the order of names does not count, as some engines lose it", () => {
  const map = new Map([["a", "1"], ["b", "2"]]);
  const one = shaped([["x", map], ["y", null]]);
  const other = shaped([["y", null], ["x", new Map([...map].reverse())]]);
  assert.equal(recordVersion(one), recordVersion(other));
});

Deno.test("record versions: a header has another than a record, and than any other header", () => {
  const headers = ["", "0:", "1:d1:a", "\ud800", "\ufffd"];
  const versions = headers.map(headerVersion);
  assert.equal(new Set([...versions, recordVersion(shaped([]))]).size, 6);
});

Deno.test("record versions: they never change", () => {
  const info = new Map([["PIN", "1"], ["é", "\ud83d"]]);
  const record = shaped([["uid", "joe"], ["pwd", null], ["info", info]]);
  // SHA-256, by another program, of the text that record_version.ts describes.
  assert.equal(headerVersion("{}"), HEADER_DIGEST);
  assert.equal(recordVersion(shaped([["uid", "joe"], ["pwd", null]])), RECORD_DIGEST);
  assert.equal(recordVersion(record), HALF_DIGEST);
  assert.equal(versionedRecord(record).version, HALF_DIGEST);
});

const HEADER_DIGEST = "9f1396a2f7e1f75416ec06c18919818ecebe81b5e46e271a8d7e42272f56b857";
const RECORD_DIGEST = "381f8623c4b85a555253c97b762fd53619d56d49973d3b6f8f2d5d0d1c1682bd";
const HALF_DIGEST = "44ae34dc5b1eb4fd0e313f91da6b59993333349999c55f4d367cb8cd88efc355";

Deno.test("record order: that of the code points", () => {
  const points = (text: string) =>
    JSON.stringify(
      [...text].map((char) => char.codePointAt(0)!.toString(16).padStart(6, "0")),
    )
      .replaceAll("]", "");
  fc.assert(
    fc.property(anyText, anyText, anyText, (start, a, b) => {
      const [x, y] = [points(start + a), points(start + b)];
      const expected = x < y ? -1 : x > y ? 1 : 0;
      assert.equal(Math.sign(compareTexts(start + a, start + b)), expected);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("record order: halves of pairs count as what they are", () => {
  const ordered = [
    "\ud800",
    "\ud83d",
    "\ud83d\ue000",
    "\udc00",
    "\ue000",
    "😀",
    "😀\ud800",
    "😁",
  ];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assert.equal(Math.sign(compareTexts(a, b)), Math.sign(i - j), `${i} ${j}`);
    }
  }
});

Deno.test("record order: the domain first, then the access", () => {
  const key = (domain: string, access: string) => ({ domain, access });
  assert.ok(compareKeys(key("a", "z"), key("b", "a")) < 0);
  assert.ok(compareKeys(key("a", "b"), key("a", "a")) > 0);
  assert.ok(compareKeys(key("a", "bc"), key("ab", "c")) < 0);
  assert.equal(compareKeys(key("a", "b"), key("a", "b")), 0);
});
