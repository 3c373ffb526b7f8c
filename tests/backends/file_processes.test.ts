import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { openStash } from "../../core/stash/stash.ts";
import { startBlobChild } from "../support/blob_store_child.ts";
import type { Child } from "../support/child.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type Nodes, PASSWORD, sealedFile } from "../support/stashes.ts";

const PROCESSES = ["a", "b", "c", "d"];
const WRITES = 5;

async function stashIn(folder: TemporaryFolder, nodes: Nodes): Promise<string> {
  const path = folder.at("f");
  await fileBlobStore(path).save(await sealedFile(nodes), "absent");
  return path;
}

/** Starts one child per name, lets them go at once, and gives what each printed. */
async function allAtOnce(
  folder: TemporaryFolder,
  args: (name: string) => string[],
): Promise<string[][]> {
  const children = PROCESSES.map((name) =>
    startBlobChild(args(name), { folder: folder.path })
  );
  try {
    for (const child of children) assert.equal(await child.line(), "ready");
    await Promise.all(children.map((child) => child.go()));
    return await Promise.all(children.map((child) => child.end()));
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

Deno.test("file processes: each writes its own keys, and none is lost", async () => {
  await using folder = await temporaryFolder();
  const path = await stashIn(folder, []);
  const printed = await allAtOnce(folder, (name) => ["own", path, name, `${WRITES}`]);
  const expected = Array.from({ length: WRITES }, (_, i) => `${i}`);
  assert.deepEqual(printed, PROCESSES.map(() => expected));
  using stash = await openStash(fileBlobStore(path), PASSWORD);
  assert.deepEqual(stash.children().toSorted(), PROCESSES);
  for (const name of PROCESSES) {
    assert.deepEqual(stash.children([name]), expected);
    for (const i of expected) {
      assert.deepEqual(stash.read([name, i]), utf8(`${name} ${i}`));
    }
  }
  assert.deepEqual(folder.names(), ["f"]);
});

Deno.test("file processes: all write one key: the last acknowledged is there", async () => {
  await using folder = await temporaryFolder();
  const path = await stashIn(folder, [[["same"], "before"], [["other"], "kept"]]);
  const printed = await allAtOnce(folder, (name) => ["same", path, name, `${WRITES}`]);
  for (const lines of printed) assert.equal(lines.length, WRITES);
  using stash = await openStash(fileBlobStore(path), PASSWORD);
  const left = new TextDecoder().decode(stash.read(["same"]));
  const lastDone = printed.map((lines) =>
    lines.findLast((line) => line.startsWith("done"))
  );
  assert.ok(lastDone.includes(`done ${left}`), `${left} of ${lastDone}`);
  assert.deepEqual(stash.read(["other"]), utf8("kept"));
  assert.deepEqual(folder.names(), ["f"]);
});

const KILLS = 20;
const LENGTH = 200_000;

/** Reads a few lines, so that the child is somewhere in the midst of its work. */
async function readSome(child: Child, count: number): Promise<number> {
  let last = -1;
  for (let i = 0; i < count; i++) last = Number(await child.line() ?? last);
  return last;
}

Deno.test("file processes: killed at any moment, the stash opens and lost nothing", async () => {
  await using folder = await temporaryFolder();
  const path = await stashIn(folder, [[["kept"], "kept"]]);
  const store = fileBlobStore(path);
  let before: number | null = null;
  for (let kill = 0; kill < KILLS; kill++) {
    await using child = startBlobChild(["rewrite", path, `${LENGTH}`], {
      folder: folder.path,
    });
    let acknowledged = await readSome(child, kill % 4);
    acknowledged = Number((await child.kill()).at(-1) ?? acknowledged);
    using stash = await openStash(store, PASSWORD);
    assert.deepEqual(stash.read(["kept"]), utf8("kept"));
    const found: number | null = stash.has(["changing"])
      ? uniform(stash.read(["changing"]))
      : null;
    const fair: (number | null)[] = acknowledged < 0
      ? [before, 0]
      : [acknowledged & 0xff, (acknowledged + 1) & 0xff];
    assert.ok(fair.includes(found), `${found} after ${acknowledged}, before ${before}`);
    before = found;
  }
  using stash = await openStash(store, PASSWORD);
  await stash.write(["after"], utf8("1"));
  assert.deepEqual(folder.names(), ["f"]);
});

/** The byte that a whole value is made of. */
function uniform(value: Uint8Array): number {
  assert.equal(value.length, LENGTH);
  assert.ok(value.every((byte) => byte === value[0]));
  return value[0]!;
}
