/**
 * The database that secret_wallet 0.6.3 made (tests/vectors/wallet), used in place.
 */

import { DatabaseSync } from "node:sqlite";
import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { sqliteRecordStore } from "../../backends/sqlite/record_store.ts";
import {
  ConflictError,
  DamagedError,
  NotFoundError,
  UsageError,
} from "../../core/errors.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import {
  all,
  attributes,
  fill,
  insert,
  keysOf,
  ODD_TEXTS,
  plain,
  record,
  versionAt,
} from "../support/record_store_samples.ts";
import { makeV0 } from "../support/record_stores.ts";

const VECTORS = new URL("../vectors/wallet/", import.meta.url);
const NAME = "secretwallet.sqlite";
const DUMP: { schema: (string | null)[]; rows: (string | null)[][] } = vector(
  "sqlite_dump.json",
);
const ORDER: [string, string][] = vector<Record<string, [string, string][]>>(
  "order.local_sqlite.json",
)
  .list_secrets_all!;

function vector<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(name, VECTORS)));
}

/** A folder with a copy of the original's database. */
async function folderWithOriginal(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  await Deno.copyFile(new URL(NAME, VECTORS), folder.at(NAME));
  return folder;
}

/** Everything in a database but the rows, and all rows as bytes, in rowid order. */
function anatomy(path: string) {
  using database = opened(path);
  const pragmas = ["user_version", "application_id", "journal_mode", "page_size"];
  const more = ["encoding", "auto_vacuum", "schema_version"];
  return {
    schema: database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema").all(),
    pragmas: [...pragmas, ...more].map((name) =>
      database.prepare(`PRAGMA ${name}`).get()
    ),
    rows: database.prepare(
      "SELECT rowid, hex(domain), hex(access), hex(uid), hex(pwd), hex(info), " +
        "hex(timestamp), typeof(info) FROM access_secrets",
    ).all().map((row) => Object.values(row as object)),
    integrity: database.prepare("PRAGMA integrity_check").all(),
  };
}

function opened(path: string): { prepare: DatabaseSync["prepare"] } & Disposable {
  const database = new DatabaseSync(path);
  return {
    prepare: (sql) => database.prepare(sql),
    [Symbol.dispose]: () => database.close(),
  };
}

function rawInfo(path: string, access: string): unknown {
  using database = opened(path);
  const row = database.prepare("SELECT info FROM access_secrets WHERE access = ?");
  return (row.get(access) as { info: unknown }).info;
}

Deno.test("original database: all rows are read as they are", async () => {
  await using folder = await folderWithOriginal();
  await using store = await openRecordStore(`sqlite:${folder.at(NAME)}`);
  assert.deepEqual(store.features.attributes, ["uid", "pwd", "info", "timestamp"]);
  assert.equal(store.features.header, false);
  assert.equal(await store.header(), null);
  assert.deepEqual(keysOf(await all(store.list())), ORDER);
  for (const [domain, access, uid, pwd, info, timestamp] of DUMP.rows) {
    const { value } = (await store.get({ domain: domain!, access: access! }))!;
    const { info: parsed, ...texts } = Object.fromEntries(value.attributes);
    assert.deepEqual(texts, { uid, pwd, timestamp });
    // The order of names such as "10" is lost in what JSON.parse gives.
    assert.deepEqual(
      Object.fromEntries(parsed as Map<string, string>),
      JSON.parse(info!),
    );
  }
  const astral = (await store.get({ domain: "😀", access: "astral" }))!.value;
  const info = astral.attributes.get("info") as Map<string, string>;
  assert.deepEqual([...info.keys()], ["z", "a", "m", "10", "9", "constructor"]);
});

Deno.test("original database: reading changes no byte", async () => {
  await using folder = await folderWithOriginal();
  const before = await Deno.readFile(folder.at(NAME));
  await using store = await openRecordStore(`sqlite:${folder.at(NAME)}`);
  await all(store.list());
  await store.get({ domain: "a", access: "z" });
  assert.deepEqual(await Deno.readFile(folder.at(NAME)), before);
  assert.deepEqual(folder.names(), [NAME]);
});

