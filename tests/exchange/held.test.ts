import assert from "node:assert/strict";
import { isHeld } from "../../exchange/held.ts";
import { temporaryFolder } from "../support/folder.ts";

/** As on a file system without locks. */
const NO_LOCKS = () => Promise.reject(new Error("no locks here"));

Deno.test("where nobody can tell it counts as held, and nothing stays open", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await temporaryFolder();
  assert.equal(await isHeld(folder.path), false);
  const { lock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.lock = NO_LOCKS;
  try {
    assert.equal(await isHeld(folder.path), true);
  } finally {
    Deno.FsFile.prototype.lock = lock;
  }
});
