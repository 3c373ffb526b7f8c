import assert from "node:assert/strict";
import { importDir } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import { contents, contentsOf, type Nodes } from "../support/stashes.ts";
import { makeOnDisk, run, symlink } from "./on_disk.ts";
import { open, skipped } from "./opened.ts";

const LINK = "a symbolic link, which was not followed";
const LOOP = "a symbolic link back to a folder that it is in";
const SPECIAL = "neither a file nor a folder: a pipe, a socket or a device";

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
  symlink(outside.path, folder.at("a/folder"));
  symlink(outside.at("secret"), folder.at("link"));
  symlink("nothing", folder.at("dangling"));
  symlink("nothing", folder.at("a-before-what-is-in-a"));
  symlink(outside.at("secret"), folder.at("b/\ufffd"));
  run("mkfifo", folder.at("pipe"));
  using stash = await open();
  const report = await importDir(stash, [], folder.path);
  assert.deepEqual(skipped(report, folder.path), {
    ".coffer-export-01": "a part of an export that is under way or was stopped",
    "a-before-what-is-in-a": LINK,
    "a/.coffer-export-00": "a part of an export that is under way or was stopped",
    "a/folder": LINK,
    "b/.coffer-value": "a folder by the name of the file for a folder's value",
    "b/\ufffd": LINK,
    "dangling": LINK,
    "link": LINK,
    "pipe": SPECIAL,
  });
  const paths = report.skipped.map(({ path }) => path);
  assert.deepEqual(paths, paths.toSorted());
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
  for (const [target, path] of links) symlink(target, folder.at(path));
  symlink(folder.at("a"), outside.at("far/back"));
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
  symlink("real", folder.at("link"));
  using stash = await open();
  for (const followSymlinks of [false, true]) {
    const report = await importDir(stash, ["k"], folder.at("link"), { followSymlinks });
    assert.equal(report.files, 1);
  }
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
