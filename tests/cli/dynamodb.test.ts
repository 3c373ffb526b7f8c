/** The program on wallets and stashes in DynamoDB, on the engines that are there. */

import assert from "node:assert/strict";
import type { Engine } from "../support/dynamodb_engines.ts";
import { startEngines } from "../support/dynamodb_engines.ts";
import {
  freshTable,
  itemsOf,
  type PlainItem,
  putItems,
  stashIn,
} from "../support/dynamodb_tables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { FIRST_RUNS, READING_RUNS, type Replay } from "../support/wallet_replay.ts";
import { home, json, replay, VECTORS } from "../support/wallet_replayed.ts";
import { runHere } from "../support/wallet_scene.ts";
import { coffer } from "./program.ts";

const MANIFEST = await json("manifest.json");
const { Items: ITEMS }: { Items: PlainItem[] } = await json("dynamo_scan.json");
/** How much later in the file the original's runs on AWS stand. */
const LATER = 25;
const PASSWORD = "C0rrect horse, battery staple";

const onAws = (each: Replay): Replay => ({ ...each, run: each.run + LATER });
const engines = await startEngines();
const best = engines.at(-1)!;

for (const engine of engines) {
  Deno.test(`replay on ${engine.name}: the first records of a wallet`, async () => {
    await using folder = await home();
    const url = await freshTable(engine);
    for (const each of FIRST_RUNS) await replay(folder, onAws(each), in_(url));
    const [item, ...others] = await itemsOf(url);
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(item!.info!.M!).toSorted(), [
      "electricity account",
      "gas account",
      "hotline",
    ]);
  });

  Deno.test(`replay on ${engine.name}: reading, and what goes wrong`, async () => {
    await using folder = await home();
    const url = await freshTable(engine);
    await putItems(url, ITEMS);
    for (const each of READING_RUNS) await replay(folder, onAws(each), in_(url));
    assert.equal((await itemsOf(url)).length, ITEMS.length);
    const saved = await runHere(["save"], {
      env: { HOME: folder.path, COFFER_STORE: url },
    });
    assert.equal(saved.code, 0);
    assert.deepEqual(
      byName(JSON.parse(saved.stdout)),
      byName(await json("save.aws_dynamo.encrypted.json")),
    );
  });

  Deno.test(`${engine.name}: secret_wallet's folder and AWS profile are enough`, async () => {
    await using folder = await temporaryFolder();
    const table = await tableNamedAsTheirs(engine);
    const env = await theirHome(folder.at("home"), engine);
    if (table !== null) await putItems(table, ITEMS);
    const listed = await coffer(["list"], { cwd: folder.path, env });
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(new TextDecoder().decode(listed.stdout), /^energy\tsmart energy$/m);
    const got = await coffer(["get", "energy", "smart energy", "--field", "pwd"], {
      cwd: folder.path,
      env: { ...env, COFFER_PASSWORD: MANIFEST.memorable },
    });
    assert.equal(new TextDecoder().decode(got.stdout), "xy67Gh!8");
  });

  Deno.test(`${engine.name}: a stash in a table`, async () => {
    await using folder = await temporaryFolder();
    const env = {
      HOME: folder.path,
      COFFER_PASSWORD: PASSWORD,
      COFFER_STASH: stashIn(await freshTable(engine), "ci/deploy"),
    };
    const run = (args: string[], typed: string[] = []) => runHere(args, { env, typed });
    assert.equal((await run(["stash", "read", "a/b"])).code, 3);
    assert.equal((await run(["stash", "init"])).code, 0);
    assert.equal((await run(["stash", "init"])).code, 10);
    assert.equal((await run(["stash", "write", "a/b"], ["secret"])).code, 0);
    assert.equal((await run(["stash", "read", "a/b"])).stdout, "secret");
    const large = "x".repeat(300_000);
    const refused = await run(["stash", "write", "a/c"], [large]);
    assert.equal(refused.code, 10);
    assert.match(refused.stderr, /400 KiB/);
    assert.equal((await run(["stash", "ls", "a"])).stdout, "b\n");
  });
}

Deno.test("a wallet of our own: made, filled, backed up, put back", async () => {
  if (best.transaction < 3) return;
  await using folder = await temporaryFolder();
  const url = await freshTable(best);
  const env = { HOME: folder.path, COFFER_STORE: url, COFFER_PASSWORD: PASSWORD };
  const run = async (args: string[], code = 0) => {
    const ran = await runHere(args, { env });
    assert.equal(ran.code, code, `${args}: ${ran.stderr}`);
    return ran.stdout;
  };
  await run(["init", "--device-key", "none", "--no-input"]);
  for (const name of ["a", "b", "c"]) await run(["set", "d", name, "--generate"]);
  await run(["backup", "make"]);
  await run(["delete", "d", "a", "--yes"]);
  await run(["rename", "d", "b", "-na", "x", "--yes"]);
  assert.equal(await run(["list"]), "d\tc\nd\tx\n");
  const [backup] = JSON.parse(await run(["backup", "list", "--json"]));
  await run(["backup", "restore", backup.id, "--yes"]);
  assert.equal(await run(["list"]), "d\ta\nd\tb\nd\tc\n");
  await run(["get", "d", "x"], 3);
  for (const item of await itemsOf(url)) {
    assert.ok(
      item.domain!.S === "coffer#header" || !JSON.stringify(item).includes('"d"'),
    );
  }
});

