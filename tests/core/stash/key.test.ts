import fc from "fast-check";
import assert from "node:assert/strict";
import { UsageError } from "../../../core/errors.ts";
import {
  asciiJson,
  escapeUnit,
  formatKey,
  isWithin,
  type Key,
  parseKey,
  quote,
} from "../../../core/stash/key.ts";
import { anyKey, anyText } from "../../support/arbitraries.ts";

const SAME_BOTH_WAYS: [text: string, key: Key][] = [
  ["mail", ["mail"]],
  ["mail/work", ["mail", "work"]],
  ["a\\/b", ["a/b"]],
  ["a\\\\b", ["a\\b"]],
  ["\\\\/\\/", ["\\", "/"]],
  ["/", ["", ""]],
  ["//", ["", "", ""]],
  ["a/", ["a", ""]],
  ["/a", ["", "a"]],
  ["\\[x", ["[x"]],
  ["\\[1]", ["[1]"]],
  ['\\["a"]', ['["a"]']],
  ["a/[b", ["a", "[b"]],
  [" ", [" "]],
  ["..", [".."]],
  ["é/漢/🔑", ["é", "漢", "🔑"]],
  ["__proto__/10/2", ["__proto__", "10", "2"]],
  ["[]", []],
  ['[""]', [""]],
  ['["two\\nlines"]', ["two\nlines"]],
  ['["a","\\u001b[31m"]', ["a", "\u001b[31m"]],
  ['["\\ud800"]', ["\ud800"]],
];

for (const [text, key] of SAME_BOTH_WAYS) {
  Deno.test(`key: ${text} is ${JSON.stringify(key)}, both ways`, () => {
    assert.deepEqual(parseKey(text), key);
    assert.equal(formatKey(key), text);
  });
}

const READ_ONLY: [text: string, key: Key][] = [
  ["", [""]],
  ['["a","b/c"]', ["a", "b/c"]],
  [' ["a"]', [' ["a"]']],
  ['[ "a" , "b" ]', ["a", "b"]],
  ["[", ["["]],
  ["[a", ["[a"]],
  ["[1]", ["[1]"]],
  ['["a",1]', ['["a",1]']],
  ['["a"]/b', ['["a"]', "b"]],
  ["[x]/[y]", ["[x]", "[y]"]],
  ["a/\\[b", ["a", "[b"]],
  ["a\\[", ["a["]],
  ["\\[\\[", ["[["]],
  ["a/\\\\[", ["a", "\\["]],
];

for (const [text, key] of READ_ONLY) {
  Deno.test(`key: ${JSON.stringify(text)} is read as ${JSON.stringify(key)}`, () => {
    assert.deepEqual(parseKey(text), key);
  });
}

for (const text of ["\\", "a\\", "a\\b", "a/\\b", "\\n", "a\\\\\\", "\\\u001b"]) {
  Deno.test(`key: a lone backslash is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseKey(text), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(`${error.message} ${error.hint}`, /^[\x20-\x7e]+$/);
      return true;
    });
  });
}

Deno.test("key: what formatKey writes, parseKey reads back", () => {
  fc.assert(
    fc.property(anyKey, (key) => assert.deepEqual(parseKey(formatKey(key)), key)),
    { numRuns: 2000 },
  );
});

Deno.test("key: what formatKey writes may be put behind another key", () => {
  fc.assert(
    fc.property(anyText, anyText, (parent, name) => {
      const [before, after] = [formatKey([parent]), formatKey([name])];
      fc.pre(!isJson(before) && !isJson(after));
      assert.deepEqual(parseKey(`${before}/${after}`), [parent, name]);
    }),
    { numRuns: 2000, examples: [["a", "[b"], ["[a", "[b"]] },
  );
});

function isJson(text: string): boolean {
  return text.startsWith("[");
}

Deno.test("key: no text makes parseKey do anything but give a key or refuse", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        const key = parseKey(text);
        assert.ok(key.every((name) => typeof name === "string"));
        assert.deepEqual(parseKey(formatKey(key)), key);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("key: formatKey gives one line without anything that a terminal obeys", () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const text = formatKey(key);
      assert.ok(text.length > 0);
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("key: each control or direction character is escaped", () => {
  const harmful = [..."\0\x07\b\t\n\r\x1b\x7f\x85\x9b\xad\u061c\u200b\u200e\u2028\u2029"]
    .concat([..."\u202e\u2066\u2069\ufeff\ue000"], ["\ud800", "\udfff", "\u{e0001}"]);
  for (const char of harmful) {
    const text = formatKey(["a", `b${char}c`]);
    assert.match(text, /^[\x20-\x7e]+$/, JSON.stringify(char));
    assert.deepEqual(parseKey(text), ["a", `b${char}c`]);
  }
});

Deno.test("quote: ASCII in quotes, for any text", () => {
  fc.assert(fc.property(anyText, (text) => {
    const quoted = quote(text);
    assert.match(quoted, /^"[\x20-\x7e]*"$/);
    assert.equal(JSON.parse(quoted), text);
  }));
});

Deno.test("asciiJson: JSON that reads back and is ASCII, indented or not", () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 2 }), (value) => {
    assert.match(asciiJson(value), /^[\x20-\x7e]*$/);
    assert.equal(asciiJson(JSON.parse(asciiJson(value))), asciiJson(value));
    assert.equal(
      JSON.stringify(JSON.parse(asciiJson(value, 2))),
      JSON.stringify(JSON.parse(asciiJson(value))),
    );
  }));
});

Deno.test("escapeUnit: four lower-case digits", () => {
  assert.equal(escapeUnit("\x7f"), "\\u007f");
  assert.equal(escapeUnit("\uABCD"), "\\uabcd");
});

Deno.test("isWithin: the key itself and what is below it, and nothing else", () => {
  assert.ok(isWithin(["a", "b"], ["a"]));
  assert.ok(isWithin(["a"], ["a"]));
  assert.ok(isWithin(["a"], []));
  assert.ok(isWithin([], []));
  assert.ok(!isWithin(["a"], ["a", "b"]));
  assert.ok(!isWithin(["ab"], ["a"]));
  assert.ok(!isWithin([], [""]));
});
