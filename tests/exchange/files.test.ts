import assert from "node:assert/strict";
import {
  ExistsError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import { openStash } from "../../core/stash/stash.ts";
import { writeOut } from "../../exchange/files.ts";
import { exportFile, importFile } from "../../exchange/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Nodes, PASSWORD, stashStore } from "../support/stashes.ts";
import { watched } from "../support/watched_store.ts";
import { hex, makeOnDisk, modes, readFromDisk, run, symlink } from "./on_disk.ts";
import { open } from "./opened.ts";

const BINARY = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 0xff);
const NODES: Nodes = [
  [["pin"], "1234"],
  [["binary"], BINARY],
  [["empty"], ""],
  [["folder", "inner"], "x"],
];

Deno.test("importFile: takes the whole content, in one commit", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { binary: BINARY, empty: "" });
  const store = watched(await stashStore([]));
  using stash = await openStash(store, PASSWORD);
  await importFile(stash, ["a", "b"], folder.at("binary"));
  assert.deepEqual(stash.read(["a", "b"]), BINARY);
  assert.equal(store.calls.filter((call) => call === "save").length, 1);
  await importFile(stash, ["a", "b"], folder.at("empty"));
  assert.equal(stash.read(["a", "b"]).length, 0);
});

Deno.test("importFile: what cannot be read changes nothing", async () => {
  await using folder = await temporaryFolder();
  const store = watched(await stashStore(NODES));
  using stash = await openStash(store, PASSWORD);
  const missing = importFile(stash, ["pin"], folder.at("missing"));
  await assert.rejects(missing, NotFoundError);
  await assert.rejects(importFile(stash, ["pin"], folder.path), UnavailableError);
  await assert.rejects(importFile(stash, [], import.meta.filename!), UsageError);
  assert.deepEqual(store.calls, ["load"]);
});

Deno.test("exportFile: makes a file that only its owner can read", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  for (const force of [false, true]) {
    const at = folder.at(`force-${force}`);
    Deno.mkdirSync(at);
    await exportFile(stash, ["pin"], `${at}/pin`, { force });
    await exportFile(stash, ["binary"], `${at}/binary`, { force });
    await exportFile(stash, ["empty"], `${at}/empty`, { force });
    assert.deepEqual(Deno.readFileSync(`${at}/binary`), BINARY);
    assert.equal(readFromDisk(at).pin, hex("1234"));
    assert.equal(readFromDisk(at).empty, "");
    assert.deepEqual(modes(at).files, ["600"]);
    assert.equal(Object.keys(readFromDisk(at)).length, 3);
  }
});

Deno.test("exportFile: leaves alone what is there, whatever it is", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old", folder: null, target: "t" });
  symlink("nothing", folder.at("dangling"));
  symlink("target", folder.at("link"));
  using stash = await open(NODES);
  const before = readFromDisk(folder.path);
  for (const name of ["file", "folder", "dangling", "link"]) {
    await assert.rejects(exportFile(stash, ["pin"], folder.at(name)), (error) => {
      assert.ok(error instanceof ExistsError, name);
      assert.match(error.hint!, /--force/);
      return true;
    });
  }
  assert.deepEqual(readFromDisk(folder.path), before);
});

Deno.test("exportFile: with force replaces a file or a link, not what it leads to", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old", target: "t" });
  Deno.chmodSync(folder.at("file"), 0o644);
  symlink("nothing", folder.at("dangling"));
  symlink("target", folder.at("link"));
  using stash = await open(NODES);
  for (const name of ["file", "dangling", "link"]) {
    await exportFile(stash, ["pin"], folder.at(name), { force: true });
  }
  assert.deepEqual(readFromDisk(folder.path), {
    dangling: hex("1234"),
    file: hex("1234"),
    link: hex("1234"),
    target: hex("t"),
  });
  assert.equal(Deno.lstatSync(folder.at("file")).mode! & 0o777, 0o600);
});

Deno.test("exportFile: with force refuses a folder and a pipe", async () => {
  await using folder = await temporaryFolder();
  Deno.mkdirSync(folder.at("folder"));
  run("mkfifo", folder.at("pipe"));
  using stash = await open(NODES);
  for (const name of ["folder", "pipe"]) {
    const exported = exportFile(stash, ["pin"], folder.at(name), { force: true });
    await assert.rejects(exported, ExistsError);
  }
  assert.deepEqual(readFromDisk(folder.path), { folder: null, pipe: "special" });
});

Deno.test("exportFile: touches nothing before the value is known", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old" });
  using stash = await open(NODES);
  for (const key of [["missing"], ["folder"], []]) {
    for (const name of ["file", "new"]) {
      const exported = exportFile(stash, key, folder.at(name), { force: true });
      await assert.rejects(exported, NotFoundError);
    }
  }
  assert.deepEqual(readFromDisk(folder.path), { file: hex("old") });
});

