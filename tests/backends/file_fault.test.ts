import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { AuthenticationError, UnavailableError } from "../../core/errors.ts";
import type { BlobStore } from "../../core/ports.ts";
import { openStash, type Stash } from "../../core/stash/stash.ts";
import { type Fault, type Run, withFault } from "../support/faults.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  sealedFile,
  withCheapDerivation,
} from "../support/stashes.ts";

const OLD = "old content";
const NEW = "new content, which is longer";

/** One run with a fault, in a folder of its own. */
type Attempt = (fault: Fault, folder: TemporaryFolder) => Promise<Run>;

/** Runs `attempt` with a fault at the first call, the second, ..., until it is spared. */
function atEveryCall(what: string, attempt: Attempt): void {
  for (const then of ["once", "dead"] as const) {
    Deno.test(`file faults: ${what}, ${then}`, async () => {
      let calls: string[] = [];
      for (let at = 1;; at++) {
        await using folder = await temporaryFolder();
        const run = await attempt({ at, then }, folder);
        calls = run.calls;
        if (calls.length < at) {
          assert.equal(run.error, undefined);
          break;
        }
      }
      for (const name of ["open", "sync"]) assert.ok(calls.includes(name), name);
    });
  }
}

/**
 * Runs `work` with the fault. If it fails, it says so properly; and if one call alone
 * fails, no temporary file is left lying about.
 */
async function faulted(
  fault: Fault,
  folder: TemporaryFolder,
  work: () => Promise<unknown>,
): Promise<Run> {
  const run = await withFault(fault, work);
  if (run.error !== undefined) {
    assert.ok(run.error instanceof UnavailableError, String(run.error));
    assert.ok(run.error.cause instanceof Error);
  }
  const left = folder.names().filter((name) => name.includes(".coffer-"));
  if (fault.then === "once") assert.deepEqual(left, [], String(run.error));
  return run;
}

/** What is there, as text. */
async function textAt(store: BlobStore): Promise<string | null> {
  const blob = await store.load();
  return blob === null ? null : new TextDecoder().decode(blob.bytes);
}

/** Saves once more, with nothing done by hand before, and looks at the folder. */
async function assertGoesOn(store: BlobStore, folder: TemporaryFolder) {
  const version = (await store.load())?.version ?? "absent";
  await store.save(utf8("after"), version);
  assert.equal(await textAt(store), "after");
  assert.deepEqual(folder.names(), ["f"]);
}

/** Makes sure that there is the old content or the new; the new if all went well. */
async function assertEither(
  { error }: Run,
  store: BlobStore,
  [before, after]: (string | null)[],
): Promise<void> {
  const now = await textAt(store);
  assert.ok(now === before || now === after, `${now} after ${error}`);
  if (error === undefined) assert.equal(now, after);
}

atEveryCall("a save over an old file", async (fault, folder) => {
  const store = fileBlobStore(folder.at("f"));
  const version = await store.save(utf8(OLD), "absent");
  const run = await faulted(fault, folder, () => store.save(utf8(NEW), version));
  await assertEither(run, store, [OLD, NEW]);
  await assertGoesOn(store, folder);
  return run;
});

atEveryCall("a save over a read-only file of somebody else", async (fault, folder) => {
  await Deno.writeFile(folder.at("f"), utf8(OLD), { mode: 0o400 });
  const { uid } = await Deno.stat(folder.at("f"));
  // Only root can give a file away; others go through the same without chown.
  if (uid === 0) await Deno.chown(folder.at("f"), 12345, 23456);
  const store = fileBlobStore(folder.at("f"));
  const { version } = (await store.load())!;
  const run = await faulted(fault, folder, () => store.save(utf8(NEW), version));
  await assertEither(run, store, [OLD, NEW]);
  await assertGoesOn(store, folder);
  return run;
});

atEveryCall("a first save", async (fault, folder) => {
  const store = fileBlobStore(folder.at("f"));
  const run = await faulted(fault, folder, () => store.save(utf8(NEW), "absent"));
  await assertEither(run, store, [null, NEW]);
  await assertGoesOn(store, folder);
  return run;
});

