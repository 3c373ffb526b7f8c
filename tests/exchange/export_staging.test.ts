import assert from "node:assert/strict";
import {
  ExistsError,
  InterruptedError,
  RefusedError,
  UnavailableError,
} from "../../core/errors.ts";
import { exportDir } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import type { Nodes } from "../support/stashes.ts";
import { hex, makeOnDisk, readFromDisk, symlink } from "./on_disk.ts";
import { open } from "./opened.ts";

const NODES: Nodes = [
  [["a"], "1"],
  [["b"], "2"],
  [["folder", "c"], "3"],
  [["folder", "d"], "4"],
];

const ON_DISK = {
  a: hex("1"),
  b: hex("2"),
  folder: null,
  "folder/c": hex("3"),
  "folder/d": hex("4"),
};

/** The name of the staging folder in `dest`, while an export runs. */
function stagingIn(dest: string): string {
  const names = [...Deno.readDirSync(dest)].map(({ name }) => name);
  const staging = names.filter((name) => name.startsWith(".coffer-export-"));
  assert.equal(staging.length, 1);
  return `${dest}/${staging[0]}`;
}

Deno.test("exportDir: an error half-way leaves nothing behind", async () => {
  using stash = await open([
    ...Array.from({ length: 40 }, (_, i) => [[`n${i}`], "1"] as const),
    // Each name is fine, all together are more than a path may have.
    [Array.from({ length: 20 }, () => "n".repeat(250)), "far"],
  ]);
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { hollow: null, "there/mine": "m" });
  const before = readFromDisk(folder.path);
  for (const name of ["there", "hollow", "new"]) {
    await assert.rejects(exportDir(stash, [], folder.at(name)), UnavailableError);
  }
  assert.deepEqual(readFromDisk(folder.path), before);
});

Deno.test("exportDir: two names that are one to the file system overwrite nothing", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `n${10 + i}`);
  using stash = await open(names.map((name) => [[name], name]));
  await using folder = await temporaryFolder();
  const exported = exportDir(stash, [], folder.at("new"), {
    force: true,
    onProgress: (done) => {
      // As if one of the files written so far had also taken the last one's name.
      if (done === 1) makeOnDisk(stagingIn(folder.at("new")), { n49: "other" });
    },
  });
  await assert.rejects(exported, (error) => {
    assert.ok(error instanceof RefusedError);
    assert.match(error.message, /takes n49 and another name for the same/);
    return true;
  });
  assert.deepEqual(folder.names(), []);
});

Deno.test("exportDir: stages out of sight, and can be stopped by whoever listens", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { "there/mine": "m" });
  using stash = await open(NODES);
  const progress: [number, number | null][] = [];
  for (const name of ["there", "new"]) {
    const exported = exportDir(stash, [], folder.at(name), {
      onProgress: (done, total) => {
        progress.push([done, total]);
        const staging = stagingIn(folder.at(name));
        assert.equal(Deno.lstatSync(staging).mode! & 0o777, 0o700);
        const beside = [...Deno.readDirSync(folder.at(name))].length - 1;
        assert.equal(beside, name === "there" ? 1 : 0);
        if (done === 4) throw new InterruptedError("stopped");
      },
    });
    await assert.rejects(exported, InterruptedError);
  }
  const once = [[1, 4], [2, 4], [3, 4], [4, 4]];
  assert.deepEqual(progress, [...once, ...once]);
  assert.deepEqual(readFromDisk(folder.path), { there: null, "there/mine": hex("m") });
});

Deno.test("exportDir: what appears while it stages is in the way as well", async () => {
  await using folder = await temporaryFolder();
  await using outside = await temporaryFolder();
  using stash = await open(NODES);
  Deno.mkdirSync(folder.at("x"));
  for (const plant of ["a", "folder"]) {
    const exported = exportDir(stash, [], folder.at("x"), {
      onProgress: (done) => {
        if (done === 4) symlink(outside.path, folder.at(`x/${plant}`));
      },
    });
    await assert.rejects(exported, ExistsError);
    assert.deepEqual(readFromDisk(folder.at("x")), { [plant]: `-> ${outside.path}` });
    Deno.removeSync(folder.at(`x/${plant}`));
  }
  assert.deepEqual(outside.names(), []);
});

Deno.test("exportDir: a link to the folder is looked up once, whatever becomes of it", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { real: null, elsewhere: null });
  symlink("real", folder.at("link"));
  using stash = await open(NODES);
  await exportDir(stash, [], folder.at("link"), {
    onProgress: (done) => {
      if (done !== 2) return;
      Deno.removeSync(folder.at("link"));
      symlink("elsewhere", folder.at("link"));
    },
  });
  assert.deepEqual(readFromDisk(folder.at("real")), ON_DISK);
  assert.deepEqual(readFromDisk(folder.at("elsewhere")), {});
});
