import assert from "node:assert/strict";
import {
  ConflictError,
  InterruptedError,
  LimitError,
  NotFoundError,
  UsageError,
} from "../../core/errors.ts";
import type { Key } from "../../core/stash/key.ts";
import { openStash } from "../../core/stash/stash.ts";
import { importDir } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
} from "../support/stashes.ts";
import { once, watched } from "../support/watched_store.ts";
import { makeOnDisk, symlink } from "./on_disk.ts";
import { open, skipped } from "./opened.ts";

Deno.test("importDir: folders, files, empty folders and values of folders", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, {
    "b/.coffer-value": "of b",
    "b/c/d": "deep",
    "b/-first": "-",
    "a": "1",
    "B": "upper",
    "empty": null,
    "e/empty": null,
    ".coffer-value": "of all",
    "\u00e9 \u{1f600}\n": "é",
    ["__proto__"]: "p",
    "10": "ten",
    "9": "",
  });
  using stash = await open();
  const report = await importDir(stash, ["top", "in"], folder.path);
  assert.deepEqual(
    contents(stash),
    contentsOf([
      [["top", "in"], "of all"],
      [["top", "in", "10"], "ten"],
      [["top", "in", "9"], ""],
      [["top", "in", "B"], "upper"],
      [["top", "in", "__proto__"], "p"],
      [["top", "in", "a"], "1"],
      [["top", "in", "b"], "of b"],
      [["top", "in", "b", "-first"], "-"],
      [["top", "in", "b", "c"], null],
      [["top", "in", "b", "c", "d"], "deep"],
      [["top", "in", "e"], null],
      [["top", "in", "e", "empty"], null],
      [["top", "in", "empty"], null],
      [["top", "in", "\u00e9 \u{1f600}\n"], "é"],
    ]),
  );
  assert.deepEqual(report, {
    files: 10,
    folders: 5,
    bytes: 27,
    added: 10,
    replaced: 0,
    unchanged: 0,
    skipped: [],
  });
});

Deno.test("importDir: an empty folder makes a node, at the top nothing", async () => {
  await using folder = await temporaryFolder();
  const store = watched(await stashStore([]));
  using stash = await openStash(store, PASSWORD);
  await importDir(stash, [], folder.path);
  assert.deepEqual(contents(stash), []);
  assert.deepEqual(store.calls, ["load"]);
  await importDir(stash, ["a", "b"], folder.path);
  assert.deepEqual(contents(stash), contentsOf([[["a", "b"], null]]));
});

Deno.test("importDir: one commit for all, none if nothing changes", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "a/b": "1", "a/c": "2", d: "3", e: null });
  const before: Nodes = [
    [["d"], "old"],
    [["a"], "value of a"],
    [["a", "c"], "2"],
    [["a", "other"], "stays"],
  ];
  const store = watched(await stashStore(before));
  using stash = await openStash(store, PASSWORD);
  const saves = () => store.calls.filter((call) => call === "save").length;
  const report = await importDir(stash, [], folder.path);
  assert.equal(saves(), 1);
  assert.deepEqual(
    contents(stash),
    contentsOf([
      [["d"], "3"],
      [["a"], "value of a"],
      [["a", "c"], "2"],
      [["a", "other"], "stays"],
      [["a", "b"], "1"],
      [["e"], null],
    ]),
  );
  const { added, replaced, unchanged } = report;
  assert.deepEqual({ added, replaced, unchanged }, {
    added: 1,
    replaced: 1,
    unchanged: 1,
  });
  const again = await importDir(stash, [], folder.path);
  assert.equal(saves(), 1);
  assert.deepEqual(again, { ...report, added: 0, replaced: 0, unchanged: 3 });
});

Deno.test("importDir: an empty file is a value, which no value is not", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { a: "", b: "" });
  using stash = await open([[["a"], null], [["b"], ""]]);
  const report = await importDir(stash, [], folder.path);
  assert.deepEqual([report.added, report.unchanged], [1, 1]);
  assert.deepEqual(contents(stash), contentsOf([[["a"], ""], [["b"], ""]]));
});

Deno.test("importDir: a dry run reports the same and changes nothing", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "a/b": "1", c: "2", d: "3", e: null });
  symlink("c", folder.at("link"));
  const before: Nodes = [[["c"], "2"], [["d"], "old"]];
  const store = watched(await stashStore(before));
  using stash = await openStash(store, PASSWORD);
  const dry = await importDir(stash, [], folder.path, { dryRun: true });
  assert.deepEqual(contents(stash), contentsOf(before));
  assert.deepEqual(store.calls, ["load"]);
  assert.deepEqual(dry, await importDir(stash, [], folder.path));
  assert.equal(dry.added + dry.replaced + dry.unchanged, 3);
});

Deno.test("importDir: the stash as a whole takes keys but no value", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { ".coffer-value": "v", "a/.coffer-value": "of a" });
  using stash = await open();
  const report = await importDir(stash, [], folder.path);
  assert.deepEqual(skipped(report, folder.path), {
    ".coffer-value": "the stash as a whole has no value",
  });
  assert.deepEqual(contents(stash), contentsOf([[["a"], "of a"]]));
  assert.deepEqual([report.files, report.folders], [1, 1]);
});

Deno.test("importDir: a folder that is not there, or is none", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "1" });
  symlink("nothing", folder.at("dangling"));
  const store = watched(await stashStore([]));
  using stash = await openStash(store, PASSWORD);
  for (const followSymlinks of [false, true]) {
    const from = (name: string) =>
      importDir(stash, ["k"], folder.at(name), { followSymlinks });
    await assert.rejects(from("missing"), NotFoundError);
    await assert.rejects(from("dangling"), NotFoundError);
    await assert.rejects(from("file"), UsageError);
  }
  assert.deepEqual(store.calls, ["load"]);
});

Deno.test("importDir: a key that would be too deep stops all of it, a dry run too", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { a: "1", [`${"d/".repeat(81)}file`]: "too deep" });
  const store = watched(await stashStore([]));
  using stash = await openStash(store, PASSWORD);
  for (const dryRun of [true, false]) {
    await assert.rejects(importDir(stash, [], folder.path, { dryRun }), LimitError);
  }
  assert.deepEqual(contents(stash), []);
  assert.deepEqual(store.calls, ["load"]);
});

Deno.test("importDir: can be stopped by whoever listens", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { a: "1", b: "2" });
  using stash = await open();
  const stopped = importDir(stash, [], folder.path, {
    onProgress: () => {
      throw new InterruptedError("stopped");
    },
  });
  await assert.rejects(stopped, InterruptedError);
  assert.deepEqual(contents(stash), []);
});

Deno.test("importDir: goes on top of what others have written meanwhile", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { a: "1", b: "2" });
  const store = await stashStore([]);
  const theirs = async (key: Key) => {
    using other = await openStash(store, PASSWORD);
    await other.write(key, new Uint8Array([7]));
  };
  for (const [name, clash] of [["other", false], ["a", true]] as const) {
    const before = once(() => theirs([`${clash}`, name]));
    const mine = watched(store, { before: ({ name }) => name === "save" && before() });
    using stash = await openStash(mine, PASSWORD);
    const imported = importDir(stash, [`${clash}`], folder.path);
    if (clash) await assert.rejects(imported, ConflictError);
    else assert.equal((await imported).added, 2);
  }
  using now = await openStash(store, PASSWORD);
  assert.deepEqual(now.children(["false"]), ["other", "a", "b"]);
  assert.deepEqual(now.children(["true"]), ["a"]);
});
