/**
 * Takes a stored record apart (docs/format_v1.md, section 9.2), strictly. Nothing of it is
 * authenticated yet.
 *
 * @module
 */

import { decodeBase64Url, decodedLength, fromBase64Url } from "../../base64url.ts";
import { MAC_LENGTH } from "../../crypto/hmac.ts";
import { DamagedError } from "../../errors.ts";
import type { StoredRecord } from "../../ports.ts";
import {
  type InfoPart,
  RECORD_ID_LENGTH,
  type RecordParts,
  type SealedParts,
} from "./record_parts.ts";
import { parseSealed } from "./sealed_text.ts";
import { isTimestampV1 } from "./timestamp.ts";

const REQUIRED = ["epoch", "id", "rev", "updated", "names", "seal"] as const;
const OPTIONAL = ["uid", "pwd", "info", "info_names"] as const;
const KNOWN = new Set<string>([...REQUIRED, ...OPTIONAL]);
const INTEGER = /^[1-9][0-9]{0,15}$/;

/**
 * The parts of a stored record.
 *
 * @throws {DamagedError} if it has not just the attributes of the format, in their form
 */
export function parseRecord(stored: StoredRecord): SealedParts {
  const { domain, access, attributes } = stored;
  for (const name of attributes.keys()) {
    if (!KNOWN.has(name)) throw new DamagedError("it has an attribute that is not ours");
  }
  const updated = textOf(attributes, "updated");
  if (!isTimestampV1(updated)) throw new DamagedError("updated is no time");
  const parts = {
    key: { domain, access },
    epoch: integerOf(attributes, "epoch"),
    recordId: bytesOf(attributes, "id", RECORD_ID_LENGTH),
    id: textOf(attributes, "id"),
    rev: integerOf(attributes, "rev"),
    updated,
    names: namesOf(attributes),
    uid: sealedOf(attributes, "uid"),
    pwd: sealedOf(attributes, "pwd"),
    info: infoOf(attributes),
  };
  return { parts, seal: bytesOf(attributes, "seal", MAC_LENGTH) };
}

type Attributes = StoredRecord["attributes"];

/**
 * What sealed texts are decoded into. Small arrays of their own for ten thousand records
 * would take longer to make than the records to check; the price is that a record that is
 * kept keeps its neighbours' ciphertext.
 */
const SLAB_LENGTH = 16_384;
/** Ciphers copy a nonce that does not begin at a multiple of this. */
const ALIGNMENT = 4;
let slab = new ArrayBuffer(0);
let used = 0;

function decode(text: string): Uint8Array<ArrayBuffer> {
  const length = decodedLength(text);
  if (used + length > slab.byteLength) {
    slab = new ArrayBuffer(Math.max(length, SLAB_LENGTH));
    used = 0;
  }
  const bytes = new Uint8Array(slab, used, length);
  used += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  decodeBase64Url(text, bytes);
  return bytes;
}

function textOf(attributes: Attributes, name: string): string {
  const value = attributes.get(name);
  if (isText(value)) return value;
  throw new DamagedError(`${name} is missing, or no text`);
}

function mapOf(attributes: Attributes, name: string): ReadonlyMap<string, string> {
  const value = attributes.get(name);
  if (value instanceof Map && value.values().every(isText)) return value;
  throw new DamagedError(`${name} is missing, or no map`);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function integerOf(attributes: Attributes, name: string): number {
  const text = textOf(attributes, name);
  const integer = Number(text);
  if (INTEGER.test(text) && Number.isSafeInteger(integer)) return integer;
  throw new DamagedError(`${name} is no number that may stand there`);
}

function bytesOf(
  attributes: Attributes,
  name: string,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = named(name, () => fromBase64Url(textOf(attributes, name)));
  if (bytes.length === length) return bytes;
  throw new DamagedError(`${name} has a wrong length`);
}

function sealedOf(
  attributes: Attributes,
  name: "uid" | "pwd",
): Uint8Array<ArrayBuffer> | null {
  if (!attributes.has(name)) return null;
  return named(name, () => parseSealed(textOf(attributes, name), decode));
}

function namesOf(attributes: Attributes): RecordParts["names"] {
  const names = mapOf(attributes, "names");
  const [domain, access] = [names.get("domain"), names.get("access")];
  if (names.size !== 2 || domain === undefined || access === undefined) {
    throw new DamagedError("names are not domain and access");
  }
  return named("names", () => ({
    domain: parseSealed(domain, decode),
    access: parseSealed(access, decode),
  }));
}

function infoOf(attributes: Attributes): Map<string, InfoPart> | null {
  if (!attributes.has("info") && !attributes.has("info_names")) return null;
  const [values, names] = [mapOf(attributes, "info"), mapOf(attributes, "info_names")];
  if (values.size !== names.size) throw new DamagedError("info does not fit its names");
  const info = new Map<string, InfoPart>();
  for (const [key, value] of values) {
    const name = names.get(key);
    if (name === undefined) throw new DamagedError("info does not fit its names");
    info.set(key, named("info", () => infoPart(key, name, value)));
  }
  return info;
}

function infoPart(key: string, name: string, value: string): InfoPart {
  const hash = decode(key);
  if (hash.length !== MAC_LENGTH) throw new DamagedError("a hash of a wrong length");
  return { hash, name: parseSealed(name, decode), value: parseSealed(value, decode) };
}

/** Says which attribute the trouble is in. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof DamagedError)) throw cause;
    throw new DamagedError(`${name}: ${cause.message}`, { cause });
  }
}
