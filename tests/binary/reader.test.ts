/**
 * The binaries that only read, as they were built: COFFER_READER names one. What compiles
 * them is needed as well, for programs with the same permissions and worse intentions.
 */

import assert from "node:assert/strict";
import { bundle, compile } from "../../tools/compile/build.ts";
import { type Program, PROGRAMS } from "../../tools/compile/programs.ts";
import { CASES, type PermsCase } from "../cli/perms_cases.ts";
import {
  permsOf,
  prepared,
  runCommand,
  type Stage,
  stageFor,
} from "../cli/perms_stage.ts";
import { temporaryFolder } from "../support/folder.ts";

const READER = Deno.env.get("COFFER_READER");
const COMPILER = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
const STASH = new URL("../vectors/sstash/tree.stash", import.meta.url).pathname;
const PASSWORD = { COFFER_PASSWORD: "my_password1234" };
/** Names in the environment that tests of other programs need. */
const ignore = READER === undefined;

/** Every file below `folder` with what is in it. */
function everything(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) Object.assign(found, everything(path));
    else found[path] = Deno.readTextFileSync(path);
  }
  return found;
}

/** Whether a program that only reads can do it; sessions say something else instead. */
async function isReading(args: string[], stage: Stage, { plugin }: PermsCase) {
  const { write, run } = await permsOf(args, stage);
  // To look at a plug-in's module is not to open its store.
  const opensPlugin = plugin !== undefined && args[0] !== "doctor";
  return write.length === 0 && run.length === 0 && !opensPlugin;
}

for (const [words, rows] of Object.entries(CASES)) {
  for (const row of rows) {
    const where = row.wallet === undefined ? "" : ` (${row.wallet})`;
    Deno.test({
      name: `coffer-reader: ${row.args.join(" ")}${where} reads, or says that it cannot`,
      ignore,
      fn: async () => {
        assert.ok(row.args.join(" ").startsWith(words));
        await using stage = await stageFor(row);
        const args = await prepared(row, stage);
        const reads = await isReading(args, stage, row);
        const before = everything(stage.path);
        const { code, said } = await runCommand([READER!, ...args], { ...row, stage });
        assert.deepEqual(everything(stage.path), before);
        if (!reads) {
          // A terminal echoes what is typed, and has lines of its own.
          const lines = said.replaceAll("\r", "").split("\n").slice(-3);
          assert.match(lines[0]!, /^error: coffer-reader (writes|starts|opens) /);
          assert.match(lines[1]!, /^hint: it was compiled without --allow-[a-z]+; /);
          return assert.equal(code, 7, said);
        }
        assert.equal(code, row.code ?? 0, said);
        const isItsName = words === "version";
        if (row.says !== undefined && !isItsName) assert.match(said.trim(), row.says);
      },
    });
  }
}

Deno.test({
  name: "coffer-reader: it says who it is, and what no flag can change",
  ignore,
  fn: async () => {
    await using stage = await stageFor({ args: [] });
    const { stdout } = await runCommand([READER!, "version"], { stage });
    assert.match(stdout, /^coffer-reader /);
    const widened = [READER!, "--allow-write", "version"];
    const { code } = await runCommand(widened, { stage });
    assert.equal(code, 2);
  },
});

/** Compiles a program of this folder with the permissions of one of ours. */
async function hostileLike(program: Program, paths: string[]): Promise<string> {
  const entry = "tests/binary/hostile.ts";
  const like = { ...program, name: `hostile-${program.name}`, entry, hasWorkers: false };
  return await compile(like, await bundle(like), { compiler: COMPILER, paths });
}

for (const program of PROGRAMS.filter(({ name }) => name.startsWith("coffer-reader"))) {
  Deno.test({
    name:
      `${program.name}: hostile code with its permissions cannot write, connect or run`,
    ignore,
    fn: async () => {
      const binary = await Deno.realPath(await hostileLike(program, []));
      try {
        await using folder = await temporaryFolder();
        await Deno.writeTextFile(folder.at("bait"), "bait");
        const { stdout, stderr } = await new Deno.Command(binary, {
          cwd: folder.path,
          stdin: "null",
        }).output();
        const text = new TextDecoder();
        assert.notEqual(stdout.length, 0, text.decode(stderr));
        const outcomes = JSON.parse(text.decode(stdout));
        assert.ok(Object.keys(outcomes).length > 20);
        for (const [name, outcome] of Object.entries(outcomes)) {
          assert.equal(outcome, "NotCapable", name);
        }
        assert.deepEqual(folder.names(), ["bait"]);
      } finally {
        await Deno.remove(binary);
      }
    },
  });
}

Deno.test({
  name: "coffer-reader, compiled for a path, cannot read elsewhere",
  ignore,
  fn: async () => {
    await using folder = await temporaryFolder();
    await using outside = await temporaryFolder();
    const reader = PROGRAMS.find(({ name }) => name === "coffer-reader")!;
    const ours = { ...reader, name: "coffer-reader-for-a-path" };
    const paths = [folder.path];
    const binary = await compile(ours, await bundle(ours), { compiler: COMPILER, paths });
    const hostile = await hostileLike(reader, paths);
    try {
      await Deno.copyFile(STASH, folder.at("a.stash"));
      await Deno.copyFile(STASH, outside.at("a.stash"));
      await Deno.writeTextFile(folder.at("bait"), "bait");
      const read = (path: string) =>
        new Deno.Command(binary, {
          args: ["stash", "read", "-f", path, "a/e"],
          env: PASSWORD,
          stdin: "null",
        }).output();
      const text = new TextDecoder();
      const inside = await read(folder.at("a.stash"));
      assert.equal(text.decode(inside.stdout), "chocolate", text.decode(inside.stderr));
      const { code, stderr, stdout } = await read(outside.at("a.stash"));
      assert.equal(code, 7);
      assert.equal(stdout.length, 0);
      assert.match(
        text.decode(stderr),
        /^error: .*\nhint: this program was compiled without --allow-read for .*, and nothing can add that/,
      );
      const tried = await new Deno.Command(await Deno.realPath(hostile), {
        args: [outside.at("a.stash")],
        cwd: folder.path,
      }).output();
      const { read: outcome, around, look } = JSON.parse(text.decode(tried.stdout));
      assert.deepEqual([outcome, around, look], Array(3).fill("NotCapable"));
    } finally {
      await Deno.remove(binary);
      await Deno.remove(hostile);
    }
  },
});