Deno.test("original database: one row changed leaves all else as it was", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  await Deno.chmod(path, 0o644);
  const before = anatomy(path);
  const key = { domain: "Bank", access: "Konto 1" };
  await using store = await openRecordStore(`sqlite:${path}`);
  const { value, version } = (await store.get(key))!;
  const changed: StoredRecord = {
    ...key,
    attributes: new Map<string, Attribute>([...value.attributes, ["uid", "new"]]),
  };
  await store.commit([{ do: "put", record: changed, expected: version }]);
  const after = anatomy(path);
  const at = before.rows.findIndex((row) => row[1] === hex("Bank"));
  before.rows[at]![3] = hex("new");
  assert.deepEqual(after, before);
  assert.deepEqual(after.integrity.map((row) => ({ ...row })), [{
    integrity_check: "ok",
  }]);
  assert.deepEqual(after.schema.map((row) => (row as { sql: unknown }).sql), DUMP.schema);
  assert.deepEqual(folder.names(), [NAME]);
  if (Deno.build.os !== "windows") {
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o644);
  }
});

Deno.test("original database: rows written anew are the same bytes", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  const before = anatomy(path);
  await using store = await openRecordStore(`sqlite:${path}`);
  for await (const { value, version } of store.list()) {
    await store.commit([{ do: "put", record: value, expected: version }]);
  }
  assert.deepEqual(anatomy(path), before);
  const records = await all(store.list());
  for await (const { value, version } of store.list()) {
    const { domain, access } = value;
    const key = { domain, access };
    await store.commit([{ do: "delete", key, expected: version }]);
  }
  assert.deepEqual(anatomy(path).rows, []);
  await fill(store, records);
  const bytesOf = (rows: unknown[][]) => rows.map((row) => row.slice(1).join()).sort();
  const after = anatomy(path);
  assert.deepEqual(bytesOf(after.rows), bytesOf(before.rows));
  assert.deepEqual({ ...after, rows: [] }, { ...before, rows: [] });
});

Deno.test("original database: info is written as Python writes it", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at(NAME);
  makeV0(path);
  await using store = await openRecordStore(`sqlite:${path}`);
  const info = new Map([
    ["naïve key", "v"],
    ["10", "\x7f\b\f\n\r\t\x1f"],
    ["2", '"\\/'],
    ["__proto__", "🔑\ud800"],
  ]);
  await fill(store, [{ domain: "d", access: "full", attributes: attributes({ info }) }]);
  await fill(store, [{ domain: "d", access: "empty", attributes: attributes() }]);
  await fill(store, [{
    domain: "d",
    access: "-",
    attributes: attributes({ info: null }),
  }]);
  assert.equal(
    rawInfo(path, "full"),
    String.raw`{"na\u00efve key": "v", "10": "\u007f\b\f\n\r\t\u001f", "2": "\"\\/", ` +
      String.raw`"__proto__": "\ud83d\udd11\ud800"}`,
  );
  assert.equal(rawInfo(path, "empty"), "{}");
  assert.equal(rawInfo(path, "-"), null);
});

Deno.test("original database: info that is no map of texts is damage, and says which file", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at(NAME);
  for (
    const info of ["", "null", "[]", '"x"', '{"a": 1}', '{"a": {}}', '{"a": "b"', "{}x"]
  ) {
    await Deno.remove(path).catch(() => {});
    makeV0(path);
    {
      using database = opened(path);
      database.prepare("INSERT INTO access_secrets VALUES ('d', 'a', '', '', ?, '')")
        .run(info);
    }
    await using store = await openRecordStore(`sqlite:${path}`);
    for (
      const read of [
        () => store.get({ domain: "d", access: "a" }),
        () => all(store.list()),
      ]
    ) {
      await assert.rejects(read, (error) => {
        assert.ok(error instanceof DamagedError, `${info}: ${error}`);
        assert.ok(error.message.includes(path));
        return true;
      });
    }
  }
});

