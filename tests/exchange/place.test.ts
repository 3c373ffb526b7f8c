import assert from "node:assert/strict";
import { ExistsError, NotFoundError, PartialError } from "../../core/errors.ts";
import { type Folder, layOut } from "../../exchange/layout.ts";
import { carryOut } from "../../exchange/place.ts";
import { plan } from "../../exchange/plan.ts";
import { temporaryFolder } from "../support/folder.ts";
import { treeOf } from "../support/stashes.ts";
import { hex, makeOnDisk, readFromDisk, symlink } from "./on_disk.ts";

const STAGED = { "from/a": "a", "from/b/c": "c", "from/d": "d", "from/e/f": "f" };

const FOLDER: Folder = layOut(treeOf([
  [["a"], "a"],
  [["b", "c"], "c"],
  [["d"], "d"],
  [["e", "f"], "f"],
]));

Deno.test("plan: a folder that is missing is one move, one that is there is gone into", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { ...STAGED, "to/b": null, "to/d": "old" });
  const places = { from: folder.at("from"), to: folder.at("to"), force: true };
  const moves = await plan(FOLDER, places);
  assert.deepEqual(
    moves.map(({ names, isFolder, replaces }) => [names.join("/"), isFolder, replaces]),
    [["a", false, false], ["d", false, true], ["b/c", false, false], ["e", true, false]],
  );
  assert.deepEqual(moves[2], {
    names: ["b", "c"],
    from: folder.at("from/b/c"),
    to: folder.at("to/b/c"),
    isFolder: false,
    replaces: false,
  });
});

Deno.test("carryOut: what comes in the way after planning takes all of it back", async () => {
  for (const late of ["to/b/c", "to/e"]) {
    await using folder = await temporaryFolder();
    makeOnDisk(folder.path, { ...STAGED, "to/b": null });
    const places = { from: folder.at("from"), to: folder.at("to"), force: false };
    const moves = await plan(FOLDER, places);
    makeOnDisk(folder.path, { [late]: "late" });
    const before = readFromDisk(folder.at("to"));
    await assert.rejects(carryOut(moves.toReversed()));
    await assert.rejects(carryOut(moves));
    assert.deepEqual(readFromDisk(folder.at("to")), before);
  }
});

Deno.test("carryOut: a late file or link is not overwritten", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { ...STAGED, "to/b": null });
  const places = { from: folder.at("from"), to: folder.at("to"), force: false };
  const moves = await plan(FOLDER, places);
  symlink("../elsewhere", folder.at("to/a"));
  await assert.rejects(carryOut(moves), ExistsError);
  assert.deepEqual(readFromDisk(folder.at("to")), { a: "-> ../elsewhere", b: null });
});

Deno.test("carryOut: says so when files were replaced before it failed", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { ...STAGED, "to/a": "old", "to/b": null });
  const places = { from: folder.at("from"), to: folder.at("to"), force: true };
  const moves = await plan(FOLDER, places);
  Deno.removeSync(folder.at("from/b/c"));
  await assert.rejects(carryOut(moves), (error) => {
    assert.ok(error instanceof PartialError);
    assert.ok(error.cause instanceof NotFoundError);
    assert.match(
      error.message,
      /^cannot put b\/c in place: .*; files replaced before: 1$/,
    );
    return true;
  });
  assert.deepEqual(readFromDisk(folder.at("to")), { a: hex("a"), b: null });
});

Deno.test("carryOut: does without hard links where there are none", async () => {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, { ...STAGED, to: null });
  const places = { from: folder.at("from"), to: folder.at("to"), force: false };
  const moves = await plan(FOLDER, places);
  const { linkSync } = Deno;
  Deno.linkSync = () => {
    throw new Error("Operation not permitted (os error 1)");
  };
  try {
    await carryOut(moves);
  } finally {
    Deno.linkSync = linkSync;
  }
  assert.deepEqual(readFromDisk(folder.at("to")), {
    a: hex("a"),
    b: null,
    "b/c": hex("c"),
    d: hex("d"),
    e: null,
    "e/f": hex("f"),
  });
});
