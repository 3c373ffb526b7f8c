import assert from "node:assert/strict";
import { runHere } from "../support/wallet_scene.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";

const PASSWORD = "C0rrect horse, battery staple";
const DEVICE_PASSWORD = "Thick device pa55word!";
const VECTORS = new URL("../vectors/wallet/", import.meta.url).pathname;

/** A guided set-up: every answer is a line that somebody types. */
async function guided(folder: TemporaryFolder, answers: string[], args: string[] = []) {
  const typed = [answers.map((answer) => `${answer}\n`).join("")];
  return await runHere(["init", ...args], {
    typed,
    terminal: true,
    env: { HOME: folder.path },
  });
}

async function configOf(folder: TemporaryFolder) {
  return JSON.parse(await Deno.readTextFile(folder.at(".config/coffer/config.json")));
}

async function headerOf(path: string) {
  return JSON.parse(JSON.parse(await Deno.readTextFile(path)).header);
}

async function filesIn(path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) files.push(...await filesIn(`${path}/${name}`));
    else files.push(`${path}/${name}`);
  }
  return files.sort();
}

Deno.test("Return takes what is shown, all the way", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await guided(folder, [
    "",
    "",
    "",
    "",
    "",
    PASSWORD,
    PASSWORD,
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^CFD1(-[0-9A-Z]{4}){14}\n$/);
  const wallet = folder.at(".local/share/coffer/wallet.json");
  assert.ok(stderr.includes(`[file:${wallet}]`), stderr);
  const { default: main, profiles } = await configOf(folder);
  assert.deepEqual([main, Object.keys(profiles)], ["main", ["main"]]);
  assert.equal(profiles.main.store, `file:${wallet}`);
  assert.equal(profiles.main.agent, true);
  const header = await headerOf(wallet);
  assert.equal(header.names, "sealed");
  assert.equal(header.slots[0].device.kind, "random");
  assert.ok(!stderr.includes(PASSWORD) && !stderr.includes(stdout.trim()));
});

Deno.test("first letters answer, also in capitals; other answers are asked again", async () => {
  await using folder = await temporaryFolder();
  const file = folder.at("mine.json");
  const { code, stderr } = await guided(folder, [
    `file:${file}`,
    "x",
    "C",
    "pass",
    "no",
    "Y",
    PASSWORD,
    PASSWORD,
    DEVICE_PASSWORD,
    DEVICE_PASSWORD,
  ]);
  assert.equal(code, 0, stderr);
  const header = await headerOf(file);
  assert.equal(header.names, "clear");
  assert.equal(header.slots[0].device.kind, "password");
  assert.match(stderr, /Please answer sealed, clear/);
  assert.match(stderr, /names +clear\ndevice key +password\n.*\nagent +no\n/);
  assert.equal((await configOf(folder)).profiles.main.agent, false);
  assert.ok(!stderr.includes(DEVICE_PASSWORD));
});

Deno.test("a declined summary ends with 10 and leaves nothing", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await guided(folder, ["", "", "none", "", "no"]);
  assert.equal(code, 10, stderr);
  assert.equal(stdout, "");
  assert.deepEqual(await filesIn(folder.path), []);
});

Deno.test("weak, empty and different passwords are asked for again, six times", async () => {
  await using folder = await temporaryFolder();
  const answers = ["", "", "none", "", "", "weak", "", "Longenough1!", "Different1!"];
  const good = await guided(folder, [...answers, PASSWORD, PASSWORD]);
  assert.equal(good.code, 0, good.stderr);
  await using other = await temporaryFolder();
  const bad = await guided(other, ["", "", "none", "", "", ...Array(6).fill("weak")]);
  assert.equal(bad.code, 10, bad.stderr);
  assert.deepEqual(await filesIn(other.path), []);
});

Deno.test("Ctrl-C at a question leaves nothing", async () => {
  await using folder = await temporaryFolder();
  const { code } = await guided(folder, ["", "", "", "", "", "half a pass\x03"]);
  assert.equal(code, 130);
  assert.deepEqual(await filesIn(folder.path), []);
});