Deno.test("original database: text that is not UTF-8 is damage, zeros are none", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at(NAME);
  makeV0(path);
  {
    using database = opened(path);
    const put = database.prepare(
      "INSERT INTO access_secrets VALUES (CAST(? AS TEXT), 'a', CAST(? AS TEXT), '', '{}', '')",
    );
    put.run(new Uint8Array([0x61, 0, 0x62]), new Uint8Array([0, 0x63]));
    put.run(new Uint8Array([0x62, 0xff]), new Uint8Array([0x63]));
  }
  await using store = await openRecordStore(`sqlite:${path}`);
  const { value } = (await store.get({ domain: "a\0b", access: "a" }))!;
  assert.deepEqual([value.domain, value.attributes.get("uid")], ["a\0b", "\0c"]);
  assert.equal(await store.get({ domain: "a", access: "a" }), null);
  await assert.rejects(all(store.list()), DamagedError);
});

Deno.test("original database: what its columns cannot hold is refused before anything is written", async () => {
  await using folder = await folderWithOriginal();
  await using store = await openRecordStore(`sqlite:${folder.at(NAME)}`);
  const before = await Deno.readFile(folder.at(NAME));
  const full = attributes();
  const without = new Map([...full].filter(([name]) => name !== "pwd"));
  const wrong: Map<string, Attribute>[] = [
    without,
    new Map(),
    new Map([...full, ["info", "{}"]]),
    new Map<string, Attribute>([...full, ["uid", new Map()]]),
    new Map([...full, ["uid", "\ud800"]]),
    new Map([...full, ["seal", "x"]]),
  ];
  for (const attributes of wrong) {
    const bad = { domain: "d", access: "a", attributes };
    await assert.rejects(
      store.commit([insert(record("x", "y")), insert(bad)]),
      UsageError,
    );
  }
  assert.deepEqual(await Deno.readFile(folder.at(NAME)), before);
});

Deno.test("original database: another table of it is named", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  {
    using database = opened(path);
    const create = DUMP.schema[0]!.replace("access_secrets", "Other-1.table");
    database.prepare(create).run();
  }
  await using other = await openRecordStore(`sqlite:${path}?table=other-1.TABLE`);
  await fill(other, [record("only", "here")]);
  await other.backup("x");
  await using same = await openRecordStore(`sqlite:${path}?table=access_secrets`);
  await using unnamed = await openRecordStore(`sqlite:${path}`);
  assert.deepEqual(keysOf(await all(other.list())), [["only", "here"]]);
  assert.deepEqual(keysOf(await all(same.list())), ORDER);
  assert.deepEqual(keysOf(await all(unnamed.list())), ORDER);
  await assert.rejects(openRecordStore(`sqlite:${path}?table=none`), NotFoundError);
  for (
    const name of ["", "a b", 'a"; DROP TABLE access_secrets; --', "ä", "x".repeat(256)]
  ) {
    await assert.rejects(sqliteRecordStore(path, { table: name }), UsageError);
  }
});

Deno.test("original database: a table that is only named is not made", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at(NAME);
  await using store = await openRecordStore(`sqlite:${path}?table=access_secrets`);
  assert.equal(store.features.header, false);
  assert.deepEqual(await all(store.list()), []);
  await assert.rejects(fill(store, [record("d", "a")]), NotFoundError);
  await assert.rejects(store.backup("x"), NotFoundError);
  assert.deepEqual(folder.names(), []);
  // Once somebody has made it, it serves.
  makeV0(path);
  await fill(store, [record("d", "a")]);
  assert.equal((await all(store.list())).length, 1);
});

Deno.test("original database: a backup is such a database, and brings back the bytes", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  const before = anatomy(path);
  await using store = await openRecordStore(`sqlite:${path}`);
  const { id } = await store.backup("as it was");
  await using copy = await openRecordStore(`sqlite:${folder.at(id)}`);
  assert.deepEqual(
    (await all(copy.list())).map(plain),
    (await all(store.list())).map(plain),
  );
  const key = { domain: "a", access: "z" };
  await store.commit([{ do: "delete", key, expected: await versionAt(store, key) }]);
  await store.restore(id);
  const rows = (path: string) => anatomy(path).rows.map((row) => row.slice(1)).sort();
  const sorted = before.rows.map((row) => row.slice(1)).sort();
  assert.deepEqual(rows(path), sorted);
  assert.deepEqual(rows(folder.at(id)), sorted);
  assert.deepEqual({ ...anatomy(path), rows: [] }, { ...before, rows: [] });
});

