/** The guided set-up looks at the store first, and asks only what still matters. */

import assert from "node:assert/strict";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { GOLDEN } from "../support/wallet_golden.ts";
import { runHere } from "../support/wallet_scene.ts";

const PASSWORD = "C0rrect horse, battery staple";
const VECTORS = new URL("../vectors/wallet/", import.meta.url).pathname;
const GOLDEN_PASSWORD = "Gold3n wallet, for ever ñ";
const SHEET =
  "CFD1-7BQ5-CVW2-MRRK-1KFJ-68MW-3ZYM-NM6G-NGE2-P0TH-93S0-XBWA-7DFQ-58BS-MA75";

async function guided(folder: TemporaryFolder, answers: string[], args: string[] = []) {
  return await runHere(["init", ...args], {
    typed: [answers.map((answer) => `${answer}\n`).join("")],
    terminal: true,
    env: { HOME: folder.path },
  });
}

async function profilesOf(folder: TemporaryFolder) {
  const path = folder.at(".config/coffer/config.json");
  return JSON.parse(await Deno.readTextFile(path)).profiles;
}

async function copied(
  folder: TemporaryFolder,
  from: string,
  to: string,
): Promise<string> {
  await Deno.copyFile(from, folder.at(to));
  await Deno.chmod(folder.at(to), 0o600);
  return folder.at(to);
}

Deno.test("a wallet that is there: neither names nor device key are asked about", async () => {
  await using folder = await temporaryFolder();
  const golden = `${GOLDEN}v1_sealed_random_default_kdf.json`;
  const path = await copied(folder, golden, "team.json");
  const before = await Deno.readTextFile(path);
  const answers = [`file:${path}`, "no", "", SHEET, GOLDEN_PASSWORD];
  const { code, stderr } = await guided(folder, answers);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /How shall|What shall|names +sealed|device key +random/);
  assert.match(
    stderr,
    /wallet +there already: this device joins it\nprofile +main\nagent +no\n/,
  );
  assert.ok(!stderr.includes(SHEET) && !stderr.includes(GOLDEN_PASSWORD));
  assert.equal(await Deno.readTextFile(path), before);
  assert.deepEqual(Object.keys(await profilesOf(folder)), ["main"]);
});

Deno.test("a database of secret_wallet is told from our own, and joined", async () => {
  await using folder = await temporaryFolder();
  const path = await copied(folder, `${GOLDEN}v0.sqlite`, "old.sqlite");
  const declined = await guided(folder, [`sqlite:${path}`, "no", "no"]);
  assert.equal(declined.code, 10, declined.stderr);
  assert.match(declined.stderr, /there already, in secret_wallet's format/);
  await assert.rejects(profilesOf(folder), Deno.errors.NotFound);
});

Deno.test("--yes answers the summary, and no question", async () => {
  await using folder = await temporaryFolder();
  const { code, stderr } = await guided(
    folder,
    ["", "clear", "none", "no", PASSWORD, PASSWORD],
    ["--yes"],
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /names +clear/);
  assert.doesNotMatch(stderr, /Is that right/);
});

Deno.test("what cannot be a store is said before anything else is asked", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.at("letter.txt"), "Dear Ann,\n");
  const { code, stderr } = await guided(folder, [`file:${folder.at("letter.txt")}`]);
  assert.equal(code, 5, stderr);
  assert.doesNotMatch(stderr, /How shall/);
});

Deno.test("flags that a joined wallet does not heed are said to be of no use", async () => {
  await using folder = await temporaryFolder();
  const path = await copied(folder, `${GOLDEN}v1_clear_none_quick.json`, "team.json");
  const args = ["--store", `file:${path}`, "--names", "sealed", "--no-input"];
  const { code, stderr } = await runHere(["init", ...args], {
    env: { HOME: folder.path, COFFER_PASSWORD: GOLDEN_PASSWORD },
  });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: the wallet is there already: it keeps its names/);
});

Deno.test("secret_wallet's wallet can be upgraded from the first question", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(folder.at(".secretwallet"));
  for (const name of ["secretwallet.json", "secretwallet.sqlite"]) {
    await copied(folder, VECTORS + name, `.secretwallet/${name}`);
  }
  const manifest = JSON.parse(await Deno.readTextFile(`${VECTORS}manifest.json`));
  const theirs = await Deno.readFile(folder.at(".secretwallet/secretwallet.sqlite"));
  const password = manifest.memorable;
  const { code, stdout, stderr } = await guided(folder, ["u", password, "y"]);
  assert.ok(code === 0 || code === 9, stderr);
  assert.match(stderr, /each compared; the old wallet is as it was/);
  assert.match(stdout, /^CFD1-/m);
  const after = await Deno.readFile(folder.at(".secretwallet/secretwallet.sqlite"));
  assert.deepEqual(after, theirs);
  assert.deepEqual(Object.keys(await profilesOf(folder)), ["main"]);
});
