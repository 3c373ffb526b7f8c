/** What `coffer set` takes from where, and what it says about that. */

import assert from "node:assert/strict";
import { type Scene, scene } from "../support/wallet_scene.ts";

const SET = ["set", "bank", "online"];
const TYPED = { terminal: true };

async function only(here: Scene) {
  const [record] = await here.records();
  return { ...record!, info: Object.fromEntries(record!.info) };
}

Deno.test("set --pwd-prompt: a slip of a finger is noticed, and asked for anew", async () => {
  await using here = await scene("v1 file");
  const typed = ["hunter2\n", "hunter3\n", "hunter4\n", "hunter4\n"];
  const { code, stderr } = await here.run([...SET, "--pwd-prompt"], { ...TYPED, typed });
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /pwd of bank\/online: \nThe same again: \nThe two are not the same/,
  );
  assert.equal((await only(here)).pwd, "hunter4");
});

Deno.test("set --pwd-prompt: after six attempts nothing is set", async () => {
  await using here = await scene("v1 file");
  const typed = Array.from({ length: 12 }, (_, at) => `${at}\n`);
  const { code, stderr } = await here.run([...SET, "--pwd-prompt"], { ...TYPED, typed });
  assert.equal(code, 10);
  assert.match(stderr, /error: not typed twice the same in 6 attempts\nhint: nothing/);
  assert.deepEqual(await here.records(), []);
});

Deno.test("set --info-prompt and --info-stdin: a value that no command line has", async () => {
  await using here = await scene("v1 file");
  const prompted = await here.run([...SET, "-ik", "pin", "--info-prompt"], {
    ...TYPED,
    typed: ["1234\n", "1234\n"],
  });
  assert.equal(prompted.code, 0, prompted.stderr);
  assert.match(prompted.stderr, /^pin of bank\/online: \n/);
  const read = await here.run([...SET, "-ik", "puk", "--info-stdin"], {
    typed: ["98 76\n"],
  });
  assert.deepEqual(read, { code: 0, stdout: "", stderr: "" });
  assert.deepEqual((await only(here)).info, { pin: "1234", puk: "98 76" });
});

Deno.test("set: pwd and info value may both be typed", async () => {
  await using here = await scene("v1 file");
  const { code, stderr } = await here.run(
    [...SET, "--pwd-prompt", "-ik", "pin", "--info-prompt"],
    { ...TYPED, typed: ["one\n", "one\n", "two\n", "two\n"] },
  );
  assert.equal(code, 0, stderr);
  const { pwd, info } = await only(here);
  assert.deepEqual([pwd, info], ["one", { pin: "two" }]);
});

const WARNINGS: [string[], RegExp | null][] = [
  [["-u", "me"], null],
  [["-p", "x"], /^warning: a pwd on .*--pwd-prompt, .* keep it to yourself\n$/],
  [["-ik", "a", "-iv", "b"], /^warning: info values on .*; --info-prompt or/],
  [
    ["-p", "x", "-ik", "a", "-iv", "b", "-ik", "c", "-iv", "d"],
    /^warning: a pwd and info values on [^\n]*--generate, and --info-prompt [^\n]*\n$/,
  ],
];

for (const [flags, expected] of WARNINGS) {
  Deno.test(`set ${flags.join(" ")}: what others may see is said once, or nothing`, async () => {
    await using here = await scene("v1 file");
    const { code, stderr } = await here.run([...SET, ...flags]);
    assert.equal(code, 0);
    if (expected === null) return assert.equal(stderr, "");
    assert.match(stderr, expected);
    assert.equal(stderr.split("warning").length, 2);
    const { stderr: lines } = await here.run([...SET, ...flags, "--json"]);
    assert.deepEqual(Object.keys(JSON.parse(lines)), ["warning"]);
  });
}

const MISTAKES: [string[], number, RegExp][] = [
  [["-ik", "a"], 2, /needs its -iv VALUE\nhint: there is 1 name and 0 values/],
  [["-iv", "a"], 2, /hint: there are 0 names and 1 value;/],
  [["--info-stdin"], 2, /take one value, of one -ik NAME/],
  [["-ik", "a", "-ik", "b", "--info-stdin"], 2, /take one value/],
  [["-ik", "a", "-iv", "b", "--info-stdin"], 2, /take one value/],
  [["-ik", "a", "--info-prompt", "--info-stdin"], 2, /take one value/],
  [["-ik", "a", "--info-stdin", "--pwd-stdin"], 2, /cannot be both/],
  [["-ik", "a", "--info-prompt"], 10, /nobody can be asked.*\nhint: .*--info-stdin/],
  [["--pwd-prompt"], 10, /nobody can be asked/],
];

for (const [flags, expected, says] of MISTAKES) {
  Deno.test(`set ${flags.join(" ")}: exit code ${expected}, and nothing is set`, async () => {
    await using here = await scene("v1 file");
    const { code, stderr } = await here.run([...SET, ...flags], { typed: ["value"] });
    assert.equal(code, expected, stderr);
    assert.match(stderr, says);
    assert.deepEqual(await here.records(), []);
  });
}

Deno.test("set --info-stdin: what is not UTF-8 is a usage error", async () => {
  await using here = await scene("v1 file");
  const { code, stderr } = await here.run([...SET, "-ik", "a", "--info-stdin"], {
    typed: [new Uint8Array([0xff])],
  });
  assert.equal(code, 2);
  assert.match(stderr, /the info value is not UTF-8 text/);
});