Deno.test("a wallet goes from a file to a table that is made for it, and both stay the same", async () => {
  if (best.transaction < 3) return;
  await using folder = await temporaryFolder();
  const file = `file:${folder.at("wallet.json")}`;
  const [, table, query] = /^dynamodb:([^?]*)(\?.*)$/.exec(await freshTable(best))!;
  const url = `dynamodb:${table}-copy${query}`;
  const env = { HOME: folder.path, COFFER_STORE: file, COFFER_PASSWORD: PASSWORD };
  const run = async (args: string[], code = 0) => {
    const ran = await runHere(args, { env });
    assert.equal(ran.code, code, `${args}: ${ran.stderr}`);
    return ran.stdout;
  };
  await run(["init", "--device-key", "none", "--no-input"]);
  for (let i = 0; i < 25; i++) await run(["set", "d", `${i}`, "-u", `${i}`]);
  await run(["copy", "--to", url, "--dry-run"], 3);
  await run(["copy", "--to", url]);
  assert.equal(await run(["list", "--store", url]), await run(["list"]));
  await run(["diff", url, "--exit-code"]);
  await run(["set", "d", "new", "-u", "x", "--store", url]);
  await run(["delete", "d", "0", "--yes"]);
  await run(["diff", url, "--exit-code"], 6);
  await run(["sync", url]);
  await run(["diff", url, "--exit-code"]);
  assert.equal(await run(["get", "d", "new", "--field", "uid"]), "x");
  await run(["get", "d", "0", "--store", url], 3);
});

Deno.test("secret_wallet's records go from its database to a table and back, as they are", async () => {
  await using folder = await home();
  await Deno.copyFile(
    `${VECTORS}secretwallet.sqlite`,
    folder.at(".secretwallet/secretwallet.sqlite"),
  );
  const url = await freshTable(best);
  const back = `sqlite:${folder.at("back.sqlite")}`;
  const run = async (args: string[], code = 0) => {
    const ran = await runHere(args, { env: { HOME: folder.path } });
    assert.equal(ran.code, code, `${args}: ${ran.stderr}`);
    return ran.stdout;
  };
  await run(["copy", "--to", url]);
  await run(["copy", "--from", url, "--to", back]);
  const saved = JSON.parse(await run(["save"]));
  assert.deepEqual(JSON.parse(await run(["save", "--store", url])), saved);
  assert.deepEqual(JSON.parse(await run(["save", "--store", back])), saved);
});

Deno.test("secret_wallet's table is upgraded to one of our own, which is made", async () => {
  if (best.transaction < 3) return;
  await using folder = await home();
  const old = await freshTable(best);
  await putItems(old, ITEMS);
  const [, table, query] = /^dynamodb:([^?]*)(\?.*)$/.exec(old)!;
  const url = `dynamodb:${table}-new${query}`;
  const env = { HOME: folder.path, COFFER_PASSWORD: MANIFEST.memorable };
  const run = async (args: string[], store: string) => {
    const ran = await runHere([...args, "--store", store], { env });
    assert.equal(ran.code, 0, `${args}: ${ran.stderr}`);
    return ran.stdout;
  };
  const [plain, listed] = [["save", "-d"], ["list"]];
  const before = [await run(plain, old), await run(listed, old)];
  await run(["reconf", "--upgrade", "--to", url, "--yes"], old);
  const records = (text: string) =>
    JSON.parse(text).map((each: { timestamp: string }) => ({ ...each, timestamp: "" }));
  assert.deepEqual(
    byName(records(await run(plain, url))),
    byName(records(before[0]!)),
  );
  assert.equal(await run(listed, url), before[1]);
  assert.equal((await itemsOf(old)).length, ITEMS.length);
});

Deno.test("what goes wrong has its exit code", async () => {
  await using folder = await temporaryFolder();
  const run = async (store: string, ...more: string[]) => {
    const env = { HOME: folder.path, COFFER_STORE: store, COFFER_PASSWORD: PASSWORD };
    const { code } = await runHere(["list", ...more], { env });
    return code;
  };
  const { endpoint } = best;
  assert.equal(await run(`dynamodb:none-at-all?region=x&endpoint=${endpoint}`), 3);
  assert.equal(await run("dynamodb:t?region=x"), 2);
  assert.equal(await run(`dynamodb:none-at-all?regoin=x&endpoint=${endpoint}`), 2);
  assert.equal(
    await run(
      "dynamodb:table?region=x&transaction=1&endpoint=http://127.0.0.1:1",
      "--timeout",
      "1",
    ),
    8,
  );
});

function in_(url: string) {
  return { env: { COFFER_STORE: url } };
}

/** A home with the configuration of both, as secret_wallet leaves it. */
async function theirHome(path: string, engine: Engine): Promise<Record<string, string>> {
  await Deno.mkdir(`${path}/.secretwallet`, { recursive: true });
  await Deno.mkdir(`${path}/.aws`);
  const files = { "secretwallet.dynamo.json": ".secretwallet/secretwallet.json" };
  for (
    const [from, to] of Object.entries({ ...files, credentials: ".aws/credentials" })
  ) {
    await Deno.copyFile(`${VECTORS}${from}`, `${path}/${to}`);
    await Deno.chmod(`${path}/${to}`, 0o600);
  }
  return { HOME: path, AWS_ENDPOINT_URL: engine.endpoint };
}

/** The one table whose name is not ours to choose; `null` if it has been made before. */
async function tableNamedAsTheirs({ endpoint }: Engine): Promise<string | null> {
  const { makeTable } = await import("../../backends/mod.ts");
  const url = `dynamodb:access_secrets?region=eu-west-1&endpoint=${
    encodeURIComponent(endpoint)
  }`;
  const made = await makeTable(url, { protect: false });
  return made!.existed ? null : url;
}

function byName(records: { domain: string; access: string }[]): unknown[] {
  const name = (each: { domain: string; access: string }) =>
    JSON.stringify([each.domain, each.access]);
  return Object.values(records).toSorted((a, b) => name(a) < name(b) ? -1 : 1);
}
