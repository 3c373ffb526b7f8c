import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError } from "../../../core/errors.ts";
import { parseDotenv } from "../../../exchange/wallet/dotenv.ts";
import { anyText } from "../../support/arbitraries.ts";
import { failure, ordered, SECRET } from "./fixtures.ts";

function values(text: string): string[][] {
  return parseDotenv(text, { domain: "d" }).records.map((
    { access, pwd },
  ) => [access, pwd!]);
}

function valueOf(text: string): string | undefined {
  return values(`NAME=${text}`)[0]?.[1];
}

Deno.test("dotenv: a record for each variable", () => {
  const text =
    "\ufeff# a comment\r\n\r\nexport API_KEY=abc\r\n  db.user-1 = joe \r\n\t# more\n_=";
  const { records, skipped } = parseDotenv(text, { domain: "api" });
  const record = (access: string, pwd: string) => (
    { domain: "api", access, uid: null, pwd, info: new Map() }
  );
  assert.deepEqual(
    ordered(records),
    ordered([record("API_KEY", "abc"), record("db.user-1", "joe"), record("_", "")]),
  );
  assert.deepEqual(skipped, []);
  assert.deepEqual(values(""), []);
  assert.deepEqual(values("export=1\nexport  export=2\nexported=3"), [
    ["export", "2"],
    ["exported", "3"],
  ]);
});

Deno.test("dotenv: values without quotes", () => {
  const cases: [string, string][] = [
    ["plain", "plain"],
    [" \t spaced out \t ", "spaced out"],
    ["a#b", "a#b"],
    ["#ab", "#ab"],
    ["a # b", "a"],
    ["a\t#b # c", "a"],
    [" # only a comment", ""],
    ["a=b==", "a=b=="],
    [`it's "so"`, `it's "so"`],
    ["back\\nslash\\", "back\\nslash\\"],
    ["$HOME ${X} `id`", "$HOME ${X} `id`"],
    ["\u00a0é\u2003", "\u00a0é\u2003"],
  ];
  for (const [text, value] of cases) assert.equal(valueOf(text), value, text);
});

Deno.test("dotenv: values in quotes", () => {
  const cases: [string, string][] = [
    ["'a # b' # c", "a # b"],
    [" 'it is \\n \"so\" `too`'#c", 'it is \\n "so" `too`'],
    ["'two\nlines'", "two\nlines"],
    ["'two\r\nlines'", "two\nlines"],
    ['`it\'s\n"so"`', `it's\n"so"`],
    ['" a "', " a "],
    ['""', ""],
    ['"a\\nb\\tc\\rd"', "a\nb\tc\rd"],
    ['"\\"\\\\\\$\\`"', '"\\$`'],
    ['"C:\\dir\\x \\u0041 \\\'"', "C:\\dir\\x \\u0041 \\'"],
    ['"one\n\\n # three"', "one\n\n # three"],
    ['"$HOME"', "$HOME"],
    ['"-----BEGIN-----\nabc\n-----END-----\n"', "-----BEGIN-----\nabc\n-----END-----\n"],
  ];
  for (const [text, value] of cases) assert.equal(valueOf(text), value, text);
});

Deno.test("dotenv: the last of the same name counts, names alone do not", () => {
  const text = `A=${SECRET}\nB\nC="\n"\nexport D # none\nA=2\nA=3`;
  const { records, skipped } = parseDotenv(text, { domain: "d" });
  assert.deepEqual(records.map(({ access, pwd }) => [access, pwd]), [["A", "3"], [
    "C",
    "\n",
  ]]);
  assert.deepEqual(skipped, [
    { what: "B on line 2", reason: "it has no value" },
    { what: "D on line 5", reason: "it has no value" },
    { what: "A on line 1", reason: "line 6 sets it again" },
    { what: "A on line 6", reason: "line 7 sets it again" },
  ]);
});

Deno.test("dotenv: what is wrong, by line, without showing it", () => {
  const cases: [string, RegExp][] = [
    [`A=1\n${SECRET}: x`, /^line 2 .* is not NAME=value/],
    [`A='1\n2'\n${SECRET} x=1`, /^line 3 .* is not NAME=value/],
    [`=${SECRET}`, /^line 1 .* is not NAME=value/],
    [`é=${SECRET}`, /^line 1 .* is not NAME=value/],
    [`{"${SECRET}": 1}`, /^line 1 .* is not NAME=value/],
    [`A=1\nB='${SECRET}\nC=1`, /^line 2 .* never closed/],
    [`A="${SECRET}\\"`, /^line 1 .* never closed/],
    [`A="${SECRET}\\`, /^line 1 .* never closed/],
    [`A="${SECRET}" b`, /^line 1 .* text after a closing/],
    [`A='x\ny'${SECRET}`, /^line 2 .* text after a closing/],
  ];
  for (const [text, says] of cases) {
    failure(() => values(text), { class: DamagedError, says });
  }
});

Deno.test("dotenv: any value comes back as it was from double quotes", () => {
  const quoted = (text: string) =>
    `"${
      text.replace(/["\\$`]/g, "\\$&").replaceAll("\r", "\\r").replaceAll("\n", "\\n")
    }"`;
  fc.assert(fc.property(fc.array(anyText, { maxLength: 4 }), (texts) => {
    const file = texts.map((text, index) => `N${index}=${quoted(text)}`).join("\n");
    assert.deepEqual(values(file), texts.map((text, index) => [`N${index}`, text]));
  }));
});

Deno.test("dotenv: 10,000 variables, and a value of a megabyte", () => {
  const file = Array.from({ length: 10_000 }, (_, n) => `N${n}='v'\n`).join("");
  assert.equal(values(file).length, 10_000);
  const large = `${" ".repeat(500_000)}\\n${"x".repeat(500_000)}`;
  assert.equal(valueOf(`"${large}"`)?.length, 1_000_001);
  assert.equal(valueOf(`a${large} `)?.length, 1_000_003);
});
