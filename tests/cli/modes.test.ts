/** Who else may change what is used: said once, where it can be known. */

import assert from "node:assert/strict";
import { othersMay, othersMayReplaceIn, type Rights } from "../../cli/modes.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { createStash } from "../../core/stash/stash.ts";
import { PASSWORD, runHere, scene } from "../support/wallet_scene.ts";
import { temporaryFolder } from "../support/folder.ts";
import { coffer } from "./program.ts";

const of = (mode: number, uid = 1000, gid = 50) => ({ mode, uid, gid }) as Rights;

Deno.test("othersMay: by the mode, and a group of the user's own is nobody else", () => {
  for (const mode of [0o600, 0o700, 0o400, 0o1700]) {
    assert.equal(othersMay("read", of(mode)), false);
    assert.equal(othersMay("write", of(mode)), false);
  }
  assert.equal(othersMay("read", of(0o644)), true);
  assert.equal(othersMay("write", of(0o644)), false);
  assert.equal(othersMay("write", of(0o664)), true);
  assert.equal(othersMay("write", of(0o664, 1000, 1000)), false);
  assert.equal(othersMay("write", of(0o666, 1000, 1000)), true);
  assert.equal(othersMay("write", { mode: null, uid: null, gid: null }), false);
  assert.equal(othersMayReplaceIn(of(0o777)), true);
  assert.equal(othersMayReplaceIn(of(0o1777)), false);
});

async function folderWithStash() {
  const folder = await temporaryFolder();
  using stash = await createStash(fileBlobStore(folder.at("my.stash")), PASSWORD);
  await stash.write(["a"], new TextEncoder().encode("value"));
  return folder;
}

const WARNED =
  /^warning: other users of this machine may change .*: `coffer doctor --repair -f .*my\.stash`\n$/;

Deno.test("a stash: said where others may write it or its folder, not where they may read", async () => {
  await using folder = await folderWithStash();
  const path = folder.at("my.stash");
  const env = { COFFER_PASSWORD: PASSWORD };
  const cases = [
    [0o644, 0o755, false],
    [0o400, 0o1777, false],
    [0o646, 0o755, true],
    [0o600, 0o777, true],
  ] as const;
  for (const [mode, around, isWarned] of cases) {
    await Deno.chmod(path, mode);
    await Deno.chmod(folder.path, around);
    const ran = await runHere(["stash", "read", "-f", path, "a"], { env });
    assert.deepEqual([ran.code, ran.stdout], [0, "value"], ran.stderr);
    if (isWarned) assert.match(ran.stderr, WARNED);
    else assert.equal(ran.stderr, "", `${mode.toString(8)} in ${around.toString(8)}`);
  }
});

Deno.test("a wallet: said once, in files and databases, and as JSON", async () => {
  for (const kind of ["v1 file", "v0 sqlite"] as const) {
    await using here = await scene(kind);
    const url = here.env["COFFER_STORE"]!;
    await Deno.chmod(url.replace(/^[a-z]+:/, ""), 0o666);
    const { code, stderr } = await here.run(["list", "--json"]);
    assert.equal(code, 0, stderr);
    const { warning } = JSON.parse(stderr);
    assert.match(warning, /may change .*`coffer doctor --repair --store/);
    await Deno.chmod(url.replace(/^[a-z]+:/, ""), 0o644);
    assert.equal((await here.run(["list"])).stderr, "");
  }
});

Deno.test("who may read the stash alone is told nothing of its folder, and fails at nothing", async () => {
  await using folder = await folderWithStash();
  await Deno.chmod(folder.path, 0o777);
  const path = folder.at("my.stash");
  const args = ["stash", "read", "-f", path, "a"];
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --cached-only --no-check".split(" "),
      `--allow-read=${path}`,
      "--allow-env=COFFER_PASSWORD,COFFER_PASSWORD_FILE",
      main,
      ...args,
    ],
    env: { COFFER_PASSWORD: PASSWORD, NO_COLOR: "1" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.equal(new TextDecoder().decode(stderr), "");
  const all = await coffer(args, {
    cwd: folder.path,
    env: { COFFER_PASSWORD: PASSWORD },
  });
  assert.match(all.stderr, WARNED);
});

Deno.test("a password file: said where others may read it, if it is the user's own", async () => {
  await using folder = await folderWithStash();
  const [path, password] = [folder.at("my.stash"), folder.at("password")];
  await Deno.writeTextFile(password, PASSWORD);
  for (
    const [mode, isWarned] of [[0o644, true], [0o600, false], [0o400, false]] as const
  ) {
    await Deno.chmod(password, mode);
    const args = ["stash", "read", "-f", path, "a", "--password-file", password];
    const ran = await runHere(args, { env: {} });
    assert.deepEqual([ran.code, ran.stdout], [0, "value"], ran.stderr);
    const warned = /^warning: .* may read the secret in .*password: `chmod go-rwx .*`\n$/;
    if (isWarned) assert.match(ran.stderr, warned);
    else assert.equal(ran.stderr, "");
  }
});
