import assert from "node:assert/strict";
import {
  ConflictError,
  InterruptedError,
  LimitError,
  NotFoundError,
  UsageError,
} from "../../core/errors.ts";
import type { Key } from "../../core/stash/key.ts";
import { openStash, type Stash } from "../../core/stash/stash.ts";
import { importDir, type ImportReport } from "../../exchange/mod.ts";
import { symlink, temporaryFolder } from "../support/folder.ts";
import {
  contents,
  contentsOf,
  type Nodes,
  PASSWORD,
  stashStore,
} from "../support/stashes.ts";
import { once, watched } from "../support/watched_store.ts";
import { makeOnDisk, run } from "./on_disk.ts";

const LINK = "a symbolic link, which was not followed";
const LOOP = "a symbolic link back to a folder that it is in";
const SPECIAL = "neither a file nor a folder: a pipe, a socket or a device";

async function open(nodes: Nodes = []): Promise<Stash> {
  return await openStash(await stashStore(nodes), PASSWORD);
}

/** The skipped ones as names in `folder`, with their reasons. */
function skipped(report: ImportReport, folder: string): Record<string, string> {
  return Object.fromEntries(report.skipped.map(({ path, reason }) => {
    assert.ok(path.startsWith(`${folder}/`));
    return [path.slice(folder.length + 1), reason];
  }));
}

