/** A set-up in DynamoDB: profile, table, what has to be allowed; by answers and by options. */

import assert from "node:assert/strict";
import { likeAws } from "../support/dynamodb_aws.ts";
import { startEngines } from "../support/dynamodb_engines.ts";
import { startProxy } from "../support/dynamodb_proxy.ts";
import { restOf } from "../support/dynamodb_tables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { runHere } from "../support/wallet_scene.ts";

const PASSWORD = "C0rrect horse, battery staple";
const SECRET = "fake/secret+key/public";
const engines = await startEngines();
const engine = engines.at(-1)!;
/** On an engine without transactions there can be no wallet of our own. */
const ignore = engine.transaction < 3;

Deno.test({
  name: "init makes the table, protected, and another device joins",
  ignore,
  fn: async () => {
    await using folder = await temporaryFolder();
    await using proxy = startProxy(engine);
    likeAws(proxy);
    const url = `dynamodb:${
      restOf(`init-${crypto.randomUUID()}`, proxy.engine.endpoint)
    }`;
    const env = { HOME: folder.path, COFFER_STORE: url, COFFER_PASSWORD: PASSWORD };
    const made = await runHere(["init", "--device-key", "none", "--no-input"], { env });
    assert.equal(made.code, 0, made.stderr);
    const created = proxy.seen.find(({ action }) => action === "CreateTable")!;
    assert.equal(created.body.DeletionProtectionEnabled, true);
    assert.equal(created.body.BillingMode, "PAY_PER_REQUEST");
    assert.match(made.stderr, /paid for by request, and can be put back to any second/);
    assert.doesNotMatch(made.stderr, /2012-10-17/, "another engine asks for no policy");
    assert.equal((await runHere(["set", "d", "a", "--generate"], { env })).code, 0);
    assert.equal((await runHere(["list"], { env })).stdout, "d\ta\n");

    // Another device joins; the table stays as it is.
    const other = { ...env, HOME: folder.at("other") };
    await Deno.mkdir(folder.at("other"));
    const joined = await runHere(["init", "--no-input"], { env: other });
    assert.equal(joined.code, 0, joined.stderr);
    assert.match(joined.stderr, /joined/);
    assert.equal(proxy.seen.filter(({ action }) => action === "CreateTable").length, 1);
  },
});

Deno.test({
  name: "init with a capacity, and with one that cannot be",
  ignore,
  fn: async () => {
    await using folder = await temporaryFolder();
    await using proxy = startProxy(engine);
    likeAws(proxy);
    const url = `dynamodb:${
      restOf(`paid-${crypto.randomUUID()}`, proxy.engine.endpoint)
    }`;
    const env = { HOME: folder.path, COFFER_STORE: url, COFFER_PASSWORD: PASSWORD };
    const init = (...more: string[]) => runHere(["init", "--no-input", ...more], { env });
    for (const billing of ["5", "0,1", "much", "1,2,3"]) {
      assert.equal((await init("--billing", billing)).code, 2, billing);
    }
    assert.ok(!proxy.seen.some(({ action }) => action === "CreateTable"));
    assert.equal((await init("--billing", "3,2")).code, 0);
    const { body } = proxy.seen.find(({ action }) => action === "CreateTable")!;
    assert.deepEqual(body.ProvisionedThroughput, {
      ReadCapacityUnits: 3,
      WriteCapacityUnits: 2,
    });
  },
});

Deno.test({
  name: "guided: dynamodb by its first letter, a profile written, the secret never shown",
  ignore,
  fn: async () => {
    await using folder = await temporaryFolder();
    await using proxy = startProxy(engine);
    likeAws(proxy);
    const table = `guided-${crypto.randomUUID()}`;
    const answers = ["d", table, "", "y", "AKIDPUBLIC00000000", "", SECRET];
    const rest = ["", "none", "no", "", "", PASSWORD, PASSWORD];
    // The SDK looks at the real environment.
    const real = { AWS_ENDPOINT_URL: proxy.engine.endpoint, HOME: folder.path };
    await withRealEnv(real, async () => {
      const { code, stdout, stderr } = await runHere(["init"], {
        typed: [[...answers, ...rest].map((answer) => `${answer}\n`).join("")],
        terminal: true,
        env: { HOME: folder.path },
      });
      assert.equal(code, 0, stderr);
      assert.ok(!(stdout + stderr).includes(SECRET));
      assert.match(stderr, /Which table\? \[access_secrets\]/);
      assert.match(stderr, /\[secret-wallet\]/);
      for (const use of ["reading", "writing", "administration"]) {
        const [, policy] = new RegExp(`^${use}: (.*)$`, "m").exec(stderr)!;
        assert.equal(JSON.parse(policy!).Version, "2012-10-17");
      }
    });
    const text = await Deno.readTextFile(folder.at(".aws/credentials"));
    assert.match(text, /^\[secret-wallet\]\naws_access_key_id = AKIDPUBLIC00000000\n/);
    const config = await Deno.readTextFile(folder.at(".config/coffer/config.json"));
    assert.ok(config.includes(`dynamodb:${table}?profile=secret-wallet`));
    assert.ok(!config.includes(SECRET) && !config.includes("AKIDPUBLIC"));
  },
});