atEveryCall("a save through a link, after a crash", async (fault, folder) => {
  await using elsewhere = await temporaryFolder();
  await Deno.symlink(elsewhere.at("f"), folder.at("link"));
  const store = fileBlobStore(folder.at("link"));
  const version = await store.save(utf8(OLD), "absent");
  await Deno.writeFile(elsewhere.at(`.f.coffer-${"0".repeat(24)}`), utf8(NEW));
  const run = await faulted(fault, folder, () => store.save(utf8(NEW), version));
  await assertEither(run, store, [OLD, NEW]);
  await assertGoesOn(store, elsewhere);
  assert.deepEqual(folder.names(), ["link"]);
  return run;
});

atEveryCall("a removal", async (fault, folder) => {
  const store = fileBlobStore(folder.at("f"));
  const version = await store.save(utf8(OLD), "absent");
  const run = await faulted(fault, folder, () => store.remove(version));
  await assertEither(run, store, [OLD, null]);
  await assertGoesOn(store, folder);
  return run;
});

Deno.test("file faults: content is synced before it is renamed, the folder after", async () => {
  await using folder = await temporaryFolder();
  const store = fileBlobStore(folder.at("f"));
  const save = () => store.save(utf8(NEW), "absent");
  const { calls } = await withFault({ at: Infinity, then: "once" }, save);
  const steps = calls.filter((name) => ["write", "sync", "rename"].includes(name));
  assert.deepEqual(steps, ["write", "sync", "rename", "sync"]);
});

const NODES: Nodes = [[["a"], "1"], [["a", "b"], "2"]];
const WRITTEN: Nodes = [...NODES, [["x"], "new"]];

/** A stash in a file that opens with `PASSWORD`. */
async function stashIn(folder: TemporaryFolder): Promise<BlobStore> {
  const store = fileBlobStore(folder.at("f"));
  await store.save(await sealedFile(NODES), "absent");
  return store;
}

function isOneOf(stash: Stash, ...choices: Nodes[]): boolean {
  const found = JSON.stringify(contents(stash));
  return choices.some((nodes) => JSON.stringify(contentsOf(nodes)) === found);
}

atEveryCall("Stash.write", async (fault, folder) => {
  const store = await stashIn(folder);
  using stash = await openStash(store, PASSWORD);
  const run = await faulted(fault, folder, () => stash.write(["x"], utf8("new")));
  {
    using now = await openStash(store, PASSWORD);
    assert.ok(isOneOf(now, ...(run.error === undefined ? [] : [NODES]), WRITTEN));
  }
  // The stash that met the fault goes on, and so does a new one.
  await stash.write(["after"], utf8("1"));
  using again = await openStash(store, PASSWORD);
  await again.remove(["after"]);
  assert.ok(isOneOf(again, NODES, WRITTEN));
  assert.deepEqual(folder.names(), ["f"]);
  return run;
});

/** Opens with either password, and tells which. */
async function openEither(store: BlobStore): Promise<[Stash, string]> {
  try {
    return [await openStash(store, PASSWORD), PASSWORD];
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    return [await openStash(store, "new password"), "new password"];
  }
}

atEveryCall("Stash.changePassword", (fault, folder) =>
  withCheapDerivation(async () => {
    const store = await stashIn(folder);
    using stash = await openStash(store, PASSWORD);
    const change = () => stash.changePassword("new password");
    const run = await faulted(fault, folder, change);
    const [now, password] = await openEither(store);
    assert.ok(isOneOf(now, NODES));
    if (run.error === undefined) assert.equal(password, "new password");
    await now.write(["after"], utf8("1"));
    await now.changePassword("newer password");
    now[Symbol.dispose]();
    using again = await openStash(store, "newer password");
    assert.ok(isOneOf(again, [...NODES, [["after"], "1"]]));
    assert.deepEqual(folder.names(), ["f"]);
    return run;
  }));

Deno.test("file faults: a new password that failed leaves a stash that works", async () => {
  await withCheapDerivation(async () => {
    for (let at = 1;; at++) {
      await using folder = await temporaryFolder();
      const store = await stashIn(folder);
      using stash = await openStash(store, PASSWORD);
      const change = () => stash.changePassword("new password");
      const { calls } = await withFault({ at, then: "once" }, change);
      await stash.write(["after"], utf8("1"));
      const [now] = await openEither(store);
      assert.ok(isOneOf(now, [...NODES, [["after"], "1"]]));
      now[Symbol.dispose]();
      if (calls.length < at) break;
    }
  });
});
