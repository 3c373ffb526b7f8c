/** What a person sees of a record: nothing is taken for something else. */

import assert from "node:assert/strict";
import { Out } from "../../cli/output.ts";
import { printNames, recordLines, shown } from "../../cli/wallet/show.ts";
import { fakeIo } from "./fake_io.ts";

Deno.test("what one would not see, or take for a quoted text, is in quotes", () => {
  const cases: [string, string][] = [
    ["", '""'],
    [" a", '" a"'],
    ["a b", "a b"],
    ['"a"', '"\\"a\\""'],
    ['say "a"', 'say "a"'],
    ["\u001b[2J", '"\\u001b[2J"'],
    ["\u202eabc", '"\\u202eabc"'],
    ["שלום", "שלום"],
  ];
  for (const [text, expected] of cases) assert.equal(shown(text), expected);
});

Deno.test("a value that is absent is told from an empty one, and from a dash", () => {
  const record = { domain: "", access: "a", uid: null, pwd: "-", info: new Map() };
  assert.deepEqual(recordLines(record), [
    'domain   ""',
    "access   a",
    "uid      -",
    'pwd      "-"',
    "updated  -",
  ]);
  assert.equal(recordLines({ ...record, uid: "" })[2], 'uid      ""');
});

Deno.test("a huge name does not push the others off the terminal", async () => {
  const huge = "x".repeat(100_000);
  const names = [huge, "b"].map((domain) => ({ domain, access: "a", updated: null }));
  const io = fakeIo({ terminal: true });
  const out = new Out(io, false);
  await printNames(out, names, true);
  await out.flush();
  const [first, second] = io.said().stdout.split("\n");
  assert.equal(first, `${huge}  a`);
  assert.equal(second, `${"b".padEnd(40)}  a`);
});

Deno.test("a list of very many names", async () => {
  const names = Array.from(
    { length: 200_000 },
    (_, i) => ({ domain: "d", access: `${i}`, updated: null }),
  );
  const io = fakeIo({});
  const out = new Out(io, false);
  await printNames(out, names, false);
  await out.flush();
  assert.equal(
    io.said().stdout.length,
    names.reduce((size, { access }) => size + 3 + access.length, 0),
  );
});
