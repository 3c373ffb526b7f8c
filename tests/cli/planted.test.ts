/**
 * Another user has put something in the place of a file that Coffer is about to write: a
 * link to a file of ours, one to nothing, a second name, a folder, a pipe. Nothing outside
 * is written or emptied, and nothing waits.
 */

import assert from "node:assert/strict";
import { makeSecretFolder } from "../../exchange/secret_folder.ts";
import { placedIn } from "../support/planted.ts";
import { modeOf } from "../support/folder.ts";
import { type HandoverScene, handoverScene } from "../support/handover_scene.ts";
import { runHere } from "../support/wallet_scene.ts";
import { type Row, ROWS } from "./planted_rows.ts";

const VICTIM = "precious, and not Coffer's\n";
/** Far longer than any of it takes, in milliseconds. */
const PATIENCE = 60_000;

/** What is planted; `outside` is a folder that nothing may be written to. */
const OBSTACLES: Record<string, (path: string, outside: string) => Promise<unknown>> = {
  "a link to a file": (path, outside) => Deno.symlink(`${outside}/victim`, path),
  "a link to nothing": (path, outside) => Deno.symlink(`${outside}/none`, path),
  "a link to a folder": (path, outside) => Deno.symlink(outside, path),
  "a second name": (path, outside) => Deno.link(`${outside}/victim`, path),
  "a folder": (path) => Deno.mkdir(path),
  "a pipe": (path) => new Deno.Command("mkfifo", { args: [path] }).output(),
};

for (const row of ROWS) {
  Deno.test(`planted: ${row.what}`, async (t) => {
    await using here = await sceneOf(row);
    const path = here.at(placeOf(row, here));
    const real = await Deno.readFile(path).catch(() => null);
    const step = (
      what: string,
      plant: () => Promise<unknown>,
      after: () => Promise<void>,
    ) =>
      t.step(what, async () => {
        await Deno.remove(path, { recursive: true }).catch(() => {});
        if (real !== null) await Deno.writeFile(path, real, { mode: 0o600 });
        await plant();
        await inTime(write(row, here, path));
        await after();
        for (const name of ["none", "second"]) {
          await Deno.remove(here.at(`outside/${name}`)).catch(() => {});
        }
      });
    for (const [what, plant] of Object.entries(OBSTACLES)) {
      await step(`in its place ${what}`, async () => {
        await Deno.remove(path).catch(() => {});
        await plant(path, here.at("outside"));
      }, async () => {
        if (row.adds) await takeBack(here);
        await assertUntouched(here, row.follows === true && what === "a link to nothing");
      });
    }
    if (row.exists) {
      const second = here.at("outside/second");
      await step(
        "with a second name it is not written",
        () => Deno.link(path, second),
        async () => {
          assert.deepEqual(await Deno.readFile(second), real);
        },
      );
    }
    if (row.owned) {
      await step("it takes the place of a link", async () => {
        await Deno.remove(path).catch(() => {});
        await Deno.symlink(here.at("outside/victim"), path);
      }, async () => {
        assert.equal((await Deno.lstat(path)).isSymlink, false, "it was written");
        assert.equal(await modeOf(path), "600");
        await assertUntouched(here, false);
      });
    }
  });
}

/** What was added in good faith is no harm; anything else is. */
async function takeBack(here: HandoverScene): Promise<void> {
  const victim = here.at("outside/victim");
  const text = await Deno.readTextFile(victim);
  if (!text.startsWith(`${VICTIM}\n[p]\n`)) return;
  await Deno.writeTextFile(victim, VICTIM);
  await Deno.chmod(victim, 0o644);
}

