import fc from "fast-check";
import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import { DamagedError, LimitError } from "../../core/errors.ts";
import { type Json, JsonString, parseJson } from "../../core/json.ts";
import { anyText } from "../support/arbitraries.ts";

const OPTIONS = { maxDepth: 100, ascii: false };

function parse(document: string | Uint8Array, options = OPTIONS): Json {
  return parseJson(typeof document === "string" ? utf8(document) : document, options);
}

/** A document as plain values; objects as lists, since theirs keep their order. */
function plain(json: Json): unknown {
  if (json instanceof JsonString) return json.text();
  if (json instanceof Map) return { entries: [...json].map(([k, v]) => [k, plain(v)]) };
  if (Array.isArray(json)) return json.map(plain);
  return json !== null && typeof json === "object" ? Number(json.number) : json;
}

/** Names sorted, so that an object of `JSON.parse` compares with one of ours. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.keys(value).length === 1 && "entries" in value
    ? value.entries as [string, unknown][]
    : Object.entries(value);
  return {
    entries: entries.map(([k, v]) => [k, sorted(v)]).sort((a, b) =>
      JSON.stringify(a[0]) < JSON.stringify(b[0]) ? -1 : 1
    ),
  };
}

const value = fc.jsonValue({ stringUnit: "binary", maxDepth: 4 }).filter((value) =>
  !/"(__proto__|entries)":/.test(JSON.stringify(value))
);

Deno.test("json: reads what JSON.parse reads, whatever the white space", () => {
  fc.assert(
    fc.property(value, fc.constantFrom("", " ", "\t", "\n \r"), (value, space) => {
      const document = space + JSON.stringify(value, null, space) + space;
      assert.deepEqual(sorted(plain(parse(document))), sorted(JSON.parse(document)));
    }),
  );
});

Deno.test("json: takes and refuses what JSON.parse does, after any small edit", () => {
  const edit = fc.record({
    at: fc.nat({ max: 60 }),
    cut: fc.nat({ max: 2 }),
    add: fc.string({
      unit: fc.constantFrom(...'{}[]",:\\ 0-1.eE+tfnu9/b\n\x01\x7f\ufeff\xa0é'),
      maxLength: 2,
    }),
  });
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(value, fc.array(edit, { minLength: 1, maxLength: 2 }), (value, edits) => {
      let text = JSON.stringify(value);
      for (const { at, cut, add } of edits) {
        text = text.slice(0, at) + add + text.slice(at + cut);
      }
      const document = text.toWellFormed();
      if (/NaN|Infinity|__proto__/.test(document)) return;
      const wanted = attempt(() => JSON.parse(document));
      const got = attempt(() => plain(parse(document)));
      assert.equal(got.error === undefined, wanted.error === undefined, document);
      if (got.error === undefined) taken++;
      else refused++;
      if (got.error !== undefined) assert.ok(got.error instanceof DamagedError, document);
      // Equal names are told apart by a test of their own.
      else if (!hasEqualNames(document)) {
        assert.deepEqual(sorted(got.value), sorted(wanted.value), document);
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(taken > 100 && refused > 100, `${taken} taken, ${refused} refused`);
});

function attempt(work: () => unknown): { value?: unknown; error?: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function hasEqualNames(document: string): boolean {
  return JSON.stringify(JSON.parse(document)).length < document.replace(/\s/g, "").length;
}

Deno.test("json: any text goes through a string, escaped or not", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = parse(JSON.stringify(text)) as JsonString;
      assert.equal(escaped.text(), text);
      const all = Array.from(
        { length: text.length },
        (_, i) => "\\u" + text.charCodeAt(i).toString(16).padStart(4, "0"),
      );
      assert.equal((parse(`"${all.join("")}"`) as JsonString).text(), text);
    }),
    { numRuns: 500 },
  );
});

const FINE: [document: string, value: unknown][] = [
  ['{"a":1,"b":2,"a":3}', { entries: [["a", 3], ["b", 2]] }],
  ['{"a":1,"\\u0061":2}', { entries: [["a", 2]] }],
  ['{"10":1,"2":2,"__proto__":3,"":4}', {
    entries: [["10", 1], ["2", 2], ["__proto__", 3], ["", 4]],
  }],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
  ["1E400", Infinity],
  [" \t\r\n[ ] ", []],
  ['"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '"\\/\b\f\n\r\té'],
  ['"\\ud83d\\udd11\\ud800"', "🔑\ud800"],
  ['"\x7f"', "\x7f"],
  ['"\\\\u0061"', "\\u0061"],
];

for (const [document, expected] of FINE) {
  Deno.test(`json: taken: ${JSON.stringify(document)}`, () => {
    assert.deepEqual(plain(parse(document)), expected);
  });
}

const NOT_JSON = [
  "",
  " ",
  "nan",
  "-NaN",
  "+1",
  "01",
  "1.",
  ".5",
  "1e",
  "0x10",
  "--1",
  "1 2",
  "tru",
  "True",
  "undefined",
  "constructor",
  "[1,]",
  "[,1]",
  "[1 2]",
  '{"a":1,}',
  "{,}",
  '{"a"}',
  '{"a" 1}',
  "{1:2}",
  "{'a':1}",
  '"a',
  '"\\',
  '"\\"',
  '"\\x41"',
  '"\\u12"',
  '"\\u 123"',
  '"\\u00g0"',
  '"\\U0041"',
  '"\\é"',
  '"a\nb"',
  '"a\0b"',
  '"\\\n"',
  '"\t"',
  "\ufeff{}",
  "{}\ufeff",
  "\v{}",
  "\xa0{}",
  "[]]",
  "}",
  "/**/1",
];

