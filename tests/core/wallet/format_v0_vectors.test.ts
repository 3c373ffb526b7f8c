import assert from "node:assert/strict";
import { decodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import type { SealOptions } from "../../../core/crypto/fernet.ts";
import { AuthenticationError, DamagedError, UsageError } from "../../../core/errors.ts";
import {
  openFieldV0,
  openRecordV0,
  sealFieldV0,
  sealRecordV0,
} from "../../../core/wallet/format_v0.ts";
import { deviceKeyV0 } from "../../../core/wallet/keys_v0.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import type { StoredRecordV0 } from "../../../core/wallet/stored_v0.ts";
import {
  cachedKey,
  decryptedSave,
  dynamoRecords,
  encryptedSave,
  type FernetVectors,
  type Manifest,
  sqliteRecords,
  vector,
} from "./vectors.ts";

const MANIFEST = vector<Manifest>("manifest");
const PUBLIC = await cachedKey(MANIFEST.memorable, MANIFEST.salt_key);

/** Takes IVs and times from tokens, in order: what sealed them once does so again. */
function replay(tokens: Iterable<string | null>): SealOptions {
  const parts = [...tokens].map((token) => decodeBase64Url(token!)!);
  const ivs = parts.map((bytes) => bytes.slice(9, 25));
  const times = parts.map((bytes) => Number(new DataView(bytes.buffer).getBigUint64(1)));
  return {
    random: () => ivs.shift()!,
    clock: () => new Date(times.shift()! * 1000),
  };
}

function tokens(stored: StoredRecordV0): (string | null)[] {
  return [stored.uid, stored.pwd, ...stored.info.values()];
}

function byName<R extends { domain: string; access: string }>(
  records: R[],
): Map<string, R> {
  const name = ({ domain, access }: R) => JSON.stringify([domain, access]);
  return new Map(records.map((record) => [name(record), record]));
}

/** Without the times, which differ for the record that was made by hand in each store. */
function undated(records: WalletRecord[]): Omit<WalletRecord, "updated">[] {
  return records.map(({ updated: _, ...record }) => record);
}

Deno.test("v0: every stored record opens to what was put in", () => {
  const plain = byName(undated(decryptedSave("local_sqlite.decrypted")));
  for (const records of [sqliteRecords(), dynamoRecords()]) {
    const opened = byName(undated(records.map((it) => openRecordV0(it, PUBLIC))));
    assert.equal(opened.size, 12);
    assert.deepEqual(opened, plain);
  }
  const stored = byName(sqliteRecords().map((it) => openRecordV0(it, PUBLIC)));
  for (const put of MANIFEST.secrets_inserted_with_insert_secret) {
    const record = stored.get(JSON.stringify([put.domain, put.access]))!;
    assert.equal(record.uid, put.uid ?? "");
    assert.equal(record.pwd, put.pwd ?? "");
    assert.equal(record.updated, put.timestamp);
  }
});

Deno.test("v0: every stored record is written again, token for token", () => {
  const all = [
    ...sqliteRecords(),
    ...dynamoRecords(),
    ...encryptedSave("local_sqlite.encrypted"),
    ...encryptedSave("aws_dynamo.encrypted"),
    ...encryptedSave("reloaded.encrypted"),
  ];
  assert.equal(all.length, 12 + 13 + 3 * 12);
  for (const stored of all) {
    const record = openRecordV0(stored, PUBLIC);
    const again = sealRecordV0(record, {
      key: PUBLIC,
      ...replay(tokens(stored)),
      timestamp: record.updated!,
    });
    assert.deepEqual(again, stored);
    assert.deepEqual([...again.info.keys()], [...stored.info.keys()]);
  }
});

Deno.test("v0: an encrypted save opens to the decrypted one, order and times too", () => {
  const pairs = [
    ["local_sqlite.encrypted", "local_sqlite.decrypted"],
    ["aws_dynamo.encrypted", "aws_dynamo.decrypted"],
    ["local_sqlite.encrypted", "reloaded2.decrypted"],
  ] as const;
  for (const [encrypted, decrypted] of pairs) {
    const opened = encryptedSave(encrypted).map((it) => openRecordV0(it, PUBLIC));
    const plain = decryptedSave(decrypted);
    assert.equal(plain.length, 12);
    assert.deepEqual(opened, plain, encrypted);
    const order = (records: WalletRecord[]) => records.map((it) => [...it.info.keys()]);
    assert.deepEqual(order(opened), order(plain));
  }
});

Deno.test("v0: what the original loaded from its own save opens to the same", () => {
  const reloaded = encryptedSave("reloaded.encrypted");
  const opened = byName(reloaded.map((it) => openRecordV0(it, PUBLIC)));
  // Saved from DynamoDB, loaded into SQLite, saved again: the order is another.
  assert.deepEqual(opened, byName(decryptedSave("aws_dynamo.decrypted")));
});

Deno.test("v0: what the original's reconf wrote opens with the new passwords", async () => {
  const { new_memorable_after_reconf: memorable, salt_key } = MANIFEST;
  const newDevice = await deviceKeyV0(MANIFEST.new_device_after_reconf);
  const expected = decryptedSave("local_sqlite.decrypted").map((record) => {
    if (record.domain !== "energy") return record;
    // Between the saves this one was renamed, and an entry deleted.
    const info = new Map(record.info);
    info.delete("gas account");
    return { ...record, access: "renamed", info };
  });
  const saves = [
    ["reconf_memorable.encrypted", salt_key],
    ["reconf_device.encrypted", newDevice],
  ] as const;
  for (const [name, device] of saves) {
    const key = await cachedKey(memorable, device);
    const opened = encryptedSave(name).map((it) => openRecordV0(it, key));
    assert.deepEqual(byName(undated(opened)), byName(undated(expected)), name);
    assert.throws(
      () => openRecordV0(encryptedSave(name)[0]!, PUBLIC),
      AuthenticationError,
    );
  }
});

Deno.test("v0: every info map of fernet.json, both ways, in order", async () => {
  const { info: cases } = vector<FernetVectors>("fernet");
  assert.equal(cases.length, 12);
  for (const it of cases) {
    const key = await cachedKey(
      it.memorable ?? MANIFEST.memorable,
      it.salt ?? MANIFEST.salt_key,
    );
    const order = it.encrypted_key_order ?? [];
    const stored = {
      domain: "d",
      access: "a",
      uid: null,
      pwd: null,
      info: new Map(order.map((name) => [name, it.encrypted[name]!])),
      timestamp: null,
    };
    const record = openRecordV0(stored, key);
    assert.deepEqual([...record.info.keys()], order);
    assert.deepEqual(record.info, new Map(Object.entries(it.info ?? {})));
    const options = replay([...stored.info.values()]);
    for (const [name, text] of record.info) {
      const place = { domain: "d", access: "a", field: { info: name } };
      const again = sealFieldV0(text, place, { key, ...options });
      assert.equal(again, stored.info.get(name));
    }
  }
});

Deno.test("v0: every acceptance case of fernet.json", async () => {
  const expected = new Map<string, typeof DamagedError | typeof AuthenticationError>([
    ["no padding", DamagedError],
    ["flipped hmac", AuthenticationError],
    ["flipped version", DamagedError],
    ["flipped ciphertext", AuthenticationError],
    ["truncated", DamagedError],
    ["empty token", DamagedError],
    ["not base64", DamagedError],
    ["wrong memorable", AuthenticationError],
    ["wrong salt", AuthenticationError],
    ["non-latin1 token", DamagedError],
  ]);
  const place = { domain: "d", access: "a", field: "pwd" } as const;
  const seen = new Set<string>();
  for (const it of vector<FernetVectors>("fernet").acceptance) {
    seen.add(it.case);
    if (it.case === "memorable outside latin1") {
      await assert.rejects(
        async () => await cachedKey(it.memorable, it.salt!),
        UsageError,
      );
    } else if (it.case === "salt None") {
      await assert.rejects(
        async () => await cachedKey(it.memorable, it.salt!),
        TypeError,
      );
    } else {
      const key = await cachedKey(it.memorable, it.salt!);
      const open = () => openFieldV0(it.token, place, key);
      assert.notEqual(it.ok !== undefined, expected.has(it.case), it.case);
      if (it.ok !== undefined) assert.equal(open(), it.ok, it.case);
      else assert.throws(open, expected.get(it.case)!, it.case);
    }
  }
  assert.equal(seen.size, 19);
});
