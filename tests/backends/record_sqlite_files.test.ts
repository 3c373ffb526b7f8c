/**
 * What a database file goes through: modes and links, permissions, other people's
 * databases, damage, locks, crashes.
 */

import { DatabaseSync } from "node:sqlite";
import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { sqliteRecordStore } from "../../backends/sqlite/record_store.ts";
import {
  ConflictError,
  DamagedError,
  LockedError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import { modeOf, type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { startRecordChild } from "../support/record_store_child.ts";
import {
  all,
  attributes,
  fill,
  keysOf,
  record,
  versionAt,
} from "../support/record_store_samples.ts";
import { makeV0 } from "../support/record_stores.ts";

const UNIX = Deno.build.os !== "windows";

/** Runs SQL on a database of its own connection. */
function run(path: string, ...statements: string[]): void {
  const database = new DatabaseSync(path);
  for (const sql of statements) database.exec(sql);
  database.close();
}

function ask(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path);
  const rows = database.prepare(sql).all().map((row) => Object.values(row as object));
  database.close();
  return rows;
}

async function made(folder: TemporaryFolder, name = "db"): Promise<string> {
  await using store = await sqliteRecordStore(folder.at(name));
  await fill(store, [record("d", "a")]);
  return folder.at(name);
}

Deno.test("sqlite: nothing is made before the first commit, and that makes all", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at("db");
  await using store = await openRecordStore(`sqlite:${path}`);
  await all(store.list());
  await store.commit([]);
  const wrong = { do: "delete", key: record("d", "a"), expected: "x" as never } as const;
  await assert.rejects(store.commit([wrong]), ConflictError);
  await assert.rejects(fill(store, [record("\ud800", "a")]), UsageError);
  assert.deepEqual(folder.names(), []);
  await fill(store, [record("d", "a")]);
  assert.deepEqual(folder.names(), ["db"]);
  if (UNIX) assert.equal(await modeOf(path), "600");
  assert.deepEqual(ask(path, "PRAGMA journal_mode"), [["delete"]]);
  assert.deepEqual(ask(path, "SELECT * FROM coffer_header"), [[1, 1, null]]);
  assert.deepEqual(ask(path, "PRAGMA integrity_check"), [["ok"]]);
  const [row] = ask(path, "SELECT domain, access, attributes FROM coffer_records");
  assert.deepEqual(row, [
    "d",
    "a",
    '{"uid": "token", "pwd": "token of pwd", "info": {}, "timestamp": "2024-01-02"}',
  ]);
});

Deno.test("sqlite: what was deleted is not left in the file", async () => {
  await using folder = await temporaryFolder();
  const path = await made(folder);
  await using store = await sqliteRecordStore(path);
  const secret = {
    ...record("d", "b"),
    attributes: attributes({ uid: "needle".repeat(99) }),
  };
  await fill(store, [secret]);
  const holds = async () =>
    new TextDecoder().decode(await Deno.readFile(path)).includes("needle");
  assert.equal(await holds(), true);
  await store.commit([{
    do: "delete",
    key: secret,
    expected: await versionAt(store, secret),
  }]);
  assert.equal(await holds(), false);
});

Deno.test("sqlite: an empty file is a database in which nothing is", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeFile(folder.at("db"), new Uint8Array(), { mode: 0o644 });
  await using store = await sqliteRecordStore(folder.at("db"));
  assert.deepEqual(await all(store.list()), []);
  await fill(store, [record("d", "a")]);
  assert.equal((await all(store.list())).length, 1);
  if (UNIX) assert.equal(await modeOf(folder.at("db")), "644");
});

Deno.test(
  "sqlite: a new file is private whatever the umask",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    const permissions = { read: [folder.path], write: [folder.path] };
    for (const umask of ["000", "277"]) {
      const url = `sqlite:${folder.at(umask)}`;
      await using writer = startRecordChild(["write", url, "a"], {
        ...permissions,
        umask,
      });
      assert.deepEqual(await writer.end(), ["written"]);
      await using backup = startRecordChild(["backup", url], { ...permissions, umask });
      const [id] = await backup.end();
      for (const name of [umask, id!]) {
        assert.equal(await modeOf(folder.at(name)), "600", `${umask}: ${name}`);
      }
    }
  },
);