/** Whether modes do not bind this user, as they do not bind root. */
function seesAll(): boolean {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/file`, "", { mode: 0o000 });
    Deno.readFileSync(`${folder}/file`);
    return true;
  } catch {
    return false;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

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
  await symlink("c", folder.at("link"));
  const before: Nodes = [[["c"], "2"], [["d"], "old"]];
  const store = watched(await stashStore(before));
  using stash = await openStash(store, PASSWORD);
  const dry = await importDir(stash, [], folder.path, { dryRun: true });
  assert.deepEqual(contents(stash), contentsOf(before));
  assert.deepEqual(store.calls, ["load"]);
  assert.deepEqual(dry, await importDir(stash, [], folder.path));
  assert.equal(dry.added + dry.replaced + dry.unchanged, 3);
});

Deno.test("importDir: links, pipes and what an export left are named, not taken", async () => {
  await using folder = await temporaryFolder();
  await using outside = await temporaryFolder();
  makeOnDisk(outside.path, { secret: "s" });
  makeOnDisk(folder.path, {
    "a/file": "1",
    "a/.coffer-export-00/left": "l",
    ".coffer-export-01": "l",
    "b/.coffer-value/inner": "a folder of that name",
    "\ufffd": "a name like any other",
  });
  await symlink(outside.path, folder.at("a/folder"));
  await symlink(outside.at("secret"), folder.at("link"));
  await symlink("nothing", folder.at("dangling"));
  await symlink(outside.at("secret"), folder.at("b/\ufffd"));
  run("mkfifo", folder.at("pipe"));
  using stash = await open();
  const report = await importDir(stash, [], folder.path);
  assert.deepEqual(skipped(report, folder.path), {
    ".coffer-export-01": "a part of an export that is under way or was stopped",
    "a/.coffer-export-00": "a part of an export that is under way or was stopped",
    "a/folder": LINK,
    "b/.coffer-value": "a folder by the name of the file for a folder's value",
    "b/\ufffd": LINK,
    "dangling": LINK,
    "link": LINK,
    "pipe": SPECIAL,
  });
  assert.deepEqual(
    contents(stash),
    contentsOf([
      [["a"], null],
      [["a", "file"], "1"],
      [["b"], null],
      [["\ufffd"], "a name like any other"],
    ]),
  );
});

Deno.test("importDir: follows links when told to, but not round in circles", async () => {
  await using folder = await temporaryFolder();
  await using outside = await temporaryFolder();
  makeOnDisk(outside.path, { "far/secret": "s" });
  makeOnDisk(folder.path, { "a/file": "1", "b": null });
  run("mkfifo", folder.at("pipe"));
  const links: [target: string, path: string][] = [
    [outside.at("far"), "a/far"],
    ["file", "a/twin"],
    ["file", "a/.coffer-value"],
    ["../a", "b/sibling"],
    ["nothing", "dangling"],
    ["self", "self"],
    ["pipe", "to-pipe"],
    [".", "a/here"],
    ["..", "a/up"],
    ["/", "a/root"],
    [folder.path, "b/top"],
  ];
  for (const [target, path] of links) await symlink(target, folder.at(path));
  await symlink(folder.at("a"), outside.at("far/back"));
  using stash = await open();
  const report = await importDir(stash, ["k"], folder.path, { followSymlinks: true });
  const a = (...at: string[]): Nodes => [
    [["k", ...at], "1"],
    [["k", ...at, "far"], null],
    [["k", ...at, "far", "secret"], "s"],
    [["k", ...at, "file"], "1"],
    [["k", ...at, "twin"], "1"],
  ];
  assert.deepEqual(
    contents(stash),
    contentsOf([[["k"], null], ...a("a"), [["k", "b"], null], ...a("b", "sibling")]),
  );
  assert.deepEqual(skipped(report, folder.path), {
    "a/far/back": LOOP,
    "a/here": LOOP,
    "a/root": LOOP,
    "a/up": LOOP,
    "b/sibling/far/back": LOOP,
    "b/sibling/here": LOOP,
    "b/sibling/root": LOOP,
    "b/sibling/up": LOOP,
    "b/top": LOOP,
    "dangling": "a symbolic link that leads nowhere",
    "pipe": SPECIAL,
    "self": "cannot be read: too many levels of symbolic links",
    "to-pipe": SPECIAL,
  });
});

Deno.test("importDir: the folder that is named may be a link", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "real/file": "1" });
  await symlink("real", folder.at("link"));
  using stash = await open();
  for (const followSymlinks of [false, true]) {
    const report = await importDir(stash, ["k"], folder.at("link"), { followSymlinks });
    assert.equal(report.files, 1);
  }
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

Deno.test("importDir: a file that goes away while others are read is named", async () => {
  await using folder = await temporaryFolder();
  const names = Array.from({ length: 30 }, (_, i) => `file${10 + i}`);
  makeOnDisk(folder.path, Object.fromEntries(names.map((name) => [name, name])));
  using stash = await open();
  const progress: [number, number | null][] = [];
  const report = await importDir(stash, [], folder.path, {
    onProgress: (done, total) => {
      progress.push([done, total]);
      if (done === 1) Deno.removeSync(folder.at("file39"));
    },
  });
  assert.deepEqual(skipped(report, folder.path), {
    file39: "cannot be read: no such file or folder",
  });
  assert.deepEqual(stash.children(), names.slice(0, -1));
  assert.equal(report.files, 29);
  assert.deepEqual(progress, names.map((_, i) => [i + 1, 30]));
});

Deno.test({
  name: "importDir: what the system keeps from us is named, the rest comes in",
  ignore: seesAll(),
  fn: async () => {
    await using folder = await temporaryFolder();
    makeOnDisk(folder.path, { "closed/in": "1", "file": "2", "open": "3" });
    Deno.chmodSync(folder.at("closed"), 0o000);
    Deno.chmodSync(folder.at("file"), 0o000);
    using stash = await open();
    const report = await importDir(stash, [], folder.path);
    Deno.chmodSync(folder.at("closed"), 0o700);
    const reason = "cannot be read: the system does not allow it";
    assert.deepEqual(skipped(report, folder.path), { closed: reason, file: reason });
    assert.deepEqual(contents(stash), contentsOf([[["open"], "3"]]));
  },
});

Deno.test({
  name: "importDir: names that are not Unicode are named as well as may be",
  // Other systems refuse such names.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using folder = await temporaryFolder();
    makeOnDisk(folder.path, { "x\ufffd": "good", "y": "1" });
    run(
      "sh",
      "-c",
      `cd "$0" && mkdir "$(printf 'd\\377')" && ln -s y "$(printf 'l\\377')" &&
       for name in 'x\\377' 'x\\376' 'z\\377'; do echo bad > "$(printf "$name")"; done`,
      folder.path,
    );
    for (const followSymlinks of [false, true]) {
      using stash = await open();
      const report = await importDir(stash, [], folder.path, { followSymlinks });
      assert.deepEqual(
        contents(stash),
        contentsOf([[["x\ufffd"], "good"], [["y"], "1"]]),
      );
      const reason = "its name is not valid Unicode";
      assert.deepEqual(
        report.skipped.map((skipped) => [skipped.path.at(-2), skipped.reason]),
        ["d", "l", "x", "x", "z"].map((name) => [name, reason]),
      );
    }
  },
});

Deno.test("importDir: a folder that is not there, or is none", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "1" });
  await symlink("nothing", folder.at("dangling"));
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
