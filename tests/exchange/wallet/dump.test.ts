import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDump } from "../../../exchange/wallet/dump.ts";
import { decryptedSave } from "../../core/wallet/vectors.ts";
import { anyRecord, vectorText } from "./fixtures.ts";

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** The original's text, with the values that hold line ends and tabs as we write them. */
function escaped(text: string, values: Iterable<string>): string {
  for (const value of values) {
    if (UNSAFE.test(value)) {
      text = text.replace(`: ${value}\n`, `: ${JSON.stringify(value)}\n`);
    }
  }
  return text;
}

Deno.test("dump: what secret_wallet prints, but for control characters", () => {
  for (const store of ["local_sqlite", "aws_dynamo"]) {
    const records = decryptedSave(`${store}.decrypted`);
    const values = records.flatMap((
      { uid, pwd, info },
    ) => [uid!, pwd!, ...info.values()]);
    const original = vectorText(`dump.${store}.txt`);
    const expected = escaped(original, values);
    assert.notEqual(expected, original);
    assert.equal(formatDump(records), expected);
  }
});

Deno.test("dump: only what must be is escaped, and nothing can be mistaken", () => {
  const line = (name: string, value: string) => {
    const info = new Map([[name, value]]);
    const text = formatDump([{ domain: "", access: "", uid: null, pwd: null, info }]);
    return text.split("\n")[8];
  };
  const padded = "name                : ";
  assert.equal(
    line("name", "plain ü 漢字 ש \\n ' \" 😀"),
    `${padded}plain ü 漢字 ש \\n ' " 😀`,
  );
  assert.equal(line("name", '"quoted"'), `${padded}"\\"quoted\\""`);
  assert.equal(line("name", "a\nb\\ü"), `${padded}"a\\nb\\\\ü"`);
  assert.equal(line("name", "\x1b[31m\x7f\x9b"), `${padded}"\\u001b[31m\\u007f\\u009b"`);
  assert.equal(
    line("name", "\u202egnp\u2028\ud800"),
    `${padded}"\\u202egnp\\u2028\\ud800"`,
  );
  assert.equal(line("name", "\u{e0041}"), `${padded}"\\udb40\\udc41"`);
  assert.equal(line("a\tb", ""), '"a\\tb"              : ');
  assert.equal(line("😀😀", "v"), `😀😀${" ".repeat(18)}: v`);
  assert.equal(line("n".repeat(21), "v"), `${"n".repeat(21)}: v`);
});

Deno.test("dump: what is not there has no line", () => {
  const rule = "*".repeat(58);
  const record = { domain: "d", access: "a", uid: null, pwd: "", info: new Map() };
  assert.deepEqual(formatDump([record]).split("\n"), [
    rule,
    "Secret id:",
    "domain              : d",
    "access              : a",
    "",
    "Secret credentials:",
    "password            : ",
    "",
    "Secret extra info:",
    rule,
    "",
  ]);
  assert.equal(formatDump([]), "");
});

Deno.test("dump: nothing unsafe comes out, and every line is ours", () => {
  fc.assert(fc.property(fc.array(anyRecord, { maxLength: 3 }), (records) => {
    const lines = formatDump(records).split("\n");
    for (const line of lines) assert.doesNotMatch(line, UNSAFE);
    const expected = records.map(({ uid, pwd, info, updated }) =>
      9 + Number(uid !== null) + Number(pwd !== null) + info.size +
      (updated === undefined ? 0 : 2)
    );
    assert.equal(lines.length, 1 + expected.reduce((sum, count) => sum + count, 0));
  }));
});