Deno.test(
  "sqlite: links are kept, one that leads to nothing yet too",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(folder.at("d"));
    await Deno.symlink("d/real", folder.at("link"));
    await using store = await sqliteRecordStore(folder.at("link"));
    await fill(store, [record("d", "a")]);
    await using real = await sqliteRecordStore(folder.at("d/real"));
    await fill(real, [record("d", "b")]);
    assert.equal((await all(store.list())).length, 2);
    assert.equal(await modeOf(folder.at("d/real")), "600");
    assert.equal(await Deno.readLink(folder.at("link")), "d/real");
    const { id } = await store.backup("x");
    assert.deepEqual(folder.names(), ["d", "link"]);
    assert.deepEqual((await real.backups()).map((backup) => backup.id), [id]);
  },
);

Deno.test(
  "sqlite: a hard-linked file is read, and not written",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    const path = await made(folder);
    await Deno.link(path, folder.at("second"));
    await using store = await sqliteRecordStore(folder.at("second"));
    assert.equal((await all(store.list())).length, 1);
    await assert.rejects(fill(store, [record("d", "b")]), RefusedError);
  },
);

for (const name of [":memory:", "file:x?mode=memory", "sp ace", "%41", "ü", "a'b"]) {
  Deno.test(`sqlite: ${JSON.stringify(name)} is a file like any other`, async () => {
    await using folder = await temporaryFolder();
    const before = Deno.cwd();
    Deno.chdir(folder.path);
    try {
      await using store = await sqliteRecordStore(name);
      await fill(store, [record("d", "a")]);
      assert.deepEqual(folder.names(), [name]);
    } finally {
      Deno.chdir(before);
    }
  });
}

Deno.test("sqlite: other people's databases are not taken for a wallet, nor changed", async () => {
  await using folder = await temporaryFolder();
  const columns =
    "domain TEXT, access TEXT, uid TEXT, pwd TEXT, info TEXT, timestamp TEXT";
  const key = "PRIMARY KEY (domain, access)";
  const records = `domain TEXT, access TEXT, attributes TEXT, ${key}`;
  const foreign: string[][] = [
    ["CREATE TABLE t (a)"],
    [`CREATE TABLE access_secrets (${columns})`],
    [`CREATE TABLE access_secrets (${columns}, more TEXT, ${key})`],
    [`CREATE TABLE access_secrets (domain TEXT, access TEXT, uid TEXT, ${key})`],
    [`CREATE VIEW access_secrets AS SELECT 1 AS domain`, "CREATE TABLE t (a)"],
    [`CREATE TABLE coffer_records (${records})`],
    [
      `CREATE TABLE coffer_records (${records})`,
      "CREATE TABLE coffer_header (header, layout)",
    ],
    [
      `CREATE TABLE coffer_records (${records})`,
      "CREATE TABLE coffer_header (header, layout)",
      "INSERT INTO coffer_header VALUES (NULL, 2)",
    ],
    ["CREATE TABLE coffer_records (a)", "CREATE TABLE coffer_header (header, layout)"],
    ["PRAGMA encoding = 'UTF-16'", `CREATE TABLE access_secrets (${columns}, ${key})`],
    ["PRAGMA encoding = 'UTF-16'", "CREATE TABLE t (a)", "DROP TABLE t"],
  ];
  for (const [i, statements] of foreign.entries()) {
    const path = folder.at(`${i}`);
    run(path, ...statements);
    const before = await Deno.readFile(path);
    await assert.rejects(sqliteRecordStore(path), (error) => {
      assert.ok(error instanceof DamagedError, `${statements}: ${error}`);
      assert.ok(error.message.includes(path));
      return true;
    });
    assert.deepEqual(await Deno.readFile(path), before);
  }
});

Deno.test("sqlite: a database that became another program's is left alone", async () => {
  await using folder = await temporaryFolder();
  await using store = await sqliteRecordStore(folder.at("db"));
  run(folder.at("db"), "CREATE TABLE t (a)");
  const before = await Deno.readFile(folder.at("db"));
  await assert.rejects(fill(store, [record("d", "a")]), DamagedError);
  assert.deepEqual(await Deno.readFile(folder.at("db")), before);
});

Deno.test("sqlite: a database that became secret_wallet's is not what was opened", async () => {
  await using folder = await temporaryFolder();
  await using store = await sqliteRecordStore(folder.at("db"));
  assert.equal(store.features.header, true);
  makeV0(folder.at("db"));
  await assert.rejects(fill(store, [record("d", "a")]), ConflictError);
  await assert.rejects(store.header(), ConflictError);
});

