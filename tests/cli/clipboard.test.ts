/**
 * The clipboard, with tools that are scripts in a folder which is all of PATH.
 */

import assert from "node:assert/strict";
import { isMarked, markOf } from "../../cli/clipboard_lapse.ts";
import { utf8 } from "../../core/bytes.ts";
import { outputOf } from "../support/child.ts";
import { DESKTOPS, ended, place, SECRET } from "./clipboard_place.ts";

const KEY = new Uint8Array(32).fill(7);

/** What Coffer sends to its helper about `value`. */
function markBytes(value: string): Uint8Array {
  const { key, mac } = markOf(utf8(value), KEY);
  return new Uint8Array([...key, ...mac]);
}

for (const desktop of Object.keys(DESKTOPS) as (keyof typeof DESKTOPS)[]) {
  if (desktop === "no desktop") continue;
  Deno.test(`clipboard: ${desktop} takes a value, and gives and clears it`, async () => {
    await using here = await place(desktop);
    const copied = await here.finish(["get", "energy", "gas", "--clip", "0"]);
    assert.deepEqual(copied, { code: 0, stdout: "", stderr: "copied\n" });
    assert.equal(await here.content(), SECRET);
    const clear = here.start(["clipboard-clear", "0"]);
    const { code, stdout } = await ended(clear, markBytes(SECRET));
    assert.deepEqual({ code, stdout }, { code: 0, stdout: "ready\ntaken\n" });
    assert.equal(await here.content(), "");
    const used = await here.log();
    assert.ok(!/xclip/.test(used) || desktop === "x11", "the first that fits is used");
  });
}

Deno.test("clipboard: a field, and the tools get no secret but on their input", async () => {
  await using here = await place();
  const flags = ["energy", "gas", "--field", "info/pin", "--clip", "0", "--json"];
  assert.equal((await here.finish(["get", ...flags])).stdout, "");
  assert.equal(await here.content(), "planted pin");
  await here.finish(["get", "energy", "gas", "--clip", "0"]);
  const log = await here.log();
  assert.ok(log.includes("DISPLAY=:1"), "the environment was written down");
  for (const secret of ["planted", "pl@nted", here.env["COFFER_PASSWORD"]!]) {
    assert.ok(!log.includes(secret), secret);
  }
});

Deno.test("clipboard: a helper clears it when Coffer has ended, also when stopped", async () => {
  await using here = await place();
  const { code, stdout, stderr } = await here.finish([
    ...["get", "energy", "gas", "--clip", "3600"],
  ]);
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "" }, stderr);
  assert.equal(stderr, "copied; cleared in 3600 s\n");
  assert.equal(await here.content(), SECRET, "Coffer has ended, the value is there");
  const log = await here.log();
  assert.ok(log.includes("bin/coffer clipboard-clear 3600\n"));
  for (const secret of ["pl@nted", here.env["COFFER_PASSWORD"]!]) {
    assert.ok(!log.includes(secret), secret);
  }
  await Deno.writeTextFile(here.at("awaited"), "");
  Deno.kill(Number(await Deno.readTextFile(here.at("pid"))), "SIGTERM");
  assert.equal(await here.cleared(), "cleared\n");
});

Deno.test("clipboard: tools and helper have nothing else of the environment and folder", async () => {
  await using here = await place();
  await here.finish(["get", "energy", "gas", "--clip", "3600"]);
  const log = await here.log();
  assert.match(log, /^DISPLAY=:1$/m);
  assert.doesNotMatch(log, /^(COFFER_\w+|NO_COLOR|GITHUB_TOKEN|AWS_\w+)=/m);
  if (Deno.build.os !== "linux") return;
  const pid = await Deno.readTextFile(here.at("pid"));
  assert.equal(await outputOf("readlink", `/proc/${pid.trim()}/cwd`), "/\n");
});

Deno.test("clipboard: a helper clears it when the time has come", async () => {
  await using here = await place();
  await Deno.writeTextFile(here.at("awaited"), "");
  assert.equal((await here.finish(["get", "energy", "gas", "--clip", "1"])).code, 0);
  assert.equal(await here.cleared(), "cleared\n");
});

const OTHERS: [what: string, content: string, mark: Uint8Array, left: string][] = [
  ["something else", "copied later", markBytes(SECRET), "copied later"],
  ["nothing", "", markBytes(SECRET), ""],
  ["the value with a newline of the tool", `${SECRET}\n`, markBytes(SECRET), ""],
  ["the value, but no mark comes", SECRET, new Uint8Array(), SECRET],
  ["the value, but half a mark comes", SECRET, markBytes(SECRET).subarray(1), SECRET],
  ["the value, but more than a mark comes", SECRET, new Uint8Array(65), SECRET],
];

