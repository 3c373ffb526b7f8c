/** Files that are others by the time they are read: the moment is after the listing. */

import assert from "node:assert/strict";
import { readListed } from "../../exchange/listed.ts";
import { walkFolder } from "../../exchange/walk.ts";
import { importDir } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeOnDisk, run, symlink } from "./on_disk.ts";
import { open, skipped } from "./opened.ts";

const CHANGED = { name: "RefusedError", message: "changed while it was read" };

Deno.test("importDir: what takes the place of a listed file is not read", async () => {
  for (const followSymlinks of [false, true]) {
    for (const swapIn of ["link", "other", "pipe", "folder"]) {
      await using folder = await temporaryFolder();
      makeOnDisk(folder.path, { "in/file": "listed", other: "other", folder: null });
      symlink("../other", folder.at("link"));
      run("mkfifo", folder.at("pipe"));
      const { found } = await walkFolder(folder.at("in"), { followSymlinks });
      const [file] = found;
      const content = await readListed(file!, { followSymlinks });
      assert.equal(new TextDecoder().decode(content), "listed");
      Deno.renameSync(folder.at("in/file"), folder.at("kept"));
      Deno.renameSync(folder.at(swapIn), folder.at("in/file"));
      await assert.rejects(readListed(file!, { followSymlinks }), CHANGED, swapIn);
    }
  }
});

Deno.test("importDir: a link that comes between the last look and the opening", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "in/a": "listed", "in/b": "b", other: "SECRET" });
  using stash = await open();
  const original = Deno.open;
  Deno.open = (path, options) => {
    if (path === folder.at("in/a")) {
      Deno.removeSync(path);
      symlink("../other", path);
    }
    return original(path, options);
  };
  try {
    const report = await importDir(stash, ["top"], folder.at("in"));
    assert.deepEqual(skipped(report, folder.at("in")), {
      a: "changed while it was read",
    });
  } finally {
    Deno.open = original;
  }
  assert.deepEqual(stash.children(["top"]), ["b"]);
});

Deno.test("importDir: a folder that became a link while it was listed", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "in/a/x": "listed", "other/x": "SECRET" });
  using stash = await open();
  const { readDir } = Deno;
  Deno.readDir = (path) => {
    if (path === folder.at("in/a")) {
      Deno.removeSync(path, { recursive: true });
      symlink("../other", path);
    }
    return readDir(path);
  };
  try {
    const report = await importDir(stash, ["top"], folder.at("in"));
    assert.deepEqual(Object.keys(skipped(report, folder.at("in"))), ["a"]);
  } finally {
    Deno.readDir = readDir;
  }
  assert.deepEqual(stash.children(["top"]), []);
});

Deno.test("importDir: files of every length, also those without one, come in whole", async () => {
  await using folder = await temporaryFolder();
  const lengths = [0, 1, 1023, 1024, 1025, 100_000];
  for (const length of lengths) {
    await Deno.writeFile(folder.at(`${length}`), new Uint8Array(length).fill(7));
  }
  for (const file of (await walkFolder(folder.path)).found) {
    const content = await readListed(file);
    assert.equal(content.length, Number(file.names[0]));
    assert.ok(content.every((byte) => byte === 7));
    // A size that says too little, as those in /proc do.
    const { stat } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.stat = async function () {
      return { ...await stat.call(this), size: 0 };
    };
    try {
      assert.deepEqual(await readListed(file), content);
    } finally {
      Deno.FsFile.prototype.stat = stat;
    }
  }
});
