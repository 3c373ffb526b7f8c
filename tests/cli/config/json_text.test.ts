import fc from "fast-check";
import assert from "node:assert/strict";
import { indentedJson, jsonOf, pythonJson } from "../../../cli/config/json_text.ts";
import { utf8 } from "../../../core/bytes.ts";
import { type Json, parseJson } from "../../../core/json.ts";

const parse = (text: string): Json =>
  parseJson(utf8(text), { maxDepth: 32, ascii: false });

/** `json.dumps(json.loads(text))` of Python 3.11. */
const BY_PYTHON: [string, string][] = [
  ["0", "0"],
  ["-0", "0"],
  ["7", "7"],
  ["-12", "-12"],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
  ["1.0", "1.0"],
  ["30.50", "30.5"],
  ["1e3", "1000.0"],
  ["1E+3", "1000.0"],
  ["-0.0", "-0.0"],
  ["0.0001", "0.0001"],
  ["0.00001", "1e-05"],
  ["1e-7", "1e-07"],
  ["123e-9", "1.23e-07"],
  ["1.5e-10", "1.5e-10"],
  ["1e15", "1000000000000000.0"],
  ["1e16", "1e+16"],
  ["1e21", "1e+21"],
  ["12345678901234567.0", "1.2345678901234568e+16"],
  ["9007199254740993.0", "9007199254740992.0"],
  ["0.1", "0.1"],
  ["1e999", "Infinity"],
  ["-1e999", "-Infinity"],
  ["NaN", "NaN"],
  ["5e-324", "5e-324"],
  ["1.7976931348623157e308", "1.7976931348623157e+308"],
  ["100000000000000000000.0", "1e+20"],
  ["{}", "{}"],
  [
    '{"a":[1,2,{"b":null}],"c":true,"d":false,"e":[],"f":{}}',
    '{"a": [1, 2, {"b": null}], "c": true, "d": false, "e": [], "f": {}}',
  ],
  ['{"x":1,"y":2,"x":3}', '{"x": 3, "y": 2}'],
  [
    '{"\\u00e9\\u007f/\\/\\n\\ud83d\\ude00":"\\ud800\\u0000\\t\\"\\\\"}',
    '{"\\u00e9\\u007f//\\n\\ud83d\\ude00": "\\ud800\\u0000\\t\\"\\\\"}',
  ],
  [
    ' { "__proto__" : { "constructor" : "é" } , "10" : 1, "2": 2 } ',
    '{"__proto__": {"constructor": "\\u00e9"}, "10": 1, "2": 2}',
  ],
];

Deno.test("JSON as Python writes what it has read", () => {
  for (const [text, expected] of BY_PYTHON) {
    assert.equal(pythonJson(parse(text)), expected);
  }
});

Deno.test("JSON as people edit it: order, names and numbers as they were", () => {
  const text = '{"__proto__":1.50,"10":[],"2":{"a":[1e3,null,"é\\u202e"]},"e":{}}';
  assert.equal(
    indentedJson(parse(text)),
    `{
  "__proto__": 1.50,
  "10": [],
  "2": {
    "a": [
      1e3,
      null,
      "\\u00e9\\u202e"
    ]
  },
  "e": {}
}`,
  );
});

Deno.test("JSON of both kinds means what was given", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => {
    const value = parse(text);
    assert.deepEqual(JSON.parse(indentedJson(value)), JSON.parse(text));
    assert.deepEqual(JSON.parse(pythonJson(value)), JSON.parse(text));
    assert.equal(pythonJson(parse(indentedJson(value))), pythonJson(value));
  }));
});

Deno.test("JSON of a plain value, text of any kind included", () => {
  const value = { a: ["\ud800", "\u2028", 1.5, null, true], b: {} };
  assert.deepEqual(JSON.parse(indentedJson(jsonOf(value))), value);
});