for (const [what, content, mark, left] of OTHERS) {
  Deno.test(`clipboard: with ${what} on it, the helper does what is right`, async () => {
    await using here = await place();
    await here.setContent(content);
    const { code } = await ended(here.start(["clipboard-clear", "0"]), mark);
    assert.equal(code, 0);
    assert.equal(await here.content(), left);
  });
}

Deno.test("clipboard: --clip-wait needs no helper, and clears it at Ctrl-C too", async () => {
  await using here = await place("x11", { installed: false });
  const child = here.start(["get", "energy", "gas", "--clip-wait"]);
  await child.stdin.close();
  const reader = child.stderr.getReader();
  const { value } = await reader.read();
  const note = new TextDecoder().decode(value);
  assert.equal(note, "copied; cleared in 30 s, or at Ctrl-C\n");
  assert.equal(await here.content(), SECRET);
  child.kill("SIGINT");
  reader.releaseLock();
  assert.equal((await child.output()).code, 130);
  assert.equal(await here.content(), "");
  const waited = await here.finish([
    ...["get", "energy", "gas", "--clip-wait", "--clip", "1"],
  ]);
  assert.equal(waited.code, 0, waited.stderr);
  assert.equal(await here.content(), "");
});

interface Failure {
  what: string;
  args: string[];
  how?: Parameters<typeof place>[1];
  programs?: string[];
  code: number;
  says: RegExp;
  /** Whether this can happen to the binary, whose permissions are fixed. */
  source?: boolean;
}

const FAILURES: Failure[] = [
  {
    what: "a tool that fails",
    args: ["--clip", "0"],
    how: { failing: true },
    code: 8,
    says: /^error: xclip failed with exit code 3\nhint: .*DISPLAY/,
  },
  {
    what: "no Coffer in PATH",
    args: ["--clip"],
    how: { installed: false },
    code: 8,
    says: /^error: nothing was copied: no `coffer`.*\nhint: .*--clip-wait.*--clip 0/,
  },
  {
    what: "no permission to start anything",
    args: ["--clip"],
    programs: [],
    code: 7,
    says: /^error: cannot start what clears.*permission\nhint: .*--allow-run=.*xclip/,
    source: true,
  },
  {
    what: "no permission for the tool",
    args: ["--clip", "0"],
    programs: ["coffer"],
    code: 7,
    says: /^error: cannot start the clipboard's tool.*permission\nhint: .*--allow-run=/,
    source: true,
  },
  {
    what: "a time that is none",
    args: ["--clip", "soon"],
    code: 2,
    says: /^error: --clip takes seconds up to 86400, not "soon"\nhint: /,
  },
  {
    what: "a time that is too long",
    args: ["--clip", "86401"],
    code: 2,
    says: /^error: --clip takes seconds/,
  },
  {
    what: "no such field",
    args: ["--clip", "--field", "info/none"],
    code: 3,
    says: /^error: energy\/gas has no info\\\/none\nhint: /,
  },
];

for (const { what, args, how, programs, code, says, source = false } of FAILURES) {
  Deno.test({
    name: `clipboard: ${what} is an error, and nothing is copied`,
    ignore: source && Deno.env.has("COFFER_BIN"),
    fn: async () => {
      await using here = await place("x11", how);
      await here.setContent("before");
      const ran = await here.finish(["get", "energy", "gas", ...args], programs);
      assert.match(ran.stderr, says);
      assert.equal(ran.code, code);
      assert.equal(ran.stdout, "");
      assert.equal(await here.content(), "before");
    },
  });
}

Deno.test("clipboard: without a tool there is none", async () => {
  await using here = await place();
  await Deno.remove(here.at("bin/xclip"));
  const { code, stderr } = await here.finish(["get", "energy", "gas", "--clip", "0"]);
  assert.match(stderr, /^error: no tool for a clipboard.*\nhint: .*xclip/);
  assert.equal(code, 8);
});

Deno.test("clipboard: without a desktop, that is said, and not that Coffer is missing", async () => {
  await using here = await place("no desktop");
  const { code, stderr } = await here.finish(["get", "energy", "gas", "--clip"]);
  assert.match(stderr, /^error: no tool for a clipboard.*\nhint: .*without a desktop/);
  assert.equal(code, 8);
});

Deno.test("clipboard: a mark knows its value, with one newline more, and no other", () => {
  const mark = markOf(utf8("value"), KEY);
  for (const [content, expected] of [["value", true], ["value\n", true]] as const) {
    assert.equal(isMarked(utf8(content), mark), expected);
  }
  for (const other of ["", "valu", "value ", "value\n\n", "Value"]) {
    assert.equal(isMarked(utf8(other), mark), false, other);
  }
  assert.ok(!isMarked(utf8("value"), { ...mark, key: KEY.with(0, 1) }));
});