Deno.test("an engine without transactions is refused before anything is asked or made", async () => {
  await using folder = await temporaryFolder();
  const [dynalite] = engines;
  const table = `refused-${crypto.randomUUID()}`;
  const url = `dynamodb:${restOf(table, dynalite!.endpoint)}`;
  const env = { HOME: folder.path };
  const { code, stderr } = await runHere(["init", "--store", url], {
    env,
    typed: ["\n\n\n"],
    terminal: true,
  });
  assert.equal(code, 10, stderr);
  assert.match(stderr, /no transactions/);
  assert.doesNotMatch(stderr, /assword|Make it/);
  assert.equal((await runHere(["list", "--store", url], { env })).code, 3);
});

Deno.test("a table is not made if it is declined", async () => {
  await using folder = await temporaryFolder();
  const url = `dynamodb:${restOf(`declined-${crypto.randomUUID()}`, engine.endpoint)}`;
  const env = { HOME: folder.path };
  const options = { env, typed: ["no\n"], terminal: true };
  const { code, stderr } = await runHere(["init", "--store", url], options);
  assert.equal(code, 10, stderr);
  assert.equal((await runHere(["list", "--store", url], { env })).code, 3);
});

Deno.test("a profile by options: written once, refused twice, and only where one is named", async () => {
  await using folder = await temporaryFolder();
  const store =
    "dynamodb:secrets?profile=mine&endpoint=http://127.0.0.1:1&transaction=10";
  const env = { HOME: folder.path, COFFER_AWS_SECRET: SECRET, COFFER_PASSWORD: PASSWORD };
  const init = (store: string) => {
    const named = ["--store", store, "--aws-key-id", "AKID", "--region", "eu-south-1"];
    return runHere(["init", "--no-input", "--timeout", "1", ...named], { env });
  };
  assert.equal((await init("dynamodb:secrets")).code, 2);
  assert.equal((await init(`file:${folder.at("w.json")}`)).code, 2);
  // Nobody is there to make a table at, but the profile is for later as well.
  await withRealEnv({ HOME: folder.path }, async () => {
    const { code, stderr } = await init(store);
    assert.equal(code, 8, stderr);
    const text = await Deno.readTextFile(folder.at(".aws/credentials"));
    assert.match(text, /\[mine\]\naws_access_key_id = AKID\n.*\nregion = eu-south-1\n/);
    assert.equal((await init(store)).code, 10);
    assert.equal(await Deno.readTextFile(folder.at(".aws/credentials")), text);
  });
});

Deno.test("--policies prints JSON, asks nothing and reaches nobody", async () => {
  await using folder = await temporaryFolder();
  const policies = async (store: string) =>
    await runHere(["init", "--policies", "--store", store], {
      env: { HOME: folder.path },
      terminal: true,
    });
  const { code, stdout } = await policies("dynamodb:secrets?region=eu-west-1");
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(JSON.parse(stdout)), [
    "reading",
    "writing",
    "administration",
  ]);
  assert.ok(stdout.includes("arn:aws:dynamodb:eu-west-1:*:table/secrets"));
  assert.equal((await policies(`file:${folder.at("w.json")}`)).code, 2);
});

async function withRealEnv(
  variables: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const before = Object.keys(variables).map((name) =>
    [name, Deno.env.get(name)] as const
  );
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await work();
  } finally {
    for (const [name, value] of before) {
      value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    }
  }
}
