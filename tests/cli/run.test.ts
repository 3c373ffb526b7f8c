import assert from "node:assert/strict";
import { ENTRIES } from "../../cli/commands.ts";
import { run } from "../../cli/run.ts";
import { fakeIo } from "./fake_io.ts";

/** Runs a command that touches no file. */
async function say(...args: string[]) {
  const io = fakeIo({});
  const code = await run(args, io);
  return { code, ...io.said() };
}

Deno.test("a bare call shows the help, on stdout", async () => {
  const { code, stdout, stderr } = await say();
  assert.equal(code, 0);
  for (const { words } of ENTRIES) assert.match(stdout, new RegExp(words));
  assert.equal(stderr, "");
});

for (const entry of ENTRIES) {
  Deno.test(`help of ${entry.words}: options, an example, the same in two ways`, async () => {
    const { code, stdout } = await say(...entry.words.split(" "), "--help");
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: coffer ${entry.words}`));
    assert.match(stdout, /\nExamples:\n {2}.*coffer/);
    assert.equal((await say("help", ...entry.words.split(" "))).stdout, stdout);
    assert.ok(stdout.split("\n").every((line) => line.length <= 90), "fits a terminal");
  });
}

Deno.test("the help of a group lists its commands alone", async () => {
  const { stdout } = await say("stash");
  assert.match(stdout, /stash read/);
  assert.doesNotMatch(stdout, /version/);
});

Deno.test("the version is deno.json's", async () => {
  const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.equal((await say("--version")).stdout, `coffer ${version}\n`);
  assert.deepEqual(JSON.parse((await say("version", "--json")).stdout), { version });
});

Deno.test("the help of a group has its own first steps, or none", async () => {
  const whole = (await say("help")).stdout;
  assert.match(whole, /First steps with a wallet:.*First steps with a stash:/s);
  const stash = (await say("help", "stash")).stdout;
  assert.match(stash, /First steps with a stash:/);
  assert.doesNotMatch(stash, /with a wallet/);
  for (const group of ["backup", "slot", "agent"]) {
    const { stdout } = await say("help", group);
    assert.doesNotMatch(stdout, /First steps/);
    assert.match(stdout, /\n\n`coffer help COMMAND` explains/);
  }
});

Deno.test("misspelt commands get a suggestion", async () => {
  for (
    const [typed, meant] of [
      ["stahs", "coffer stash"],
      ["stash reed", "coffer stash read"],
      ["tree", "coffer stash tree"],
      ["improt", "coffer stash import"],
      ["lst", "coffer list"],
      ["slot lst", "coffer slot list"],
    ]
  ) {
    const { code, stderr } = await say(...typed!.split(" "));
    assert.equal(code, 2);
    assert.ok(stderr.includes(`did you mean \`${meant}\`?`), stderr);
  }
  assert.match((await say("zzz")).stderr, /`coffer help` lists/);
});

Deno.test("errors are JSON where JSON was asked for, also in bad arguments", async () => {
  const { code, stdout, stderr } = await say("stash", "info", "--json", "--nope");
  assert.equal(code, 2);
  assert.equal(stdout, "");
  const { error } = JSON.parse(stderr);
  assert.equal(error.code, "usage");
  assert.equal(error.message, "unknown option '--nope'");
});

Deno.test("options may stand before a command and between its words", async () => {
  for (
    const args of [
      ["-f", "none.stash", "stash", "info"],
      ["stash", "-f", "none.stash", "info"],
      ["stash", "info", "--file=none.stash"],
    ]
  ) {
    const { code, stderr } = await say(...args);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /no stash at none\.stash/);
  }
});

Deno.test("what follows -- is never an option", async () => {
  const { code, stderr } = await say("stash", "info", "-f", "x", "--", "--json");
  assert.equal(code, 2);
  assert.match(stderr, /^error: too many arguments/);
});

Deno.test("a reader that has gone is no error", async () => {
  const io = fakeIo({});
  io.stdout.write = () => Promise.reject(new Deno.errors.BrokenPipe());
  assert.equal(await run(["version"], io), 0);
  assert.equal(io.said().stderr, "");
});

Deno.test({
  name: "a signal ends the run with its code",
  // What was cut short is left as it is; the process ends next.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const io = fakeIo({ terminal: true });
    io.interrupted = Promise.resolve(130);
    io.stdin.read = () => new Promise(() => {});
    const args = ["stash", "write", "-f", "x", "k"];
    assert.equal(await run(args, io), 130);
  },
});

Deno.test("a fault of ours is told without a stack", async () => {
  const io = fakeIo({});
  io.stdout.write = () => Promise.reject(new TypeError("boom"));
  assert.equal(await run(["version"], io), 1);
  assert.match(io.said().stderr, /^error: something unexpected: boom\nhint: .*report it/);
  assert.doesNotMatch(io.said().stderr, / at |\.ts/);
});
