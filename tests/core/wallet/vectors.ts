/**
 * The wallet vectors: what secret_wallet 0.6.3 wrote (tests/vectors/wallet). The info
 * maps of SQLite and of `save` come in the order of the file, which `JSON.parse` would
 * not keep; DynamoDB's have none.
 */

import { fieldKeyV0 } from "../../../core/wallet/keys_v0.ts";
import type { FernetKey } from "../../../core/crypto/fernet.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import type { StoredRecordV0 } from "../../../core/wallet/stored_v0.ts";
import { type Json, JsonString, parseJson } from "../../../core/json.ts";

const FOLDER = new URL("../../vectors/wallet/", import.meta.url);

/** A vector file by its name without `.json`. */
export function vector<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, FOLDER)));
}

/** One token of fernet.json. */
export interface TokenVector {
  plaintext: string;
  plaintext_latin1_hex: string;
  memorable: string;
  salt: string;
  fernet_key: string;
  token: string;
  version: number;
  timestamp: number;
  iv_hex: string;
  ciphertext_len: number;
  hmac_hex: string;
}

/** fernet.json. */
export interface FernetVectors {
  tokens: TokenVector[];
  info: {
    info: Record<string, string> | null;
    memorable?: string;
    salt?: string;
    encrypted: Record<string, string>;
    encrypted_key_order?: string[];
  }[];
  acceptance: {
    case: string;
    token: string;
    memorable: string;
    salt: string | null;
    ok?: string;
    error?: { type: string };
  }[];
}

/** manifest.json, as far as it is used. */
export interface Manifest {
  device_password: string;
  memorable: string;
  salt_key: string;
  new_memorable_after_reconf: string;
  new_device_after_reconf: string;
  secrets_inserted_with_insert_secret: {
    domain: string;
    access: string;
    uid: string | null;
    pwd: string | null;
    timestamp: string;
  }[];
}

const keys = new Map<string, Promise<FernetKey>>();

/** The field key of a memorable password and a device key, derived once. */
export function cachedKey(memorable: string, deviceKey: string): Promise<FernetKey> {
  const id = JSON.stringify([memorable, deviceKey]);
  const key = keys.get(id) ?? fieldKeyV0(memorable, deviceKey);
  keys.set(id, key);
  return key;
}

/** The records of sqlite_dump.json. */
export function sqliteRecords(): StoredRecordV0[] {
  const { rows } = vector<{ rows: string[][] }>("sqlite_dump");
  return rows.map(([domain, access, uid, pwd, info, timestamp]) => ({
    domain: domain!,
    access: access!,
    uid: uid!,
    pwd: pwd!,
    info: texts(parse(new TextEncoder().encode(info!))),
    timestamp: timestamp!,
  }));
}

/** The items of dynamo_scan.json and dynamo_get_item.json. */
export function dynamoRecords(): StoredRecordV0[] {
  const { Items } = vector<{ Items: DynamoItem[] }>("dynamo_scan");
  return [...Items, vector<DynamoItem>("dynamo_get_item")].map((item) => ({
    domain: item.domain.S,
    access: item.access.S,
    uid: item.uid.S,
    pwd: item.pwd.S,
    info: new Map(Object.entries(item.info.M).map(([name, { S }]) => [name, S])),
    timestamp: item.timestamp.S,
  }));
}

interface DynamoItem {
  domain: { S: string };
  access: { S: string };
  uid: { S: string };
  pwd: { S: string };
  info: { M: Record<string, { S: string }> };
  timestamp: { S: string };
}

/** The records of an encrypted `save`. */
export function encryptedSave(name: string): StoredRecordV0[] {
  return saved(name).map(({ texts: [domain, access, uid, pwd, timestamp], info }) => ({
    domain: domain!,
    access: access!,
    uid: uid!,
    pwd: pwd!,
    info,
    timestamp: timestamp!,
  }));
}

/** The records of a decrypted `save`. */
export function decryptedSave(name: string): WalletRecord[] {
  return saved(name).map(({ texts: [domain, access, uid, pwd, updated], info }) => ({
    domain: domain!,
    access: access!,
    uid: uid!,
    pwd: pwd!,
    info,
    updated: updated!,
  }));
}

const FIELDS = ["domain", "access", "uid", "pwd", "timestamp"];

function saved(name: string): { texts: string[]; info: Map<string, string> }[] {
  const list = parse(Deno.readFileSync(new URL(`save.${name}.json`, FOLDER)));
  return (list as Json[]).map((entry) => {
    const fields = entry as Map<string, Json>;
    return {
      texts: FIELDS.map((field) => (fields.get(field) as JsonString).text()),
      info: texts(fields.get("info")!),
    };
  });
}

function parse(bytes: Uint8Array): Json {
  return parseJson(bytes, { maxDepth: 8, ascii: true });
}

function texts(object: Json): Map<string, string> {
  const entries = [...(object as Map<string, JsonString>)];
  return new Map(entries.map(([name, value]) => [name, value.text()]));
}
