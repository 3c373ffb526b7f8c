/** Commands that are stopped between the wallet and the configuration go on by themselves. */

import assert from "node:assert/strict";
import { withFault } from "../support/faults.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type Ran, runHere, scene } from "../support/wallet_scene.ts";

const PASSWORD = "C0rrect horse, battery staple";
const [OLD_DEVICE, NEW_DEVICE] = ["Thick device pa55word!", "Thin device pa55word!"];
/** The key that is kept beside the configuration, then the wallet. */
const WALLET_WRITTEN = 2;

type Program = (args: string[], env?: Record<string, string>) => Promise<Ran>;

function programIn(folder: TemporaryFolder): Program {
  const base = { HOME: folder.path, COFFER_PASSWORD: PASSWORD };
  return (args, env = {}) => runHere(args, { env: { ...base, ...env } });
}

/** Runs `work` in `folder` until the wallet is written; nothing works after that. */
async function stopped(
  folder: TemporaryFolder,
  work: () => Promise<unknown>,
): Promise<void> {
  const original = Deno.rename;
  let renames = 0, at = Infinity;
  const calls: string[] = [];
  Deno.rename = async (from, to) => {
    if (renames === WALLET_WRITTEN) throw new Error("stopped");
    await original(from, to);
    renames++;
    calls.push(`${to}`);
  };
  try {
    await work();
  } finally {
    Deno.rename = original;
    at = renames;
  }
  assert.equal(at, WALLET_WRITTEN, calls.join());
  assert.ok(calls.every((path) => path.startsWith(folder.path)));
}

Deno.test("init that was stopped before its profile is run again, and shows the key", async () => {
  await using folder = await temporaryFolder();
  const coffer = programIn(folder);
  await stopped(folder, () => coffer(["init", "--no-input"]));
  assert.notEqual((await coffer(["list"])).code, 0);
  const { code, stdout, stderr } = await coffer(["init", "--no-input"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /recovery key/);
  assert.ok(stdout.trim().length > 0, "the key is shown");
  assert.equal((await coffer(["set", "d", "a", "-u", "u"])).code, 0);
  assert.deepEqual(pending(folder), []);
});

Deno.test("reconf -d that was stopped before the configuration asks for nothing new", async () => {
  await using folder = await temporaryFolder();
  const coffer = programIn(folder);
  const init = ["init", "--device-key", "password", "--no-input"];
  const made = await coffer(init, { COFFER_DEVICE_PASSWORD: OLD_DEVICE });
  assert.equal(made.code, 0, made.stderr);
  const change = { COFFER_NEW_DEVICE_PASSWORD: NEW_DEVICE };
  await stopped(folder, () => coffer(["reconf", "-d"], change));
  assert.equal((await coffer(["list"])).code, 4);
  const again = await coffer(["reconf", "-d", "--no-input"]);
  assert.equal(again.code, 0, again.stderr);
  assert.equal((await coffer(["list"])).code, 0);
  assert.equal((await coffer(["list"], { COFFER_DEVICE_PASSWORD: NEW_DEVICE })).code, 0);
  assert.deepEqual(pending(folder), []);
});

Deno.test("verify --accept says so where it could not remember", async () => {
  await using here = await scene("v1 file");
  assert.equal((await here.run(["set", "d", "a", "-u", "u"])).code, 0);
  const accept = () => here.run(["verify", "--accept", "--yes"]);
  const { calls } = await withFault({ at: Infinity, then: "once" }, accept);
  let ran: Ran | undefined;
  const at = calls.lastIndexOf("rename") + 1;
  await withFault({ at, then: "once" }, async () => void (ran = await accept()));
  assert.equal(ran!.code, 8, ran!.stderr);
  assert.doesNotMatch(ran!.stderr, /remembers the wallet as it is now/);
});

function pending(folder: TemporaryFolder): string[] {
  return [...Deno.readDirSync(folder.at(".config/coffer"))].map(({ name }) => name)
    .filter((name) => name !== "config.json");
}

Deno.test("reconf --upgrade that was stopped at its very end leaves no key for good", async () => {
  const [domain, access] = ["d", "one"];
  const record = { domain, access, uid: "u", pwd: null, info: new Map() };
  await using place = await scene("v0 file", { records: [record] });
  const url = `sqlite:${place.at("new.sqlite")}`;
  const upgrade = ["reconf", "--upgrade", "--to", url, "--yes"];
  const kept = place.at("home/.config/coffer/config.json.upgrade");
  const { remove } = Deno;
  Deno.remove = (path, options) =>
    `${path}` === kept ? Promise.reject(new Error("stopped")) : remove(path, options);
  try {
    const { code, stderr } = await place.run(upgrade);
    assert.equal(code, 0, stderr);
  } finally {
    Deno.remove = remove;
  }
  const key = await Deno.readTextFile(kept);
  // One that the profile does not have may be all that opens a wallet.
  await Deno.writeTextFile(kept, key.replace(/^./, (first) => first === "A" ? "B" : "A"));
  await place.run(upgrade);
  assert.notEqual(await Deno.readTextFile(kept), key);
  await Deno.writeTextFile(kept, key);
  await place.run(upgrade);
  await assert.rejects(Deno.lstat(kept), Deno.errors.NotFound);
});
