/**
 * Format v0: records as the Python program secret_wallet stores them
 * (docs/format.md). Every value is a Fernet token over Latin-1 text; the names are in
 * the clear. Nothing binds a token to its place.
 *
 * @module
 */

import { wipe } from "../bytes.ts";
import type { FernetKey, SealOptions } from "../crypto/fernet.ts";
import { AuthenticationError, DamagedError } from "../errors.ts";
import { latin1Bytes, latin1Text } from "../latin1.ts";
import { formatKey } from "../stash/key.ts";
import type { WalletRecord } from "./record.ts";
import type { StoredRecordV0 } from "./stored_v0.ts";
import { timestampV0 } from "./timestamp_v0.ts";

/** The place of one field, for messages. */
export interface FieldPlace {
  domain: string;
  access: string;
  /** One of its two fields, or the name of an info entry. */
  field: "uid" | "pwd" | { info: string };
}

/** What sealing a field needs beside its text. */
export interface SealFieldOptions extends SealOptions {
  key: FernetKey;
}

/** What sealing a record needs beside the record. */
export interface SealRecordOptions extends SealFieldOptions {
  /** The timestamp to be stored, where it is not the present moment. */
  timestamp?: string;
}

/**
 * Seals a record, every field anew. `record.updated` is not looked at: a changed
 * record gets the present moment unless `timestamp` says otherwise.
 *
 * @throws {UsageError} if a value has characters outside Latin-1; it names the field
 */
export function sealRecordV0(
  record: WalletRecord,
  { timestamp, ...options }: SealRecordOptions,
): StoredRecordV0 {
  const { domain, access } = record;
  const seal = (text: string | null, field: FieldPlace["field"]) =>
    sealFieldV0(text, { domain, access, field }, options);
  return {
    domain,
    access,
    timestamp: timestamp ?? timestampV0(options.clock()),
    uid: seal(record.uid, "uid"),
    pwd: seal(record.pwd, "pwd"),
    info: new Map(
      [...record.info].map(([name, text]) => [name, seal(text, { info: name })]),
    ),
  };
}

/**
 * Seals one field, `null` as the empty text.
 *
 * @throws {UsageError} if the text has characters outside Latin-1; it names the field
 */
export function sealFieldV0(
  text: string | null,
  place: FieldPlace,
  { key, ...options }: SealFieldOptions,
): string {
  const plaintext = latin1Bytes(text ?? "", `the ${describe(place)}`);
  try {
    return key.seal(plaintext, options);
  } finally {
    wipe(plaintext);
  }
}

/**
 * Opens a stored record. A field that is stored as nothing at all stays `null`; one
 * that secret_wallet wrote is text, if empty.
 *
 * @throws {AuthenticationError} if a field does not open with this key; it names the field
 * @throws {DamagedError} if a field holds no token; it names the field
 */
export function openRecordV0(stored: StoredRecordV0, key: FernetKey): WalletRecord {
  const { domain, access, timestamp } = stored;
  const open = (token: string, field: FieldPlace["field"]) =>
    openFieldV0(token, { domain, access, field }, key);
  return {
    domain,
    access,
    uid: stored.uid === null ? null : open(stored.uid, "uid"),
    pwd: stored.pwd === null ? null : open(stored.pwd, "pwd"),
    info: new Map(
      [...stored.info].map(([name, token]) => [name, open(token, { info: name })]),
    ),
    ...(timestamp === null ? {} : { updated: timestamp }),
  };
}

/**
 * Opens one field.
 *
 * @throws {AuthenticationError} if it does not open with this key; it names the field
 * @throws {DamagedError} if it holds no token; it names the field
 */
export function openFieldV0(token: string, place: FieldPlace, key: FernetKey): string {
  const plaintext = openToken(token, place, key);
  try {
    return latin1Text(plaintext);
  } finally {
    wipe(plaintext);
  }
}

function openToken(token: string, place: FieldPlace, key: FernetKey): Uint8Array {
  try {
    return key.open(token);
  } catch (cause) {
    if (cause instanceof AuthenticationError) {
      throw new AuthenticationError(
        `the ${describe(place)} does not open: wrong memorable password, wrong device ` +
          "key, or damaged data",
        {
          cause,
          hint:
            "try again; if other records open, this one is damaged or has another key",
        },
      );
    }
    if (cause instanceof DamagedError) {
      throw new DamagedError(`the ${describe(place)} is damaged (${cause.message})`, {
        cause,
        hint: "set the field again, or restore the record from a backup",
      });
    }
    throw cause;
  }
}

/** "uid of DOMAIN/ACCESS", escaped. */
function describe({ domain, access, field }: FieldPlace): string {
  const name = typeof field === "string" ? field : formatKey(["info", field.info]);
  return `${name} of ${formatKey([domain, access])}`;
}