Deno.test("a configuration of secret_wallet is offered, and used as it is", async () => {
  await using folder = await temporaryFolder();
  await secretwallet(folder);
  const before = await Deno.readTextFile(folder.at(".secretwallet/secretwallet.json"));
  for (const answer of ["", "y", "Yes"]) {
    const { code, stdout, stderr } = await guided(folder, [answer]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /configuration of secret_wallet/);
    assert.equal(stdout, "");
  }
  const { code, stderr } = await guided(folder, [
    "n",
    "",
    "",
    "n",
    "",
    "",
    PASSWORD,
    PASSWORD,
  ]);
  assert.equal(code, 0, stderr);
  const after = await Deno.readTextFile(folder.at(".secretwallet/secretwallet.json"));
  assert.equal(after, before);
  assert.deepEqual(Object.keys((await configOf(folder)).profiles), ["main"]);
});

Deno.test("nothing that is in use is overwritten", async () => {
  await using folder = await temporaryFolder();
  const all = ["", "", "n", "", "", PASSWORD, PASSWORD];
  assert.equal((await guided(folder, all)).code, 0);
  const wallet = folder.at(".local/share/coffer/wallet.json");
  const [first, config] = [await Deno.readTextFile(wallet), await configOf(folder)];

  // The same store again is joined: only the configuration grows.
  const again = await guided(folder, ["", "", "", PASSWORD]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /joined the wallet/);
  assert.equal(await Deno.readTextFile(wallet), first);
  const grown = await configOf(folder);
  assert.deepEqual(Object.keys(grown.profiles), ["main", "main2"]);
  assert.deepEqual(grown.profiles.main, config.profiles.main);
  assert.equal(grown.default, "main");

  // A file that is something else is no place for a wallet.
  await Deno.writeTextFile(folder.at("letter.txt"), "Dear Ann,\n");
  const letter = `file:${folder.at("letter.txt")}`;
  const refused = await guided(folder, [letter, "", "n", "", "", PASSWORD, PASSWORD]);
  assert.ok([5, 10].includes(refused.code), refused.stderr);
  assert.equal(await Deno.readTextFile(folder.at("letter.txt")), "Dear Ann,\n");
  assert.deepEqual(await configOf(folder), grown);
});

Deno.test("without questions, the agent is used only where that is said", async () => {
  for (
    const [flags, agent] of [[[], undefined], [["--agent"], true], [
      ["--no-agent"],
      false,
    ]]
  ) {
    await using folder = await temporaryFolder();
    const args = ["init", "--no-input", ...flags as string[]];
    const env = { HOME: folder.path, COFFER_PASSWORD: PASSWORD };
    assert.equal((await runHere(args, { env })).code, 0);
    assert.equal((await configOf(folder)).profiles.main.agent, agent);
    for (const [flag, expected] of [["--agent", true], ["--no-agent", false]] as const) {
      assert.equal((await runHere(["conf", flag], { env })).code, 0);
      assert.equal((await configOf(folder)).profiles.main.agent, expected);
    }
  }
});

Deno.test("a profile that is taken is refused before anything is made", async () => {
  await using folder = await temporaryFolder();
  assert.equal((await guided(folder, ["", "", "n", "", "", PASSWORD, PASSWORD])).code, 0);
  const store = folder.at("other.json");
  const { code, stderr } = await runHere(
    ["init", "--store", `file:${store}`, "--profile", "main", "--no-input"],
    { env: { HOME: folder.path, COFFER_PASSWORD: PASSWORD } },
  );
  assert.equal(code, 10, stderr);
  await assert.rejects(Deno.stat(store), Deno.errors.NotFound);
});

async function secretwallet(folder: TemporaryFolder): Promise<void> {
  await Deno.mkdir(folder.at(".secretwallet"));
  for (const name of ["secretwallet.json", "secretwallet.sqlite"]) {
    await Deno.copyFile(VECTORS + name, folder.at(`.secretwallet/${name}`));
    await Deno.chmod(folder.at(`.secretwallet/${name}`), 0o600);
  }
}
