/**
 * What each command on a wallet costs, in counts and not in seconds: `get` and `set` derive
 * one key and open one record, with as many statements and pages of the database, however
 * many others there are; what reads everything opens no more than it shows, and writes it in
 * one piece.
 */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Trace, traced } from "../support/traced.ts";
import { type Kind, type Scene, scene } from "../support/wallet_scene.ts";

const FEW = 5, MANY = 300;
const DOMAINS = 10;
const PAGE = 4_096;
/** The record with its overflow, the header, the way to both, and the free list. */
const MOST_PAGES = 8;
const GET = ["get", "domain 1", "access 1"];
const SET = ["set", "domain 1", "access 1", "-u", "another"];

/** Counts of what is done with keys. */
interface Counts {
  derived: number;
  opened: number;
  sealed: number;
}

/** By the format; `n` is the number of records. */
const COSTS: Record<"v0" | "v1", (args: string[], n: number) => Counts> = {
  // The header has two sealed parts; a record its names, two values and an entry with a name.
  v1: (args, n) => ({
    derived: 1,
    opened: 2 + ({ get: 6, set: 2, list: 2 * n, query: 2 * n, save: 6 * n }[args[0]!]!),
    sealed: args[0] === "set" ? 2 : 0,
  }),
  // The device key is derived from a password here; names are in the clear. `set` tries the
  // password on the whole record before it writes.
  v0: (args, n) => ({
    derived: args[0] === "list" || args[0] === "query" ? 0 : 2,
    opened: { get: 3, set: 6, list: 0, query: 0, save: 3 * n }[args[0]!]!,
    sealed: args[0] === "set" ? 1 : 0,
  }),
};

/** What no command on a wallet in SQLite has any use for. */
const NEVER =
  /^(backends\/(dynamodb|plugin|memory)|core\/stash\/(load|opened))|aws-sdk|zxcvbn/;
const MOST_MODULES = 225;

for (const kind of ["v1 sqlite", "v0 sqlite"] as const) {
  const costs = COSTS[kind.slice(0, 2) as "v0" | "v1"];
  for (const n of [FEW, MANY]) {
    Deno.test(`${kind} of ${n}: derivations and decryptions of every command`, async () => {
      await using here = await wallet(kind, n);
      for (const args of [GET, SET, ["list"], ["query", "access 1"], ["save", "-d"]]) {
        const trace = await traced(args, { cwd: here.path, env: here.env });
        assert.deepEqual(countsOf(trace), costs(args, n), args.join(" "));
        assert.deepEqual(trace.modules.filter((module) => NEVER.test(module)), []);
        assert.ok(trace.modules.length <= MOST_MODULES, `${trace.modules.length}`);
      }
    });
  }

  Deno.test(`${kind}: get and set make as many statements, however many records`, async () => {
    await using few = await wallet(kind, FEW);
    await using many = await wallet(kind, MANY);
    for (const args of [GET, SET]) {
      const [a, b] = [await statements(few, args), await statements(many, args)];
      assert.deepEqual(a, b);
      assert.ok(a.all < 30, JSON.stringify(a));
    }
  });

  Deno.test(`${kind}: set writes a few pages of the database, get none`, async () => {
    await using here = await wallet(kind, MANY);
    const path = here.at("wallet.sqlite");
    const before = await Deno.readFile(path);
    assert.ok(before.length > 3 * MOST_PAGES * PAGE, `${before.length}`);
    assert.equal((await here.run(GET)).code, 0);
    assert.equal(changedPages(before, await Deno.readFile(path)), 0);
    assert.equal((await here.run(SET)).code, 0);
    const changed = changedPages(before, await Deno.readFile(path));
    assert.ok(changed > 0 && changed <= MOST_PAGES, `${changed}`);
  });
}

Deno.test("v1 sqlite: lists are written at once, and hashes of names stay bytes", async () => {
  await using here = await wallet("v1 sqlite", MANY);
  for (const args of [["list"], ["query", "access 1"]]) {
    const { calls } = await traced(args, { cwd: here.path, env: here.env });
    assert.equal(calls("cli/output.ts", "data"), 1);
    // A text for each domain, which its records share, and what the header and the memory
    // of this device have.
    const texts = calls("core/base64url.ts", "toBase64Url");
    assert.ok(texts < DOMAINS + 10, `${texts}`);
  }
});

function wallet(kind: Kind, count: number): Promise<Scene> {
  const records = Array.from({ length: count }, (_, i): WalletRecord => ({
    domain: `domain ${i % DOMAINS}`,
    access: `access ${i}`,
    uid: `user ${i}`,
    pwd: `p4ssword ${i}`,
    info: new Map([["note", `number ${i}`]]),
  }));
  return scene(kind, { records });
}

function countsOf({ calls }: Trace): Counts {
  const all = (name: string, ...modules: string[]) =>
    modules.reduce((sum, each) => sum + calls(`core/crypto/${each}.ts`, name), 0);
  return {
    derived: all("pbkdf2", "kdf") + all("argon2id", "argon2"),
    opened: all("openAead", "aead") + all("open", "fernet"),
    sealed: all("sealAead", "aead") + all("seal", "fernet"),
  };
}

async function statements(here: Scene, args: string[]) {
  const { calls } = await traced(args, { cwd: here.path, env: here.env });
  const of = (name: string) => calls("backends/sqlite/connection.ts", name);
  const table = (name: string) => calls("backends/sqlite/table.ts", name);
  return {
    all: of("run") + of("first") + of("all"),
    prepared: of("prepare"),
    looks: table("get"),
    pages: table("page"),
    puts: table("put"),
  };
}

function changedPages(before: Uint8Array, after: Uint8Array): number {
  let changed = 0;
  for (let at = 0; at < Math.max(before.length, after.length); at += PAGE) {
    const [a, b] = [before, after].map((bytes) => bytes.subarray(at, at + PAGE));
    if (a!.length !== b!.length || a!.some((byte, i) => byte !== b![i])) changed++;
  }
  return changed;
}
