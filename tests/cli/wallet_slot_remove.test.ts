import assert from "node:assert/strict";
import { PASSWORD, type Scene, scene } from "../support/wallet_scene.ts";

const RECORD = { domain: "a", access: "b", uid: "me", pwd: "hunter2", info: new Map() };

/** Adds a token; gives its slot and itself. */
async function addToken(here: Scene): Promise<{ id: string; token: string }> {
  const { stdout, stderr } = await here.run([
    ...["slot", "add", "--token", "--label", "ci", "--json"],
  ]);
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

/** Whether a token opens the wallet, by default on this device. */
async function opens(
  here: Scene,
  token: string,
  HOME = here.env.HOME!,
): Promise<boolean> {
  const { COFFER_PASSWORD: _, ...rest } = here.env;
  const env = { ...rest, HOME };
  const args = ["get", "a", "b", "--field", "pwd"];
  const { code, stdout } = await here.run(args, { env: { ...env, COFFER_TOKEN: token } });
  assert.ok(code === 0 || code === 4);
  return stdout === RECORD.pwd;
}

const slotsOf = async (here: Scene) =>
  JSON.parse((await here.run(["slot", "list", "--json"])).stdout).length;

/** The wallet's file, as somebody may have kept it. */
const copyOf = (here: Scene) => Deno.readTextFile(here.at("wallet.json"));

Deno.test("slot remove: says what it stops, and offers a new key to who can answer", async () => {
  await using here = await scene("v1 file", { records: [RECORD] });
  const { id, token } = await addToken(here);
  assert.ok(await opens(here, token));
  const before = await copyOf(here);
  const removed = await here.run(["slot", "remove", id], {
    terminal: true,
    typed: ["y\n", "n\n"],
  });
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stderr, /it opens nothing here\..*kept the wallet key/s);
  assert.match(
    removed.stderr,
    /Renew the wallet's key now\? \[y\/N\].*coffer reconf --rotate-key/s,
  );
  assert.ok(!await opens(here, token));
  // What was said is true: with the old copy the token still opens, where nobody has seen
  // the new one.
  await Deno.writeTextFile(here.at("wallet.json"), before);
  assert.ok(await opens(here, token, here.at("elsewhere")));
});

Deno.test("slot remove: yes to the offer renews the key", async () => {
  await using here = await scene("v1 file", { records: [RECORD] });
  const { id, token } = await addToken(here);
  const removed = await here.run(["slot", "remove", id], {
    terminal: true,
    typed: ["y\n", "y\n", "y\n"],
  });
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stderr, /1 record sealed under a new key/);
  assert.ok(!await opens(here, token));
  assert.equal(await slotsOf(here), 1);
  assert.equal((await here.records(PASSWORD))[0]!.pwd, RECORD.pwd);
});

Deno.test("slot remove --rotate-key --yes: both, without a question", async () => {
  await using here = await scene("v1 sqlite", { records: [RECORD] });
  const { id, token } = await addToken(here);
  const removed = await here.run(["slot", "remove", id, "--rotate-key", "--yes"]);
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stderr, /1 record sealed under a new key/);
  assert.ok(!await opens(here, token));
  assert.equal((await here.records(PASSWORD))[0]!.pwd, RECORD.pwd);
});

Deno.test("slot remove --yes: removes, and asks nothing", async () => {
  await using here = await scene("v1 file", { records: [RECORD] });
  const { id } = await addToken(here);
  const removed = await here.run(["slot", "remove", id, "--yes"], { terminal: true });
  assert.equal(removed.code, 0, removed.stderr);
  assert.doesNotMatch(removed.stderr, /\[y\/N\]/);
  assert.equal(await slotsOf(here), 1);
});

Deno.test("slot remove: secret_wallet's format has no slots", async () => {
  await using here = await scene("v0 file", { records: [RECORD] });
  assert.equal((await here.run(["slot", "remove", "1f2e3d4c", "--yes"])).code, 10);
});

Deno.test("slot remove --rotate-key: a refusal names every slot that would go, too", async () => {
  await using here = await scene("v1 file", { records: [RECORD] });
  const { id } = await addToken(here);
  const other = await addToken(here);
  const before = await copyOf(here);
  for (const flags of [["--no-input"], ["--json"]]) {
    const refused = await here.run(["slot", "remove", id, "--rotate-key", ...flags]);
    assert.equal(refused.code, 10, refused.stderr);
    assert.ok(refused.stderr.includes(`slot ${other.id} (ci) will go`), refused.stderr);
    assert.ok(!refused.stderr.includes(`slot ${id} (ci) will go`));
    assert.match(refused.stderr, /--yes/);
  }
  const whole = await here.run(["reconf", "--rotate-key", "--no-input"]);
  assert.equal(whole.code, 10);
  assert.match(whole.stderr, /slot \w+ \(ci\), slot \w+ \(ci\) will go, since their/);
  const alone = await here.run(["slot", "remove", id, "--no-input"]);
  assert.doesNotMatch(alone.stderr, /will go/);
  assert.equal(await copyOf(here), before);
});
