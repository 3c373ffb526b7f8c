/** The short way through the JSON of a row gives what the strict one gives, or nothing. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  jsonText,
  parseAttributes,
  parseStrictly,
} from "../../backends/sqlite/json_text.ts";
import { plainAttributes } from "../../backends/sqlite/plain_json.ts";
import { utf8 } from "../../core/bytes.ts";
import { DamagedError } from "../../core/errors.ts";
import type { Attribute } from "../../core/ports.ts";
import { anyText } from "../support/arbitraries.ts";

const plainText = fc.string({ maxLength: 8 }).map((text) =>
  text.replaceAll(/["\\]/g, "")
);
const name = fc.oneof(plainText, fc.constantFrom("__proto__", "10", "1", "", "id"));

function attributesOf(text: fc.Arbitrary<string>) {
  const map = fc.array(fc.tuple(text, text), { maxLength: 4 }).map((it) => new Map(it));
  const value: fc.Arbitrary<Attribute> = fc.oneof(text, map);
  return fc.array(fc.tuple(text, value), { maxLength: 5 }).map((it) => new Map(it));
}

Deno.test("plain attributes take the short way, and come out as they were, in order", () => {
  fc.assert(fc.property(attributesOf(name), (attributes) => {
    const read = plainAttributes(jsonText(attributes));
    assert.deepEqual([...read!], [...attributes]);
  }));
});

Deno.test("any attributes come out as they were, whichever way they go", () => {
  const nullable = fc.array(fc.tuple(anyText, fc.constant(null)), { maxLength: 1 });
  fc.assert(fc.property(attributesOf(anyText), nullable, (attributes, nulls) => {
    const all = new Map<string, Attribute>([...attributes, ...nulls]);
    assert.deepEqual([...parseAttributes(utf8(jsonText(all)))], [...all]);
  }));
});

Deno.test("where the short way reads something, the strict one reads the same", () => {
  const piece = fc.constantFrom(
    ...'{}[]":,\\ \n\u0001\u00e9\u2028x1',
    '"a"',
    '"a": "b"',
    ": ",
    ", ",
    "null",
    '{"m": "n"}',
  );
  const broken = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.tuple(attributesOf(name), fc.nat(), piece).map(([attributes, at, other]) => {
      const text = jsonText(attributes);
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + other + text.slice(cut + (at & 1));
    }),
  );
  let short = 0;
  fc.assert(
    fc.property(broken, (text) => {
      const plain = plainAttributes(text);
      if (plain === null) return;
      short++;
      assert.deepEqual([...plain], [...parseStrictly(utf8(text))]);
    }),
    { numRuns: 2000 },
  );
  assert.ok(short > 20, `only ${short} went the short way`);
});

Deno.test("what is no such JSON is refused as before", () => {
  const bad = ['{"a": "b"', '{"a": "b"} x', '{"a": "1", "a": "2"}', '{"a": 1}', "[]", ""];
  for (const text of bad) {
    assert.equal(plainAttributes(text), null, text);
    assert.throws(() => parseAttributes(utf8(text)), DamagedError, text);
  }
  const notUtf8 = Uint8Array.of(...utf8('{"a": "'), 0xff, ...utf8('"}'));
  assert.throws(() => parseAttributes(notUtf8), DamagedError);
  // White space that Coffer does not write is JSON all the same.
  assert.deepEqual([...parseAttributes(utf8(' {"a":"b"}'))], [["a", "b"]]);
});