for (const document of NOT_JSON) {
  Deno.test(`json: refused: ${JSON.stringify(document)}`, () => {
    assert.throws(() => parse(document), DamagedError);
  });
}

Deno.test("json: a document cut at any byte is refused", () => {
  const whole = utf8('{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "é": {"b": {}}}');
  parse(whole);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => parse(whole.subarray(0, length)), DamagedError, `${length}`);
  }
});

Deno.test("json: bytes that are not UTF-8 are refused, in names and values", () => {
  for (const bad of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80]]) {
    const name = Uint8Array.of(...utf8('{"'), ...bad, ...utf8('":1}'));
    const value = Uint8Array.of(...utf8('{"a":"'), ...bad, ...utf8('"}'));
    for (const document of [name, value]) {
      assert.throws(() => parse(document), DamagedError, String(bad));
    }
  }
});

Deno.test("json: with `ascii`, a byte above 0x7f is refused even where it is ignored", () => {
  const ascii = { maxDepth: 100, ascii: true };
  for (const document of ['{"é":1}', '["é"]', '{"a":"é","a":"b"}', '"\\é"', "é"]) {
    assert.throws(() => parse(document, ascii), DamagedError, document);
  }
  assert.equal(plain(parse('"\\u00e9"', ascii)), "é");
});

Deno.test("json: nesting is bounded, in arrays and in objects", () => {
  const arrays = (n: number) => "[".repeat(n) + "]".repeat(n);
  const objects = (n: number) => '{"a":'.repeat(n) + "1" + "}".repeat(n);
  const options = { maxDepth: 5, ascii: false };
  parse(arrays(5), options);
  parse(objects(5), options);
  for (const document of [arrays(7), objects(7), arrays(100_000), objects(100_000)]) {
    assert.throws(() => parse(document, options), LimitError);
  }
  assert.throws(() => parse("[".repeat(1_000_000), options), LimitError);
});

Deno.test("json: siblings do not add to the depth", () => {
  const options = { maxDepth: 2, ascii: false };
  parse(`[${Array(1000).fill("[]").join()}]`, options);
});

Deno.test("json: values are counted where a bound is given", () => {
  const bounded = (maxValues: number) => ({ ...OPTIONS, maxValues });
  for (const document of ["[1,[],{}]", '{"a":1,"a":2,"a":{}}', '[[["a"]]]']) {
    parse(document, bounded(4));
    assert.throws(() => parse(document, bounded(3)), LimitError, document);
  }
  assert.throws(() => parse("[" + "{},".repeat(100_000), bounded(64)), LimitError);
});

Deno.test("json: numbers are taken up to Python's 4300 digits", () => {
  assert.equal(plain(parse("1".repeat(4300))), Infinity);
  assert.throws(() => parse("1".repeat(4301)), DamagedError);
  assert.throws(() => parse("1".repeat(5_000_000)), DamagedError);
  assert.throws(() => parse("x".repeat(5_000_000)), DamagedError);
});

Deno.test("json: a string without escapes is a view, one with escapes decoded", () => {
  const document = utf8('["abcd", "ab\\u0063d"]');
  const [view, decoded] = parse(document) as JsonString[];
  assert.equal(view!.bytes().buffer, document.buffer);
  assert.deepEqual(decoded!.bytes(), utf8("abcd"));
});

/** Every unit escaped, or those that `JSON.stringify` chooses, or a mixture. */
function escapedForms(text: string): string[] {
  const unit = (i: number) => "\\u" + text.charCodeAt(i).toString(16).padStart(4, "0");
  const all = Array.from({ length: text.length }, (_, i) => unit(i)).join("");
  const some = JSON.stringify(text.toWellFormed() + "\n").slice(1, -1);
  return [all, all.toUpperCase().replaceAll("\\U", "\\u"), all + some, some + all];
}

Deno.test("json: a string is the same as text and as bytes", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const form of escapedForms(text)) {
        const string = parse(`"${form}"`) as JsonString;
        assert.equal(string.text(), JSON.parse(`"${form}"`));
        assert.deepEqual(string.bytes(), utf8(string.text()), form);
      }
    }),
    {
      numRuns: 500,
      examples: [
        "\ud83d",
        "\ud83d\ud83d\udd11",
        "\udd11\ud83d",
        "\ud83dx",
        "🔑\u07ff\u0800",
      ]
        .concat("\x7f", "\x80", "\uffff\udbff\udfff\ud800\ue000").map((text) => [text]),
    },
  );
});

Deno.test("json: a string of many escapes, in names too", () => {
  for (const length of [0x1fff, 0x2000, 0x2001, 0x6005]) {
    const text = Array.from({ length }, (_, i) => String.fromCharCode(i)).join("");
    const [escaped] = escapedForms(text);
    const [[name, value]] = [
      ...parse(`{"${escaped}":"${escaped}"}`) as Map<string, Json>,
    ] as [[string, JsonString]];
    assert.ok(name === text && value.text() === text, `${length}`);
    assert.deepEqual(value.bytes(), utf8(text));
  }
});

Deno.test("json: a message never shows what the document holds", () => {
  for (const document of ['{"a":"hunter2', '["hunter2", x]', '"hunter2\\x"', "hunter2"]) {
    assert.throws(() => parse(document), (error: Error) => {
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }
});