Deno.test("sqlite: a file that is no database is damaged, and stays as it is", async () => {
  await using folder = await temporaryFolder();
  const texts = ["x", "no database\n".repeat(500), "SQLite format 3\0".padEnd(5000, "x")];
  for (const text of texts) {
    await Deno.writeTextFile(folder.at("db"), text);
    await assert.rejects(sqliteRecordStore(folder.at("db")), DamagedError);
    assert.equal(await Deno.readTextFile(folder.at("db")), text);
  }
});

Deno.test("sqlite: a truncated or overwritten database is damaged, not empty", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at("db");
  {
    await using store = await sqliteRecordStore(path);
    const records = Array.from({ length: 300 }, (_, i) => record("d", `${i}`));
    await fill(store, records);
  }
  const whole = await Deno.readFile(path);
  const page = 4096;
  const cut = whole.slice(0, whole.length - 2 * page);
  const overwritten = whole.slice();
  overwritten.fill(0xff, 3 * page);
  for (const bytes of [cut, overwritten]) {
    await Deno.writeFile(path, bytes);
    await assert.rejects(async () => {
      await using store = await sqliteRecordStore(path);
      await all(store.list());
    }, DamagedError);
  }
});

Deno.test("sqlite: a folder, and a file in no folder, say so", async () => {
  await using folder = await temporaryFolder();
  await assert.rejects(sqliteRecordStore(folder.path), UnavailableError);
  await using store = await sqliteRecordStore(folder.at("none/db"));
  assert.deepEqual(await all(store.list()), []);
  assert.deepEqual(await store.backups(), []);
  await assert.rejects(fill(store, [record("d", "a")]), NotFoundError);
});

Deno.test("sqlite: whoever waits for a lock in vain is told so, and nothing is done", async () => {
  await using folder = await temporaryFolder();
  const path = await made(folder);
  await using store = await sqliteRecordStore(path, { lockTimeout: 0 });
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  assert.equal((await all(store.list())).length, 1);
  // What is there may be another thing in a moment: nothing is compared yet.
  await assert.rejects(fill(store, [record("d", "a")]), LockedError);
  await assert.rejects(fill(store, [record("d", "b")]), LockedError);
  other.exec("ROLLBACK");
  other.exec("BEGIN EXCLUSIVE");
  await assert.rejects(store.get(record("d", "a")), LockedError);
  await assert.rejects(sqliteRecordStore(path, { lockTimeout: 0 }), LockedError);
  other.exec("ROLLBACK");
  // A reader lets nobody commit, and then that is not done at all.
  other.exec("BEGIN");
  other.prepare("SELECT * FROM coffer_records").all();
  await assert.rejects(fill(store, [record("d", "b")]), LockedError);
  other.exec("ROLLBACK");
  other.close();
  assert.deepEqual(keysOf(await all(store.list())), [["d", "a"]]);
  await fill(store, [record("d", "b")]);
});

Deno.test("sqlite: whoever waits goes on when the lock is free", async () => {
  await using folder = await temporaryFolder();
  const path = await made(folder);
  await using store = await sqliteRecordStore(path);
  const other = new DatabaseSync(path);
  other.exec("BEGIN EXCLUSIVE");
  const waiting = [fill(store, [record("d", "b")]), all(store.list())];
  // Both have been tried and wait for their next turn.
  await Promise.resolve();
  other.exec("COMMIT");
  other.close();
  await Promise.all(waiting);
  assert.equal((await all(store.list())).length, 2);
});

Deno.test(
  "sqlite: a file that was moved away is not written any more",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    const path = await made(folder);
    await using store = await sqliteRecordStore(path);
    await fill(store, [record("d", "b")]);
    await Deno.rename(path, folder.at("moved"));
    await made(folder);
    await assert.rejects(fill(store, [record("d", "c")]), ConflictError);
    assert.equal(ask(folder.at("moved"), "SELECT * FROM coffer_records").length, 2);
    await fill(store, [record("d", "c")]);
    assert.deepEqual(keysOf(await all(store.list())), [["d", "a"], ["d", "c"]]);
  },
);

