import assert from "node:assert/strict";
import {
  ExistsError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UsageError,
} from "../../core/errors.ts";
import { openStash } from "../../core/stash/stash.ts";
import { exportDir } from "../../exchange/mod.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { temporaryFolder } from "../support/folder.ts";
import { stashVector, vectorPath } from "../support/sstash_vectors.ts";
import type { Nodes } from "../support/stashes.ts";
import { hex, makeOnDisk, modes, readFromDisk, run, symlink } from "./on_disk.ts";
import { open } from "./opened.ts";

const NODES: Nodes = [
  [["top", "file"], "1"],
  [["top", "folder", "inner"], "2"],
  [["top", "folder", "empty"], null],
  [["top", "both"], "value"],
  [["top", "both", "below"], "3"],
  [["value"], "v"],
];

const TOP = {
  both: null,
  "both/.coffer-value": hex("value"),
  "both/below": hex("3"),
  file: hex("1"),
  folder: null,
  "folder/empty": null,
  "folder/inner": hex("2"),
};

Deno.test("exportDir: makes the folder, with all in it for the owner alone", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  const report = await exportDir(stash, ["top"], folder.at("new"));
  assert.deepEqual(readFromDisk(folder.at("new")), TOP);
  assert.deepEqual(modes(folder.path), { files: ["600"], folders: ["700"] });
  assert.deepEqual(report, { files: 4, folders: 3, bytes: 8 });
});

Deno.test("exportDir: the whole stash, a node with value and keys, an empty node", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  await exportDir(stash, [], folder.at("all"));
  assert.deepEqual(readFromDisk(folder.at("all")), {
    top: null,
    ...Object.fromEntries(Object.entries(TOP).map(([path, it]) => [`top/${path}`, it])),
    value: hex("v"),
  });
  await exportDir(stash, ["top", "both"], folder.at("both"));
  assert.deepEqual(readFromDisk(folder.at("both")), {
    ".coffer-value": hex("value"),
    below: hex("3"),
  });
  const report = await exportDir(stash, ["top", "folder", "empty"], folder.at("empty"));
  assert.deepEqual(readFromDisk(folder.at("empty")), {});
  assert.deepEqual(report, { files: 0, folders: 0, bytes: 0 });
  using nothing = await open([]);
  await exportDir(nothing, [], folder.at("nothing"));
  assert.deepEqual(readFromDisk(folder.at("nothing")), {});
});

Deno.test("exportDir: what cannot be exported makes nothing", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  await assert.rejects(exportDir(stash, ["top", "no"], folder.at("x")), NotFoundError);
  await assert.rejects(exportDir(stash, ["value"], folder.at("x")), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.hint!, /stash read KEY --out FILE/);
    return true;
  });
  await assert.rejects(exportDir(stash, ["top"], folder.at("no/x")), NotFoundError);
  assert.deepEqual(folder.names(), []);
});

Deno.test("exportDir: joins a folder that is there, and keeps the rest of it", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "folder/mine": "m", mine: "m" });
  Deno.chmodSync(folder.at("folder"), 0o755);
  using stash = await open(NODES);
  await exportDir(stash, ["top"], folder.path);
  assert.deepEqual(readFromDisk(folder.path), {
    ...TOP,
    "folder/mine": hex("m"),
    mine: hex("m"),
  });
  assert.equal(Deno.lstatSync(folder.at("folder")).mode! & 0o777, 0o755);
});

Deno.test("exportDir: never overwrites; with force only a file or a link by a file", async () => {
  using stash = await open(NODES);
  const cases: { there: Record<string, string | null>; yields: boolean }[] = [
    { there: { file: "old" }, yields: true },
    { there: { "folder/inner": "old", "both/.coffer-value": "old" }, yields: true },
    { there: { "file/": null }, yields: false },
    { there: { folder: "a file" }, yields: false },
    { there: { "folder/empty": "a file", file: "old" }, yields: false },
  ];
  for (const { there, yields } of cases) {
    await using folder = await temporaryFolder();
    makeOnDisk(folder.path, there);
    const before = readFromDisk(folder.path);
    await assert.rejects(exportDir(stash, ["top"], folder.path), (error) => {
      assert.ok(error instanceof ExistsError);
      assert.equal(/--force/.test(error.hint!), yields);
      return true;
    });
    assert.deepEqual(readFromDisk(folder.path), before);
    const forced = exportDir(stash, ["top"], folder.path, { force: true });
    if (yields) await forced;
    else await assert.rejects(forced, ExistsError);
    assert.deepEqual(readFromDisk(folder.path), yields ? TOP : before);
  }
});

