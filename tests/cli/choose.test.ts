import assert from "node:assert/strict";
import { choose } from "../../cli/choose.ts";
import { askLine } from "../../cli/prompt.ts";
import { InterruptedError } from "../../core/errors.ts";
import { type FakeIo, fakeIo } from "./fake_io.ts";

const UP = "\x1b[A", DOWN = "\x1b[B", HOME = "\x1b[H", END = "\x1b[F", ESC = "\x1b";
const THREE = ["energy  gas", "energy  power", "mail  work"];
const THOUSAND = Array.from({ length: 1000 }, (_, index) => `name ${index + 1}`);

/** A terminal that keeps what stays on it, line by line. */
class Screen {
  lines = [""];
  #row = 0;
  #column = 0;

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [part] of text.matchAll(/\x1b\[[?0-9]*[A-Za-z]|[^]/gu)) this.#take(part);
  }

  #take(part: string): void {
    const line = [...this.lines[this.#row]!];
    if (part === "\r") this.#column = 0;
    else if (part === "\n") {
      this.#row++;
      if (this.#row === this.lines.length) this.lines.push("");
    } else if (part === "\x1b[K") line.length = Math.min(line.length, this.#column);
    else if (part === "\x1b[J") {
      this.lines.length = this.#row + 1;
      line.length = Math.min(line.length, this.#column);
    } else if (part.endsWith("A")) {
      this.#row -= Number(part.slice(2, -1));
      assert.ok(this.#row >= 0, "the cursor left the top of what was drawn");
      return;
    } else if (part === "\x1b[?7l" || part === "\x1b[?7h") return;
    else {
      assert.ok(!part.startsWith("\x1b"), `an unknown sequence: ${part.slice(1)}`);
      line[this.#column++] = part;
    }
    if (part !== "\n" && part !== "\r") this.lines[this.#row] = line.join("");
  }
}

/** What is chosen, and the screen after each drawing. */
async function chosen(
  labels: readonly string[],
  keys: string[],
  columns = 80,
): Promise<{ index: number | null; screens: string[][]; io: FakeIo; last: string[] }> {
  const io = fakeIo({ typed: keys, terminal: true });
  io.columns = () => columns;
  const screen = new Screen();
  const screens: string[][] = [];
  const { write } = io.stderr;
  io.stderr.write = async (bytes) => {
    await write(bytes);
    screen.write(new TextDecoder().decode(bytes));
    screens.push([...screen.lines]);
  };
  const index = await choose(io, labels);
  assert.deepEqual(io.raw, [true, false], "the terminal is as it was");
  assert.equal(io.said().stdout, "");
  return { index, screens: screens.slice(0, -1), io, last: screen.lines };
}

const CASES: [what: string, keys: string[], index: number | null][] = [
  ["Enter takes the first", ["\r"], 0],
  ["down", [DOWN, "\r"], 1],
  ["down and up", [DOWN, DOWN, UP, "\r"], 1],
  ["up at the top stays", [UP, UP, DOWN, "\r"], 1],
  ["down at the bottom stays", [DOWN, DOWN, DOWN, DOWN, UP, "\r"], 1],
  ["end", [END, "\r"], 2],
  ["home", [END, HOME, "\r"], 0],
  ["a number", ["2", "\r"], 1],
  ["a number that is corrected", ["2\x7f3", "\r"], 2],
  ["a number that cannot be is not taken", ["4", "3", "9", "\r"], 2],
  ["letters do nothing", ["x", "2", "y", "\r"], 1],
  ["a number, then an arrow", ["2", DOWN, "\r"], 2],
  ["an arrow, then a number", [END, "1", "\r"], 0],
  ["a zero leaves", ["0", "\r", "\r"], null],
  ["Esc leaves", [DOWN, ESC, DOWN, "\r"], null],
  ["Ctrl-D leaves", ["\x04", "\r"], null],
  ["the end of input leaves", [DOWN], null],
  ["an unknown sequence does nothing", ["\x1b[1;5C", DOWN, "\r"], 1],
  ["keys that come at once", [`${DOWN}${DOWN}\r`], 2],
];

for (const [what, keys, index] of CASES) {
  Deno.test(`choose: ${what}`, async () => {
    const { index: actual, last } = await chosen(THREE, keys);
    assert.equal(actual, index);
    assert.deepEqual(last, [""], "nothing stays behind");
  });
}

Deno.test("choose: Ctrl-C stops, with the terminal as it was", async () => {
  const io = fakeIo({ typed: [DOWN, "\x03"], terminal: true });
  const { stdin } = io;
  await assert.rejects(choose(io, THREE), InterruptedError);
  assert.deepEqual(io.raw, [true, false]);
  assert.equal(io.stdin, stdin);
});

Deno.test("choose: is drawn again in place", async () => {
  const { screens } = await chosen(THREE, [DOWN, "3", "\r"]);
  const question = "Which? 1-3 or arrows, Esc: none ";
  assert.deepEqual(screens, [
    ["> 1  energy  gas", "  2  energy  power", "  3  mail  work", question],
    ["  1  energy  gas", "> 2  energy  power", "  3  mail  work", question],
    ["  1  energy  gas", "  2  energy  power", "> 3  mail  work", `${question}3`],
  ]);
});

Deno.test("choose: a thousand entries scroll on ten lines of 40 columns", async () => {
  const keys = [...Array(12).fill(DOWN), UP, "5", "0", "0", END, UP, HOME, "1000", "\r"];
  const { index, screens } = await chosen(THOUSAND, keys, 40);
  assert.equal(index, 999);
  assert.ok(screens.every((lines) => lines.length === 11));
  assert.ok(screens.flat().every((line) => [...line].length < 40));
  for (const lines of screens) {
    assert.equal(lines.filter((line) => line.startsWith(">")).length, 1);
  }
  const tops = screens.map(([first]) => Number(first!.slice(1, 7)));
  assert.deepEqual(tops.slice(0, 14), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4]);
  assert.ok(screens.at(-2)!.at(-1)!.endsWith(" 100"), "a whole number fits");
  assert.ok(screens.at(-1)!.at(-1)!.endsWith(" 1000"), "a whole number fits");
});

Deno.test("choose: long labels are cut, with a sign", async () => {
  const { screens } = await chosen(["a".repeat(100), "域名".repeat(50)], ["\r"], 40);
  assert.equal(screens[0]![0], `> 1  ${"a".repeat(33)}…`);
  assert.ok([...screens[0]![1]!].length < 40);
});

Deno.test("choose: labels never reach the terminal raw", async () => {
  const labels = ["\x1b[2Jgone", "a\u202eb", "line\nbreak", "\x9b31m"];
  const { screens, io } = await chosen(labels, ["\r"]);
  assert.equal(screens[0]![0], '> 1  "\\u001b[2Jgone"');
  assert.equal(screens[0]![1], '  2  "a\\u202eb"');
  assert.equal(screens[0]!.length, 5);
  for (const raw of ["\x1b[2J", "\u202e", "\x9b"]) {
    assert.ok(!io.said().stderr.includes(raw));
  }
});

Deno.test("choose: what was typed ahead is taken, and what follows is left", async () => {
  const io = fakeIo({ typed: ["one\n2\rtwo\n"], terminal: true });
  assert.equal(await askLine(io, "First?"), "one");
  assert.equal(await choose(io, THREE), 1);
  assert.equal(await askLine(io, "Then?"), "two");
});

Deno.test("choose: of nothing is none, and nothing is asked", async () => {
  const io = fakeIo({ terminal: true });
  assert.equal(await choose(io, []), null);
  assert.equal(io.said().stderr, "");
});

for (const [typed, index] of [["9\nx\n2\n", 1], ["0\n", null], ["\n", null]] as const) {
  Deno.test(`choose: ${JSON.stringify(typed)} where nothing can be drawn`, async () => {
    const io = fakeIo({ typed: [typed], terminal: true });
    io.stderr.isTerminal = () => false;
    assert.equal(await choose(io, THREE), index);
    const { stderr } = io.said();
    assert.ok(stderr.startsWith("1  energy  gas\n2  energy  power\n3  mail  work\n"));
    assert.equal(
      stderr.split("A number from 1 to 3, please.").length,
      index === 1 ? 3 : 1,
    );
    assert.ok(!stderr.includes("\x1b"));
    assert.deepEqual(io.raw, []);
  });
}
