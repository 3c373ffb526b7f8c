import assert from "node:assert/strict";
import { editLine } from "../../cli/line_editor.ts";
import { fakeIo } from "./fake_io.ts";

const HISTORY = ["list", "get energy gas"];
const WORDS = ["get ", "list ", "load "];

/** What comes of typing, and what was shown. */
async function typed(...keys: string[]): Promise<{ line: string | null; shown: string }> {
  const io = fakeIo({ typed: keys, terminal: true });
  const line = await editLine(io, {
    prompt: ":> ",
    history: HISTORY,
    complete: (text) => Promise.resolve(WORDS.filter((word) => word.startsWith(text))),
  });
  assert.deepEqual(io.raw, [true, false], "the terminal is as it was");
  assert.equal(io.said().stdout, "");
  return { line, shown: io.said().stderr };
}

const CASES: [what: string, keys: string, line: string | null][] = [
  ["typing", "query x\r", "query x"],
  ["a line feed", "abc\n", "abc"],
  ["left, insert", "ac\x1b[Db\r", "abc"],
  ["right at the end stays", "a\x1b[Cb\r", "ab"],
  ["left at the start stays", "\x1b[D\x1b[Da\r", "a"],
  ["home and end", "b\x1b[Ha\x1b[Fc\r", "abc"],
  ["Ctrl-A and Ctrl-E", "b\x01a\x05c\r", "abc"],
  ["home and end, the other way", "b\x1b[1~a\x1b[4~c\r", "abc"],
  ["backspace", "abx\x7fc\r", "abc"],
  ["delete", "abxc\x1b[D\x1b[D\x1b[3~\r", "abc"],
  ["Ctrl-U takes what is before", "xyz\x15abc\r", "abc"],
  ["Ctrl-K takes what is behind", "abcxyz\x1b[D\x1b[D\x1b[D\x0b\r", "abc"],
  ["Ctrl-W takes a word", "get wrong\x17right\r", "get right"],
  ["characters of several bytes are one", "aé漢😀\x7f\x7fb\r", "aéb"],
  ["up brings the last line", "\x1b[A\r", "get energy gas"],
  ["up twice the one before", "\x1b[A\x1b[A\r", "list"],
  ["up too often stays", "\x1b[A\x1b[A\x1b[A\x1b[A\r", "list"],
  ["down comes back to what was typed", "dra\x1b[A\x1b[Bft\r", "draft"],
  ["an earlier line can be changed", "\x1b[A\x17oil\r", "get energy oil"],
  ["Tab completes", "g\tx\r", "get x"],
  ["Tab completes as far as it is clear", "l\to\t\r", "load "],
  ["Tab with nothing to add", "zz\t\r", "zz"],
  ["Ctrl-C gives the line up", "abc\x03", ""],
  ["Ctrl-D ends an empty line", "\x04", null],
  ["Ctrl-D does nothing in a line", "ab\x04c\r", "abc"],
  ["unknown sequences do nothing", "a\x1b[1;5Cb\x1bOPc\r", "abc"],
  ["the end of input", "", null],
];

for (const [what, keys, line] of CASES) {
  Deno.test(`line editor: ${what}`, async () => {
    assert.equal((await typed(keys)).line, line);
  });
}

Deno.test("line editor: Tab shows what is possible", async () => {
  const { line, shown } = await typed("l", "\t", "\r");
  assert.equal(line, "l");
  assert.match(shown, /\nlist\nload\n/);
});

Deno.test("line editor: a history is not changed by editing", async () => {
  await typed("\x1b[A\x7f\x7f\r");
  assert.deepEqual(HISTORY, ["list", "get energy gas"]);
});
