/** The key that a command has kept which was stopped: whose it must be, and what of it counts. */

import assert from "node:assert/strict";
import { toBase64Url } from "../../core/base64url.ts";
import { placeMark } from "../../core/wallet/copy/content.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { runHere } from "../support/wallet_scene.ts";

const KEY = toBase64Url(new Uint8Array(32).fill(7));
const PASSWORD = "C0rrect horse, battery staple";

/** A home, and where `init` and `reconf -d` keep a key for its wallet. */
async function home(folder: TemporaryFolder) {
  const store = `file:${folder.at("w.json")}`;
  const config = folder.at(".config/coffer/config.json");
  await Deno.mkdir(folder.at(".config/coffer"), { recursive: true, mode: 0o700 });
  const mark = placeMark({ domain: store, access: "" });
  const env = {
    HOME: folder.path,
    COFFER_PASSWORD: PASSWORD,
    COFFER_NEW_DEVICE_PASSWORD: "Thick device pa55word!",
  };
  return {
    store,
    init: (kind: string) =>
      runHere(["init", "--device-key", kind, "--no-input", "--store", store], { env }),
    run: (...args: string[]) => runHere(args, { env }),
    pending: (what: string) => `${config}.${what}-${mark}`,
  };
}

Deno.test("pending key: what others may have put there is refused, and no wallet made", async () => {
  const plant: Record<string, (path: string) => Promise<void>> = {
    "a mode that others can read": (path) =>
      Deno.writeTextFile(path, KEY, { mode: 0o644 }),
    "a link": async (path) => {
      await Deno.writeTextFile(`${path}.elsewhere`, KEY, { mode: 0o600 });
      await Deno.symlink(`${path}.elsewhere`, path);
    },
    "a second name": async (path) => {
      await Deno.writeTextFile(`${path}.elsewhere`, KEY, { mode: 0o600 });
      await Deno.link(`${path}.elsewhere`, path);
    },
  };
  if (Deno.uid() === 0) {
    plant["another owner"] = async (path) => {
      await Deno.writeTextFile(path, KEY, { mode: 0o600 });
      await Deno.chown(path, 12_345, 12_345);
    };
  }
  for (const [what, put] of Object.entries(plant)) {
    await using folder = await temporaryFolder();
    const here = await home(folder);
    await put(here.pending("init"));
    const { code, stderr } = await here.init("random");
    assert.equal(code, 10, `${what}: ${stderr}`);
    assert.match(stderr, /others may have put it there/);
    await assert.rejects(Deno.lstat(folder.at("w.json")), Deno.errors.NotFound);
  }
});

Deno.test("pending key: what is no key is said to be none, by the name of its file", async () => {
  for (const text of ["", "AAAA", "###"]) {
    await using folder = await temporaryFolder();
    const here = await home(folder);
    await Deno.writeTextFile(here.pending("init"), text, { mode: 0o600 });
    const { code, stderr } = await here.init("random");
    assert.equal(code, 5, stderr);
    assert.match(stderr, /config\.json\.init-\S+ holds no device key/);
    await assert.rejects(Deno.lstat(folder.at("w.json")), Deno.errors.NotFound);
  }
});

Deno.test("pending key: one of our own is gone on with", async () => {
  await using folder = await temporaryFolder();
  const here = await home(folder);
  await Deno.writeTextFile(here.pending("init"), KEY, { mode: 0o600 });
  const { code, stderr } = await here.init("random");
  assert.equal(code, 0, stderr);
  assert.equal((await here.run("list")).code, 0);
  await assert.rejects(Deno.lstat(here.pending("init")), Deno.errors.NotFound);
});

Deno.test("reconf -d: a slot without a device key does not pass for one with the kept key", async () => {
  await using folder = await temporaryFolder();
  const here = await home(folder);
  assert.equal((await here.init("none")).code, 0);
  await Deno.writeTextFile(here.pending("device"), KEY, { mode: 0o600 });
  const { code, stderr } = await here.run("reconf", "-d");
  assert.equal(code, 0, stderr);
  const text = (await Deno.readTextFile(folder.at("w.json"))).replaceAll('\\"', '"');
  assert.match(text, /"device":\s*{\s*"kind":\s*"password"/);
  assert.equal((await here.run("list")).code, 0);
});