Deno.test("exportDir: names what is in the way", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "f", "both/below": null, "folder/empty": "e" });
  symlink("nothing", folder.at("folder/inner"));
  run("mkfifo", folder.at("both/.coffer-value"));
  using stash = await open(NODES);
  await assert.rejects(exportDir(stash, ["top"], folder.path), {
    message:
      `${folder.path} has something in the way, so nothing was written: file (a file), ` +
      `folder/inner (a symbolic link), folder/empty (a file) and 2 more`,
  });
});

Deno.test("exportDir: a planted link is never followed", async () => {
  await using outside = await temporaryFolder();
  makeOnDisk(outside.path, { "folder/mine": "m", file: "mine" });
  const before = readFromDisk(outside.path);
  using stash = await open(NODES);
  for (const force of [false, true]) {
    for (const target of [outside.at("folder"), "nothing", "."]) {
      await using folder = await temporaryFolder();
      symlink(target, folder.at("folder"));
      await assert.rejects(
        exportDir(stash, ["top"], folder.path, { force }),
        ExistsError,
      );
      assert.deepEqual(readFromDisk(folder.path), { folder: `-> ${target}` });
    }
    for (const target of [outside.at("file"), outside.at("new"), outside.at("folder")]) {
      await using folder = await temporaryFolder();
      symlink(target, folder.at("file"));
      const exported = exportDir(stash, ["top"], folder.path, { force });
      if (force) await exported;
      else await assert.rejects(exported, ExistsError);
      const expected = force ? TOP : { file: `-> ${target}` };
      assert.deepEqual(readFromDisk(folder.path), expected);
    }
  }
  assert.deepEqual(readFromDisk(outside.path), before);
});

Deno.test("exportDir: the folder that is named may be a link to a folder", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { real: null, file: "f" });
  symlink("real", folder.at("link"));
  symlink("file", folder.at("to-file"));
  symlink("nothing", folder.at("dangling"));
  using stash = await open(NODES);
  await exportDir(stash, ["top"], folder.at("link"));
  assert.deepEqual(readFromDisk(folder.at("real")), TOP);
  for (const name of ["file", "to-file", "dangling"]) {
    const exported = exportDir(stash, ["top"], folder.at(name), { force: true });
    await assert.rejects(exported, ExistsError);
  }
  assert.deepEqual(folder.names(), ["dangling", "file", "link", "real", "to-file"]);
  assert.equal(Deno.readLinkSync(folder.at("link")), "real");
});

Deno.test("exportDir: a folder that may not be looked at is not said to be a file", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  const { stat } = Deno;
  Deno.stat = () => Promise.reject(new Deno.errors.NotCapable("no"));
  try {
    await assert.rejects(exportDir(stash, ["top"], folder.path), PermissionError);
  } finally {
    Deno.stat = stat;
  }
  symlink("nothing", folder.at("link"));
  for (const place of [folder.at("link"), "/dev/null"]) {
    await assert.rejects(exportDir(stash, ["top"], place), ExistsError);
  }
});

Deno.test("exportDir: hostile names are refused before anything is made", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "there/mine": "m" });
  const { password } = stashVector("odd_keys.stash");
  using stash = await openStash(fileBlobStore(vectorPath("odd_keys.stash")), password);
  for (const localNames of [false, true]) {
    for (const name of ["there", "new"]) {
      const options = { localNames, force: true };
      const exported = exportDir(stash, [], folder.at(name), options);
      await assert.rejects(exported, RefusedError);
    }
  }
  assert.deepEqual(readFromDisk(folder.path), { there: null, "there/mine": hex("m") });
  await exportDir(stash, ["__proto__"], folder.at("proto"));
  assert.deepEqual(readFromDisk(folder.at("proto")), {
    ".coffer-value": hex("v9"),
    ["__proto__"]: null,
    "__proto__/constructor": hex("nested proto"),
  });
});

Deno.test({
  name: "exportDir: local names are written as they are",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await temporaryFolder();
    const names = ["back\\slash", "aux.c", "tab\t\r\n", "a:b?*", "dot.", "-rf", "é"];
    using stash = await open(names.map((name) => [[name], name]));
    await assert.rejects(exportDir(stash, [], folder.at("x")), RefusedError);
    await exportDir(stash, [], folder.at("x"), { localNames: true });
    const expected = Object.fromEntries(names.map((name) => [name, hex(name)]));
    assert.deepEqual(readFromDisk(folder.at("x")), expected);
  },
});
