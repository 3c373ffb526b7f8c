/** Changes of password on Coffer's own format, run as their user runs them. */

import assert from "node:assert/strict";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { runHere, scene } from "../support/wallet_scene.ts";

const OLD = "C0rrect horse, battery staple";
const NEW = "N3w horse, battery staple";
const [OLD_DEVICE, NEW_DEVICE] = ["Thick device pa55word!", "Thin device pa55word!"];

const RECORD = { domain: "d", access: "a", uid: "u", pwd: "p", info: new Map() };

Deno.test("reconf -m copies nothing aside that the old password opens", async () => {
  await using place = await scene("v1 file");
  assert.equal((await place.run(["set", "d", "a", "-u", "u"])).code, 0);
  const before = (await Deno.readTextFile(place.at("wallet.json"))).length;
  const env = { ...place.env, COFFER_NEW_PASSWORD: NEW };
  const { code, stderr } = await place.run(["reconf", "-m"], { env });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /new password opens the wallet[^]*--rotate-key/);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(place.path)) names.push(name);
  assert.deepEqual(names.sort(), ["home", "wallet.json"]);
  assert.equal((await Deno.readTextFile(place.at("wallet.json"))).length, before);
  assert.equal((await place.run(["list"])).code, 4);
  const listed = await place.run(["list"], { env: { ...env, COFFER_PASSWORD: NEW } });
  assert.equal(listed.stdout, "d\ta\n");
});

/** A wallet whose device key comes from a device password, and its configuration. */
async function withDevicePassword(folder: TemporaryFolder) {
  const env = {
    HOME: folder.path,
    COFFER_PASSWORD: OLD,
    COFFER_DEVICE_PASSWORD: OLD_DEVICE,
  };
  const args = ["init", "--device-key", "password", "--no-input"];
  const { code, stderr } = await runHere(args, { env });
  assert.equal(code, 0, stderr);
  const { COFFER_DEVICE_PASSWORD: _, ...alone } = env;
  return { env: alone, config: folder.at(".config/coffer/config.json") };
}

Deno.test("reconf -d that was stopped before the configuration is run again", async () => {
  await using folder = await temporaryFolder();
  const { env, config } = await withDevicePassword(folder);
  const before = await Deno.readTextFile(config);
  const changing = { ...env, COFFER_NEW_DEVICE_PASSWORD: NEW_DEVICE };
  assert.equal((await runHere(["reconf", "-d"], { env: changing })).code, 0);
  assert.equal((await runHere(["list"], { env })).code, 0);

  // As if it had been killed between the wallet and the configuration.
  await Deno.writeTextFile(config, before);
  assert.equal((await runHere(["list"], { env })).code, 4);
  const again = { ...changing, COFFER_DEVICE_PASSWORD: NEW_DEVICE };
  assert.equal((await runHere(["list"], { env: again })).code, 0);
  const { code, stderr } = await runHere(["reconf", "-d"], { env: again });
  assert.equal(code, 0, stderr);
  assert.equal((await runHere(["list"], { env })).code, 0);
});

Deno.test("a device password that is given goes before the key that is kept", async () => {
  await using folder = await temporaryFolder();
  const { env } = await withDevicePassword(folder);
  const right = { ...env, COFFER_DEVICE_PASSWORD: OLD_DEVICE };
  assert.equal((await runHere(["list"], { env: right })).code, 0);
  const wrong = { ...env, COFFER_DEVICE_PASSWORD: "an0ther device" };
  assert.equal((await runHere(["list"], { env: wrong })).code, 4);
});

Deno.test("reconf -d names the other slots that may need the old device key", async () => {
  await using folder = await temporaryFolder();
  const { env } = await withDevicePassword(folder);
  const changing = { ...env, COFFER_NEW_DEVICE_PASSWORD: NEW_DEVICE };
  const alone = await runHere(["reconf", "-d"], { env: changing });
  assert.doesNotMatch(alone.stderr, /warning/);

  const adding = { ...env, COFFER_NEW_PASSWORD: NEW };
  const slot = ["slot", "add", "--label", "for Ann"];
  const [id] = /[0-9a-f]{8}/.exec((await runHere(slot, { env: adding })).stderr)!;
  await runHere(["slot", "add", "--token"], { env });
  const again = { ...env, COFFER_NEW_DEVICE_PASSWORD: "Th1rd device password!" };
  const { code, stderr } = await runHere(["reconf", "-d"], { env: again });
  assert.equal(code, 0, stderr);
  assert.match(stderr, new RegExp(`warning: .*old device.*: ${id} \\(for Ann\\)\n`));

  // As it says: her password does not open with the new key, and opens with the old one.
  const hers = { ...env, COFFER_PASSWORD: NEW };
  assert.equal((await runHere(["list"], { env: hers })).code, 4);
  const withOld = { ...hers, COFFER_DEVICE_PASSWORD: NEW_DEVICE };
  assert.equal((await runHere(["list"], { env: withOld })).code, 0);
});

Deno.test("after an upgrade, who names the old store is told where the records are", async () => {
  await using place = await scene("v0 file", { records: [RECORD] });
  const upgraded = await place.run(["reconf", "--upgrade", "--yes"]);
  assert.equal(upgraded.code, 0, upgraded.stderr);
  const { code, stderr } = await place.run(["list"]);
  assert.equal(code, 3, stderr);
  assert.match(
    stderr,
    /no wallet of Coffer's own.*"main"[^]*--upgrade.*leave out --store/,
  );
  const { COFFER_STORE: _, ...env } = place.env;
  assert.equal((await place.run(["list"], { env })).stdout, "d\ta\n");
  // What is empty is said to be.
  const empty = { ...place.env, COFFER_STORE: `file:${place.at("none.json")}` };
  assert.match(
    (await place.run(["list"], { env: empty })).stderr,
    /there is no wallet in/,
  );
});