Deno.test("original database: a backup that contradicts itself is not restored", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  await using store = await openRecordStore(`sqlite:${path}`);
  const { id } = await store.backup("x");
  const bytes = await Deno.readFile(folder.at(id));
  const text = new TextDecoder("latin1").decode(bytes);
  // A name stands in the table and in its index. SQLite reads either without a word.
  const places = [...text.matchAll(/BankKonto 1/g)].map(({ index }) => index);
  assert.equal(places.length, 2);
  const before = await Deno.readFile(path);
  for (const place of places) {
    await Deno.writeFile(folder.at(id), bytes.with(place, 0x42 + 1) as typeof bytes);
    await assert.rejects(store.restore(id), DamagedError);
    assert.deepEqual(await Deno.readFile(path), before);
  }
});

Deno.test("original database: restored where it has been deleted, it is one again", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  const before = anatomy(path);
  let id: string;
  {
    await using store = await openRecordStore(`sqlite:${path}`);
    ({ id } = await store.backup("as it was"));
  }
  await Deno.remove(path);
  await using named = await openRecordStore(`sqlite:${path}?table=access_secrets`);
  await named.restore(id);
  assert.deepEqual(keysOf(await all(named.list())), ORDER);
  assert.deepEqual(anatomy(path).schema[0], before.schema[0]);
});

Deno.test("original database: replaced by one of Coffer's, it is another store", async () => {
  await using folder = await folderWithOriginal();
  const path = folder.at(NAME);
  await using store = await openRecordStore(`sqlite:${path}`);
  await using other = await openRecordStore(`sqlite:${folder.at("v1.sqlite")}`);
  await fill(other, [record("d", "a")]);
  await Deno.rename(folder.at("v1.sqlite"), path);
  const key = { domain: "a", access: "z" };
  const expected = await versionAt(store, key);
  const commit = () => store.commit([{ do: "delete", key, expected }]);
  await assert.rejects(commit, ConflictError);
  await assert.rejects(commit, ConflictError);
});

const PYTHON = `
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
rows = database.execute("SELECT domain, access, uid, pwd, info, timestamp FROM access_secrets")
print(json.dumps([[*row[:4], list(json.loads(row[4]).items()), row[5], json.dumps(json.loads(row[4])) == row[4]] for row in rows]))
print(database.execute("PRAGMA integrity_check").fetchone()[0])
`;

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["-c", "import sqlite3"] })
      .output())
      .success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "original database: Python reads what was written",
  ignore: !(await hasPython()),
  async fn() {
    await using folder = await folderWithOriginal();
    await using store = await openRecordStore(`sqlite:${folder.at(NAME)}`);
    const written = ODD_TEXTS.filter((text) => text.length < 100).map((text, i) => ({
      domain: text,
      access: `${i}`,
      attributes: attributes({ uid: text, info: new Map([[text, text], ["2", ""]]) }),
    }));
    await fill(store, written);
    const { success, stdout } = await new Deno.Command("python3", {
      args: ["-c", PYTHON, folder.at(NAME)],
    }).output();
    assert.ok(success);
    const [rows, integrity] = new TextDecoder().decode(stdout).trim().split("\n");
    assert.equal(integrity, "ok");
    const read = JSON.parse(rows!) as unknown[][];
    assert.equal(read.length, DUMP.rows.length + written.length);
    for (const { domain, access, attributes } of written) {
      const found = read.find((row) => row[0] === domain && row[1] === access);
      const { uid, pwd, info, timestamp } = Object.fromEntries(attributes);
      const entries = [...info as Map<string, string>];
      assert.deepEqual(found, [domain, access, uid, pwd, entries, timestamp, true]);
    }
  },
});

function hex(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}