/** Leaves a database as a crash in the middle of a commit does. */
async function crashed(folder: TemporaryFolder): Promise<string> {
  const source = folder.at("source");
  await using store = await sqliteRecordStore(source);
  const records = Array.from({ length: 200 }, (_, i) => record("d", `${i}`));
  await fill(store, records);
  const writer = new DatabaseSync(source);
  // With so small a cache, pages get into the file before the commit.
  writer.exec("PRAGMA cache_size = 1");
  writer.exec("BEGIN IMMEDIATE");
  writer.exec('UPDATE coffer_records SET attributes = \'{"uid": "half-done"}\'');
  await Deno.mkdir(folder.at("crash"));
  for (const suffix of ["", "-journal"]) {
    await Deno.copyFile(source + suffix, folder.at(`crash/db${suffix}`));
  }
  writer.exec("ROLLBACK");
  writer.close();
  const bytes = await Deno.readFile(folder.at("crash/db"));
  assert.ok(new TextDecoder("latin1").decode(bytes).includes("half-done"));
  return folder.at("crash/db");
}

for (const first of ["a read", "a commit"]) {
  Deno.test(`sqlite: after a crash, ${first} brings back the last commit`, async () => {
    await using folder = await temporaryFolder();
    const path = await crashed(folder);
    await using store = await sqliteRecordStore(path);
    if (first === "a commit") await fill(store, [record("e", "a")]);
    const uids = (await all(store.list({ domain: "d" })))
      .map(({ attributes }) => attributes.get("uid"));
    assert.deepEqual(new Set(uids), new Set(["token"]));
    assert.equal(uids.length, 200);
    assert.deepEqual(ask(path, "PRAGMA integrity_check"), [["ok"]]);
  });
}

Deno.test("sqlite: after a crash, who may not write is told who must", async () => {
  await using folder = await temporaryFolder();
  const path = await crashed(folder);
  const permissions = { read: [path], write: [] };
  await using child = startRecordChild(["read", `sqlite:${path}`], permissions);
  const [line, ...more] = await child.end();
  assert.match(line!, /^permission: /);
  assert.deepEqual(more, []);
});

Deno.test("sqlite: whoever may read the file alone reads it, and is refused the rest", async () => {
  await using folder = await temporaryFolder();
  const path = await made(folder);
  const url = `sqlite:${path}`;
  const permissions = { read: [path], write: [] };
  const before = await Deno.readFile(path);
  await using reader = startRecordChild(["read", url], permissions);
  assert.deepEqual(await reader.end(), ["1 records", "header none"]);
  for (const command of ["write", "backup"]) {
    await using writer = startRecordChild([command, url, "x"], permissions);
    assert.match((await writer.end()).join(), /^permission: /);
  }
  await using stranger = startRecordChild(["read", url], { read: [], write: [] });
  assert.match((await stranger.end()).join(), /^permission: /);
  assert.deepEqual(await Deno.readFile(path), before);
});

Deno.test("sqlite: whoever may write the file alone commits, in a new file too", async () => {
  await using folder = await temporaryFolder();
  for (const path of [await made(folder), folder.at("new")]) {
    const permissions = { read: [path], write: [path] };
    await using child = startRecordChild(["write", `sqlite:${path}`, "x"], permissions);
    assert.deepEqual(await child.end(), ["written"]);
  }
  assert.deepEqual(folder.names(), ["db", "new"]);
});

Deno.test("sqlite: a file that the system lets one only read is only read", async (t) => {
  await using folder = await temporaryFolder();
  const path = await made(folder);
  await Deno.chmod(path, 0o400);
  const isRoot = await Deno.open(path, { write: true }).then((file) => {
    file.close();
    return true;
  }, () => false);
  await t.step({
    name: "as one who is not root",
    ignore: isRoot,
    async fn() {
      await using store = await sqliteRecordStore(path);
      assert.equal((await all(store.list())).length, 1);
      await assert.rejects(fill(store, [record("d", "b")]), PermissionError);
    },
  });
});

Deno.test("sqlite: a database is not much larger than the records that it holds", async () => {
  await using folder = await temporaryFolder();
  const uid = "x".repeat(1_200), count = 500;
  await using store = await sqliteRecordStore(folder.at("db"));
  await fill(
    store,
    Array.from({ length: count }, (_, at) => ({
      ...record(`domain ${at % 10}`, `access ${at}`),
      attributes: attributes({ uid }),
    })),
  );
  const { size } = await Deno.stat(folder.at("db"));
  assert.ok(size < 1.5 * count * uid.length, `${size}`);
});
