/** The page that measurements make: the same text for the same numbers. */

import assert from "node:assert/strict";
import { Race } from "../../bench/measuring/in_turn.ts";
import { optionsOf } from "../../bench/options.ts";
import { page } from "../../bench/page/page.ts";
import { raceTable, type Section } from "../../bench/page/section.ts";
import { bytes, markdown, milliseconds, ratio, verdict } from "../../bench/page/table.ts";
import { TARGETS, targetTable } from "../../bench/page/targets.ts";

const race = new Race([
  measured("original", 200),
  measured("binary", 50, "floor"),
  measured("floor", 20),
]);

Deno.test("a table is Markdown, whatever stands in it", () => {
  const table = {
    head: ["what", "n", "said"],
    rows: [["a|b", "1", "two\nlines"]],
    text: [2],
  };
  assert.equal(
    markdown(table),
    "| what | n | said |\n| --- | ---: | --- |\n| a\\|b | 1 | two lines |\n",
  );
});

Deno.test("numbers have as many digits as they deserve", () => {
  assert.deepEqual([1.26, 9_999, 12_345].map(milliseconds), [
    "1.3 ms",
    "9999.0 ms",
    "12.3 s",
  ]);
  assert.deepEqual([0.0312, 0.5, 12.345, undefined, NaN].map(ratio), [
    ...["0.031", "0.50", "12.35", "–", "–"],
  ]);
  assert.deepEqual([5, 1 << 10, 2_345, 1 << 26, 1.5 * 2 ** 30].map(bytes), [
    ...["5 bytes", "1 KiB", "2.3 KiB", "64 MiB", "1.5 GiB"],
  ]);
});

Deno.test("a verdict is yes up to the limit, and none without a number", () => {
  assert.deepEqual([1.3, 1.301, undefined].map((value) => verdict(value, 1.3)), [
    ...["yes", "**no**", "–"],
  ]);
});

Deno.test("a race shows each to the first row and to its floor", () => {
  assert.deepEqual(raceTable(race).rows, [
    ["the original", "200.0 ms", "190.0 ms", "1.00", "–"],
    ["the binary", "50.0 ms", "40.0 ms", "0.25", "2.50"],
    ["the floor", "20.0 ms", "10.0 ms", "0.10", "–"],
  ]);
  assert.equal(race.ratio("binary", "original"), 0.25);
  assert.equal(race.ratio("binary", "nobody"), undefined);
});

Deno.test("every target has a row, measured or not", () => {
  const { rows } = targetTable({
    start: { binary: 1.2, source: 3 },
    size: { binary: 1.06 },
  });
  assert.equal(rows.length, Object.keys(TARGETS).length);
  const of = (name: keyof typeof TARGETS) =>
    rows.find(([what]) => what === TARGETS[name][0])!.slice(1);
  assert.deepEqual(of("start"), ["1.3", "1.20", "yes", "3.00", "**no**"]);
  assert.deepEqual(of("size"), ["1.05", "1.06", "**no**", "–", "–"]);
  assert.deepEqual(of("import"), ["0.1", "–", "–", "–", "–"]);
});

Deno.test("the page has the machine, what is missing, targets and sections", () => {
  const section: Section = {
    name: "one",
    title: "One thing",
    run: () => Promise.reject(new Error("not run")),
  };
  const parts = [{ title: "A race", about: "As it was run.", table: raceTable(race) }];
  const text = page([
    { section, finding: { parts, reached: { start: { binary: 1.1 } } } },
    {
      section: { ...section, title: "Another" },
      finding: { parts: [], missing: ["pass"] },
    },
  ], { machine: ["two cores"], chart: "drawn.svg" });
  for (
    const line of [
      "- two cores",
      "- pass",
      "| `--version` and `--help`, to an empty program | 1.3 | 1.10 | yes | – | – |",
      "## One thing",
      "### A race",
      "As it was run.",
      "![Time and memory against the number of entries and the size of a value](drawn.svg)",
    ]
  ) assert.ok(text.split("\n").includes(line), line);
  assert.ok(!text.includes("## Another"), "a section that found nothing has no heading");
});

Deno.test("options: sections by name, one by one or in a list", () => {
  const sections = ["a", "b", "c"];
  assert.deepEqual(optionsOf([], sections), { only: [], quick: false });
  assert.deepEqual(optionsOf(["--quick", "--only", "a,c", "--only=b"], sections), {
    only: ["a", "c", "b"],
    quick: true,
  });
  assert.throws(() => optionsOf(["--only", "a,d"], sections), /no such section: d/);
});

function measured(id: string, time: number, floor?: string) {
  const contestant = {
    id,
    name: `the ${id}`,
    command: [id],
    ...(floor !== undefined && { floor }),
  };
  return { contestant, time, fastest: time - 10, cpu: 0, peak: 0 };
}