Deno.test("exportFile: leaves nothing behind when writing or moving fails", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old" });
  using stash = await open(NODES);
  const full = () => Promise.reject(new Error("No space left on device (os error 28)"));
  const { sync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.sync = full;
  try {
    for (
      const [name, force] of [["new", false], ["new", true], ["file", true]] as const
    ) {
      const exported = exportFile(stash, ["pin"], folder.at(name), { force });
      await assert.rejects(exported, {
        name: "UnavailableError",
        message: `cannot write ${folder.at(name)}: no space left on device`,
      });
    }
  } finally {
    Deno.FsFile.prototype.sync = sync;
  }
  const { rename } = Deno;
  Deno.rename = full;
  try {
    const exported = exportFile(stash, ["pin"], folder.at("file"), { force: true });
    await assert.rejects(exported, UnavailableError);
  } finally {
    Deno.rename = rename;
  }
  assert.deepEqual(readFromDisk(folder.path), { file: hex("old") });
});

Deno.test("exportFile: what was left is swept also where a file is in the way", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old" });
  using stash = await open(NODES);
  const left = folder.at(`.coffer-export-${"0".repeat(24)}`);
  await Deno.writeTextFile(left, "secret");
  await Deno.utime(left, 0, 0);
  await assert.rejects(exportFile(stash, ["pin"], folder.at("file")), ExistsError);
  assert.deepEqual(readFromDisk(folder.path), { file: hex("old") });
});

Deno.test("exportFile: a folder that is missing is not made", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  for (const force of [false, true]) {
    const exported = exportFile(stash, ["pin"], folder.at("no/pin"), { force });
    await assert.rejects(exported, NotFoundError);
  }
  assert.deepEqual(folder.names(), []);
});

Deno.test("exportFile: takes a bare name in the current folder", async () => {
  await using folder = await temporaryFolder();
  using stash = await open(NODES);
  const before = Deno.cwd();
  Deno.chdir(folder.path);
  try {
    await exportFile(stash, ["pin"], "pin");
    await exportFile(stash, ["empty"], "pin", { force: true });
  } finally {
    Deno.chdir(before);
  }
  assert.deepEqual(readFromDisk(folder.path), { pin: "" });
});

Deno.test("writeOut: a new file in one step, also without hard links", async () => {
  await using folder = await temporaryFolder();
  const bytes = new Uint8Array([1, 2]);
  await writeOut(folder.at("a"), bytes);
  const { linkSync } = Deno;
  Deno.linkSync = () => {
    throw new Error("Operation not supported (os error 95)");
  };
  try {
    await writeOut(folder.at("b"), bytes);
  } finally {
    Deno.linkSync = linkSync;
  }
  assert.deepEqual(readFromDisk(folder.path), { a: "0102", b: "0102" });
  assert.equal((await Deno.stat(folder.at("a"))).mode! & 0o777, 0o600);
});

Deno.test("writeOut: replaces nothing, also if it appears meanwhile", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { file: "old" });
  const bytes = new Uint8Array([1]);
  await assert.rejects(writeOut(folder.at("file"), bytes), ExistsError);
  const { linkSync } = Deno;
  Deno.linkSync = (from, to) => {
    makeOnDisk(folder.path, { late: "theirs" });
    linkSync(from, to);
  };
  try {
    await assert.rejects(writeOut(folder.at("late"), bytes), ExistsError);
  } finally {
    Deno.linkSync = linkSync;
  }
  assert.deepEqual(readFromDisk(folder.path), { file: hex("old"), late: hex("theirs") });
});

async function* failingAfter(pieces: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < pieces; i++) yield await Promise.resolve(BINARY);
  throw new UsageError("no more");
}

Deno.test("writeOut: pieces, one after the other; when one fails, nothing is left", async () => {
  await using folder = await temporaryFolder();
  const some = async function* () {
    for (const piece of ["a", "", "b"]) {
      yield await Promise.resolve(new TextEncoder().encode(piece));
    }
  };
  for (const force of [false, true]) {
    await writeOut(folder.at("some"), some(), { force });
    assert.equal(await Deno.readTextFile(folder.at("some")), "ab");
    for (const pieces of [0, 1, 3]) {
      const path = folder.at(force ? "some" : "none");
      await assert.rejects(writeOut(path, failingAfter(pieces), { force }), UsageError);
      assert.deepEqual(folder.names(), ["some"]);
    }
    assert.equal(await Deno.readTextFile(folder.at("some")), "ab");
  }
});
