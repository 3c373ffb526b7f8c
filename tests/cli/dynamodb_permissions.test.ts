/** The program on DynamoDB under the least permissions, and under less. */

import assert from "node:assert/strict";
import { flagsOf } from "../../cli/needs/flags.ts";
import { AWS_VARIABLES, dynamodbGrants } from "../../cli/needs/aws.ts";
import { type GrantLists, Grants } from "../../cli/needs/grants.ts";
import { CREDENTIALS, type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { freshTable, itemsOf, stashIn } from "../support/dynamodb_tables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { permsOf, runWith, type Stage } from "./perms_stage.ts";
import { coffer, surroundings } from "./program.ts";

const PASSWORD = "C0rrect horse, battery staple";
const WALLET: string[][] = [
  ["get", "shop", "web", "--field", "pwd"],
  ["set", "shop", "web", "-u", "other"],
  ["set", "shop", "new", "-u", "new"],
  ["list"],
  ["query", "web"],
  ["save"],
  ["save", "-d", "-f", "saved.json"],
  ["rename", "shop", "web", "--new-access", "site", "--yes"],
  ["delete", "shop", "web", "--yes"],
  ["backup", "make"],
  ["backup", "list"],
];
const STASH: string[][] = [
  ["stash", "init"],
  ["stash", "write", "deploy/token", "-v", "12"],
  ["stash", "read", "deploy/token"],
  ["stash", "ls"],
];
/** Without them nothing is found: neither credentials nor where to go. */
const KINDS = ["env", "net"] as const;

const engines = await startEngines();
// Wallets of Coffer's own format take transactions.
const best = engines.at(-1)!;

for (const args of WALLET.slice(0, best.transaction > 1 ? WALLET.length : 0)) {
  Deno.test(`${args.slice(0, 3).join(" ")}: the least permissions for DynamoDB`, async () => {
    await using stage = await walletStage(best);
    await assertLeast([...args, "--store", stage.url, "--no-input"], stage, best);
  });
}

for (const engine of engines) {
  for (const args of STASH) {
    Deno.test(`${args.slice(0, 2).join(" ")}: the least permissions on ${engine.name}`, async () => {
      await using stage = await stageOn(engine);
      const stash = stashIn(stage.url, "ci/deploy");
      if (args[1] !== "init") await made(stage, ["stash", "init", "-f", stash]);
      if (args[1] === "read") {
        await made(stage, ["stash", "write", "-f", stash, "deploy/token", "-v", "12"]);
      }
      await assertLeast([...args, "-f", stash, "--no-input"], stage, engine);
    });
  }
}

Deno.test("a variable that the AWS SDK may not look at is named", async () => {
  await using stage = await stageOn(best);
  const stash = stashIn(stage.url, "ci/deploy");
  await made(stage, ["stash", "init", "-f", stash]);
  const args = ["stash", "ls", "-f", stash, "--no-input"];
  const grants = await permsOf(args, stage);
  const looked: string[] = [];
  for (const name of grants.env.filter((name) => AWS_VARIABLES.includes(name))) {
    const env = grants.env.filter((each) => each !== name);
    const { code, said } = await runWith(flagsOf({ ...grants, env }), args, { stage });
    if (code === 0) continue;
    assert.equal(code, 7, said);
    assert.ok(said.includes(`--allow-env for ${name}\n`), said);
    looked.push(name);
  }
  // The others are looked at where there are no keys, or the store names no region.
  for (
    const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "HOME"]
  ) {
    assert.ok(looked.includes(name), looked.join());
  }
});

Deno.test("the documentation has the flags for AWS as they are", async () => {
  const env = (name: string) => CREDENTIALS[name];
  const grants = new Grants("/");
  dynamodbGrants("t?region=eu-west-1", { env, home: "/home/me", grants });
  const page = await Deno.readTextFile(
    new URL("../../docs/backends.md", import.meta.url),
  );
  const flags = flagsOf(grants.lists()).join("\n");
  assert.ok(page.includes(`\`\`\`text\n${flags}\n\`\`\``), flags);
});

interface TableStage extends Stage {
  url: string;
}

/** A call works with exactly what `perms` says, and says what is missing without it. */
async function assertLeast(
  args: string[],
  stage: TableStage,
  { endpoint }: Engine,
): Promise<void> {
  const grants = await permsOf(args, stage);
  assert.deepEqual(grants.net, [new URL(endpoint).host]);
  assert.deepEqual([grants.run, grants.sys], [[], []]);
  assert.ok(
    [...grants.env, ...grants.read, ...grants.write].every((name) => name !== "*"),
  );
  for (const kind of KINDS) await assertMissing(kind, args, { stage, grants });
  await assertMissing("env", args, { stage, grants, name: "AWS_ACCESS_KEY_ID" });
  const done = await runWith(flagsOf(grants), args, { stage });
  assert.equal(done.code, 0, done.said);
}

async function assertMissing(
  kind: typeof KINDS[number],
  args: string[],
  { stage, grants, name }: { stage: TableStage; grants: GrantLists; name?: string },
): Promise<void> {
  const before = await itemsOf(stage.url);
  const rest = name === undefined ? [] : grants[kind].filter((each) => each !== name);
  const { code, said } = await runWith(flagsOf({ ...grants, [kind]: rest }), args, {
    stage,
  });
  assert.equal(code, 7, said);
  assert.match(said, new RegExp(`--allow-${kind}`), `${kind} ${name ?? ""}`);
  if (name !== undefined) assert.ok(said.includes(name), said);
  assert.ok(!said.includes(PASSWORD));
  assert.deepEqual(await itemsOf(stage.url), before);
}

/** A folder and a table, with the keys of an AWS user in the environment. */
async function stageOn(engine: Engine): Promise<TableStage> {
  const folder = await temporaryFolder();
  await Deno.mkdir(folder.at("home"));
  const url = await freshTable(engine);
  const env = { ...surroundings(folder.path), ...CREDENTIALS, COFFER_PASSWORD: PASSWORD };
  return {
    path: folder.path,
    env,
    url,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The same with a wallet of one record that needs no device key. */
async function walletStage(engine: Engine): Promise<TableStage> {
  const stage = await stageOn(engine);
  const store = ["--store", stage.url, "--no-input"];
  await made(stage, ["init", ...store]);
  await made(stage, ["set", "shop", "web", "-u", "me", "--generate", ...store]);
  return stage;
}

async function made({ path: cwd, env }: Stage, args: string[]): Promise<void> {
  const { code, stderr } = await coffer(args, { cwd, env });
  assert.equal(code, 0, stderr);
}
