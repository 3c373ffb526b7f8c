/** One of something is not several. */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { createStash } from "../../core/stash/stash.ts";
import { PASSWORD, scene } from "../support/wallet_scene.ts";

const RECORD = { domain: "d", access: "a", uid: "", pwd: "", info: new Map() };

Deno.test("grammar: diff counts one record as one", async () => {
  await using here = await scene("v1 file", { records: [RECORD] });
  await Deno.copyFile(here.at("wallet.json"), here.at("copy.json"));
  const { stderr } = await here.run(["diff", `file:${here.at("copy.json")}`]);
  assert.match(stderr, /^1 record the same, 0 only in the first,/);
});

Deno.test("grammar: import counts one file and one folder as one each", async () => {
  await using here = await scene("v1 file");
  using _ = await createStash(fileBlobStore(here.at("my.stash")), PASSWORD);
  await Deno.mkdir(here.at("in/more"), { recursive: true });
  await Deno.writeTextFile(here.at("in/file"), "x");
  const at = ["-f", here.at("my.stash"), "[]", here.at("in"), "--dry-run"];
  const { code, stderr } = await here.run(["stash", "import", ...at]);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^1 file and \d+ folders?: \d+ new, 0 replaced, 0 unchanged \(dry/,
  );
  assert.doesNotMatch(stderr, /\b1 (files|folders)/);
});
