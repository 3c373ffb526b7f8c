import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import { writeOut } from "../../exchange/files.ts";
import { sweepStale } from "../../exchange/stale.ts";
import { temporaryFolder } from "../support/folder.ts";
import { late } from "../support/set_clock.ts";

const YEAR = 365 * 24 * 3_600_000;
const RANDOM = "0123456789abcdef01234567";

Deno.test("what a killed export has left is swept, and nothing else", async () => {
  await using folder = await temporaryFolder();
  const hourAgo = new Date(Date.now() - 3_600_000);
  const names = [`.coffer-export-${RANDOM}`, ".coffer-export-mine", "file"];
  for (const name of names) {
    await Deno.writeTextFile(folder.at(name), "x");
    await Deno.utime(folder.at(name), hourAgo, hourAgo);
  }
  const staged = `.coffer-export-${RANDOM.replace("0", "f")}`;
  await Deno.mkdir(folder.at(staged));
  await Deno.writeTextFile(folder.at(`${staged}/secret`), "x");
  for (const old of [`${staged}/secret`, staged]) {
    await Deno.utime(folder.at(old), hourAgo, hourAgo);
  }
  // An export that still writes does so further down.
  const busy = `.coffer-export-${RANDOM.replace("2", "f")}`;
  await Deno.mkdir(folder.at(`${busy}/deep`), { recursive: true });
  await Deno.writeTextFile(folder.at(`${busy}/deep/new`), "x");
  for (const old of [`${busy}/deep`, busy]) {
    await Deno.utime(folder.at(old), hourAgo, hourAgo);
  }
  const fresh = `.coffer-export-${RANDOM.replace("1", "f")}`;
  await Deno.mkdir(folder.at(fresh));
  await sweepStale(folder.path);
  assert.deepEqual(folder.names(), [fresh, busy, ...names.slice(1)].sort());
});

Deno.test("what is held is in use, whatever the clock says; what nobody holds goes", async () => {
  await using folder = await temporaryFolder();
  const [held, left] = ["0", "1"].map((digit) => `.coffer-export-${digit.repeat(24)}`);
  for (const name of [held!, left!]) {
    await Deno.mkdir(folder.at(name));
    await Deno.writeTextFile(folder.at(`${name}/secret`), "x");
  }
  const holder = await startHolder(folder.at(held!));
  await late(-YEAR, () => sweepStale(folder.path));
  assert.deepEqual(folder.names(), [held]);
  await holder.stop();
  // Now what was made then is in the future.
  await late(YEAR, () => sweepStale(folder.path));
  assert.deepEqual(folder.names(), []);
});

for (const force of [false, true]) {
  Deno.test(`a file that is being written is in use, force ${force}`, async () => {
    await using folder = await temporaryFolder();
    async function* slowly() {
      yield utf8("secr");
      await sweptElsewhere(folder.path);
      yield utf8("et");
    }
    await writeOut(folder.at("out"), slowly(), { force });
    assert.equal(await Deno.readTextFile(folder.at("out")), "secret");
    assert.deepEqual(folder.names(), ["out"]);
  });
}

Deno.test("a pipe in the place of what was staged is not waited for", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await temporaryFolder();
  const pipe = folder.at(`.coffer-export-${RANDOM}`);
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  await late(-YEAR, () => sweepStale(folder.path));
});

/** Another process that sweeps, long after now as it thinks. */
async function sweptElsewhere(path: string): Promise<void> {
  const [clock, stale] = ["../support/set_clock.ts", "../../exchange/stale.ts"]
    .map((module) => JSON.stringify(new URL(module, import.meta.url).href));
  const code = `import { late } from ${clock};
    import { sweepStale } from ${stale};
    await late(-${YEAR}, () => sweepStale(${JSON.stringify(path)}));
    Deno.exit(0);`;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", "--ext=ts", code],
  }).output();
  assert.ok(success);
}

/** Another process that holds what is at `path`: a lock that is waited for here would leak. */
async function startHolder(path: string) {
  const module = new URL("../../exchange/held.ts", import.meta.url).href;
  const code = `import { hold } from ${JSON.stringify(module)};
    const held = hold(${JSON.stringify(path)});
    console.log(held === null ? "none" : "held");
    await Deno.stdin.read(new Uint8Array(1));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", "--ext=ts", code],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value), "held\n");
  return {
    async stop() {
      await child.stdin.close();
      while (!(await reader.read()).done);
      await child.status;
    },
  };
}

Deno.test("a folder that is not there is no reason to stop", async () => {
  await sweepStale("/coffer-nowhere");
});
