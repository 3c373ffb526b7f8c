import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../../core/errors.ts";
import { formatReference } from "../../../core/handover/reference.ts";
import { parseTemplate, referencesIn } from "../../../core/handover/template.ts";

/** Pieces with references as they are written. */
const pieces = (text: string) =>
  parseTemplate(text).map((part) =>
    typeof part === "string" ? part : [formatReference(part)]
  );

const CASES: [string, (string | string[])[]][] = [
  ["", []],
  ["plain", ["plain"]],
  ["{{ coffer://a/b }}", [["coffer://a/b"]]],
  ["{{coffer://a/b}}{{stash://c}}", [["coffer://a/b"], ["stash://c"]]],
  ["a{{\tstash://c?encoding=base64\t}}b", ["a", ["stash://c?encoding=base64"], "b"]],
  ["{{ name }} {{}} {{", ["{{ name }} {{}} {{"]],
  ["}} {{ coffer://a/b }} }}", ["}} ", ["coffer://a/b"], " }}"]],
  ["{{{ coffer://a/b }}}", ["{", ["coffer://a/b"], "}"]],
  ["{{ {{ coffer://a/b }}", ["{{ ", ["coffer://a/b"]]],
  ["{{ if x }}{{ coffer://a/b }}{{ end }}", [
    "{{ if x }}",
    ["coffer://a/b"],
    "{{ end }}",
  ]],
  ["{{ coffer://energy/smart meter }}", [["coffer://energy/smart%20meter"]]],
  ["coffer://a/b", ["coffer://a/b"]],
  ["{ { coffer://a/b } }", ["{ { coffer://a/b } }"]],
];

for (const [text, expected] of CASES) {
  Deno.test(`template: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(pieces(text), expected);
  });
}

const BAD: [string, RegExp][] = [
  ["a\n{{ coffer://a }}", /^line 2: .*does not name a record/],
  ["{{ coffer://a/b", /^line 1: a reference is not closed/],
  ["x\ny {{ coffer://a/b }\n}} z", /^line 2: a reference is not closed/],
  ["{{ coffer://a/b }} \n\n{{stash://a\nb}}", /^line 3: a reference is not closed/],
  ["{{\n  coffer://a/b\n}}", /^line 1: a reference is not closed/],
  ["{{ coffer://a/b {{ stash://c }}", /^line 1: a reference is not closed/],
];

for (const [text, expected] of BAD) {
  Deno.test(`template: not ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseTemplate(text), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, expected);
      return true;
    });
  });
}

Deno.test("template: text around references stays, byte for byte", () => {
  const text = fc.array(fc.constantFrom("{", "}", "{{", "}}", "\n", " ", "x", "ü"))
    .map((each) => each.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      // Braces next to those of the reference may be its own.
      const parts = parseTemplate(`${before} {{ coffer://a/b }} ${after}`);
      assert.equal(referencesIn(parts).length, 1);
      const whole = parts.map((part) => typeof part === "string" ? part : "*").join("");
      assert.equal(whole, `${before} * ${after}`);
    }),
  );
});
