/**
 * The form of a slot (docs/format_v1.md, section 7.2): from JSON, and as fields for AADs
 * and seals.
 *
 * @module
 */

import { OVERHEAD } from "../../crypto/aead.ts";
import { MAC_LENGTH } from "../../crypto/hmac.ts";
import { utf8 } from "../../bytes.ts";
import type { Field } from "./encoding.ts";
import {
  type Device,
  headerDamaged,
  MAX_LABEL_LENGTH,
  type PasswordSlot,
  type Slot,
  SLOT_ID,
  type TokenSlot,
} from "./header.ts";
import {
  bytes,
  integer,
  type JsonObject,
  member,
  objectOf,
  text,
} from "./json_members.ts";
import {
  kdfFields,
  kdfOutside,
  kdfWork,
  type PasswordKdf,
  SALT_LENGTHS,
} from "./password_kdf.ts";

const WRAPPED_LENGTHS = [OVERHEAD + 40, OVERHEAD + 80];
const [SHORTEST_SALT, LONGEST_SALT] = SALT_LENGTHS;
const SALTS = Array.from(
  { length: LONGEST_SALT - SHORTEST_SALT + 1 },
  (_, i) => SHORTEST_SALT + i,
);

/**
 * A slot from JSON.
 *
 * @throws {DamagedError} if it is not what the format says
 */
export function parseSlot(object: JsonObject): Slot {
  const kind = text(object, "kind");
  if (kind === "password") return parsePasswordSlot(object);
  if (kind === "token") return parseTokenSlot(object);
  throw headerDamaged(`kind of ${object.what} is unknown`);
}

function parsePasswordSlot(object: JsonObject): PasswordSlot {
  return {
    ...parseBase(object),
    kind: "password",
    kdf: parseKdf(child(object, "kdf")),
    salt: bytes(object, "salt", SALTS),
    device: parseDevice(child(object, "device")),
  };
}

function parseTokenSlot(object: JsonObject): TokenSlot {
  const kdf = text(child(object, "kdf"), "name");
  const device = text(child(object, "device"), "kind");
  if (kdf !== "none" || device !== "none") {
    throw headerDamaged(`${object.what} is for a token, with what only passwords have`);
  }
  return {
    ...parseBase(object),
    kind: "token",
    kdf: { name: kdf },
    salt: bytes(object, "salt", [0]),
    device: { kind: device },
  };
}

function parseBase(
  object: JsonObject,
): Pick<Slot, "id" | "label" | "commitment" | "wrapped"> {
  const id = text(object, "id");
  if (!SLOT_ID.test(id)) throw headerDamaged(`id of ${object.what} is none`);
  const label = text(object, "label");
  if (utf8(label).length > MAX_LABEL_LENGTH) {
    throw headerDamaged(`label of ${object.what} is too long`);
  }
  return {
    id,
    label,
    commitment: bytes(object, "commitment", [MAC_LENGTH]),
    wrapped: bytes(object, "wrapped", WRAPPED_LENGTHS),
  };
}

function child(object: JsonObject, name: string): JsonObject {
  return objectOf(member(object, name), `${name} of ${object.what}`);
}

function parseKdf(object: JsonObject): PasswordKdf {
  const kdf = readKdf(object);
  const outside = kdfOutside(kdf);
  if (outside === null) return kdf;
  throw headerDamaged(`${outside} of ${object.what} is outside what is taken`);
}

function readKdf(object: JsonObject): PasswordKdf {
  const name = text(object, "name");
  const number = (name: string) => integer(object, name, 1);
  if (name === "argon2id") {
    return { name, m: number("m"), t: number("t"), p: number("p") };
  }
  if (name === "pbkdf2-sha512") return { name, iterations: number("iterations") };
  throw headerDamaged(`${object.what} is unknown`);
}

function parseDevice(object: JsonObject): Device {
  const kind = text(object, "kind");
  if (kind === "none" || kind === "random") return { kind };
  if (kind !== "password") throw headerDamaged(`${object.what} is unknown`);
  return {
    kind,
    kdf: parseKdf(child(object, "kdf")),
    salt: bytes(object, "salt", SALTS),
  };
}

/** All that the AAD of a slot's wrapped keyring covers, but for the walletId. */
export function slotFields(slot: Omit<Slot, "wrapped">): Field[] {
  return [
    slot.id,
    slot.kind,
    slot.label,
    ...kdfFields(slot.kdf),
    slot.salt,
    ...deviceFields(slot.device),
    slot.commitment,
  ];
}

function deviceFields(device: Device): Field[] {
  if (device.kind !== "password") return [device.kind];
  return [device.kind, ...kdfFields(device.kdf), device.salt];
}

/** How much work it is to try all of these slots, in the units of `MAX_WORK`. */
export function slotsWork(slots: readonly Pick<Slot, "kdf" | "device">[]): number {
  return slots.reduce((sum, { kdf, device }) => {
    const own = kdf.name === "none" ? 0 : kdfWork(kdf);
    return sum + own + (device.kind === "password" ? kdfWork(device.kdf) : 0);
  }, 0);
}