async function sceneOf({ before = [] }: Row): Promise<HandoverScene> {
  const here = await handoverScene();
  for (const name of ["outside", "out", "out/tls", "home/.aws", "runtime/coffer"]) {
    await Deno.mkdir(here.at(name), { mode: 0o700 });
  }
  await Deno.mkdir(here.at("home/.config/coffer"), { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(here.at("outside/victim"), VICTIM, { mode: 0o644 });
  await Deno.writeTextFile(here.at("template"), "{{ stash://tls/key }}");
  for (const args of before) {
    const { code, stderr } = await run(here, args);
    assert.equal(code, 0, stderr);
  }
  return here;
}

function placeOf({ path }: Row, here: HandoverScene): string {
  return typeof path === "string" ? path : path(here);
}

async function write(row: Row, here: HandoverScene, path: string): Promise<void> {
  if (typeof row.write === "function") {
    await row.write(here, path).catch(() => {});
  } else {
    const { code, stderr } = await run(here, row.write, row.env?.(path));
    assert.notEqual(code, 1, `no fault of Coffer's: ${stderr}`);
  }
}

/** In this process, with paths that begin in the folder of the scene. */
function run(here: HandoverScene, args: string[], more: Record<string, string> = {}) {
  const full = args.map((arg) => placedIn(here.path, arg));
  return runHere(full, { env: { ...here.env, ...more } });
}

async function inTime(work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), PATIENCE);
  assert.notEqual(await Promise.race([work, promise]), "late", "it hangs");
  clearTimeout(timer);
}

async function assertUntouched(here: HandoverScene, isFollowed: boolean): Promise<void> {
  const outside = here.at("outside");
  assert.equal(await Deno.readTextFile(`${outside}/victim`), VICTIM);
  assert.equal(await modeOf(`${outside}/victim`), "644");
  const names = [...Deno.readDirSync(outside)].map(({ name }) => name).sort();
  if (!isFollowed || !names.includes("none")) return assert.deepEqual(names, ["victim"]);
  assert.deepEqual(names, ["none", "victim"]);
  assert.equal(await modeOf(`${outside}/none`), "600");
}

Deno.test("planted: a link of another user's in everybody's folder is not followed", {
  ignore: Deno.uid() !== 0,
}, async () => {
  await using here = await sceneOf({} as Row);
  await Deno.chmod(here.at("out"), 0o1777);
  for (const target of ["none", "victim"]) {
    const link = here.at(`out/${target}.stash`);
    await Deno.symlink(here.at(`outside/${target}`), link);
    const chown = new Deno.Command("chown", { args: ["-h", "12345", link] });
    assert.ok((await chown.output()).success);
    const { code, stderr } = await run(here, ["stash", "init", "-f", link]);
    assert.notEqual(code, 0);
    if (target === "none") assert.match(stderr, /link of another user's/);
    await assertUntouched(here, false);
  }
  await Deno.symlink(here.at("outside/none"), here.at("out/own.stash"));
  const own = await run(here, ["stash", "init", "-f", "out/own.stash"]);
  assert.equal(own.code, 0, own.stderr);
});

Deno.test("planted: files with secrets go to no folder that others may change", async () => {
  await using here = await sceneOf({} as Row);
  await Deno.symlink(here.at("outside"), here.at("link"));
  await Deno.chmod(here.at("out"), 0o777);
  for (const parent of [here.at("out"), here.at("outside/victim"), here.at("none")]) {
    using folder = makeSecretFolder(parent);
    const path = await folder.write("KEY", new Uint8Array([1]));
    assert.ok(!path.startsWith(here.path), path);
    assert.equal(await modeOf(path.slice(0, -"/KEY".length)), "700");
  }
});

/** Another process that puts a link and nothing there, as fast as it can. */
function swapper(path: string, target: string): Disposable {
  const script = 'while :; do ln -sf "$1" "$2.new"; mv "$2.new" "$2"; rm -f "$2"; done';
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", target, path],
    stderr: "null",
    stdout: "null",
  }).spawn();
  return { [Symbol.dispose]: () => child.kill("SIGKILL") };
}

for (
  const what of ["inject", "inject --force", "save --force", "memory of what was seen"]
) {
  Deno.test(`planted: ${what}, while a link comes and goes`, async () => {
    const row = ROWS.find((each) => each.what === what)!;
    await using here = await sceneOf(row);
    const path = here.at(placeOf(row, here));
    {
      using _swapper = swapper(path, here.at("outside/victim"));
      for (let i = 0; i < 25; i++) {
        await Deno.remove(path).catch(() => {});
        await inTime(write(row, here, path));
      }
    }
    await assertUntouched(here, false);
  });
}
