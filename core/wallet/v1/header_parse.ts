/**
 * Reads the text of a header, strictly: what is left after this has the right form and
 * asks for no more work than is allowed. Nothing of it is authenticated yet.
 *
 * @module
 */

import { OVERHEAD } from "../../crypto/aead.ts";
import { DamagedError } from "../../errors.ts";
import { quote } from "../../stash/key.ts";
import {
  FORMAT,
  headerDamaged,
  type HeaderV1,
  MAX_HEADER_LENGTH,
  MAX_SLOTS,
  type NamesMode,
  SEAL_LENGTH,
  WALLET_ID_LENGTH,
} from "./header.ts";
import { formatHeader } from "./header_format.ts";
import {
  array,
  bytes,
  integer,
  type JsonObject,
  member,
  objectOf,
  text,
} from "./json_members.ts";
import { parseSlot, slotsWork } from "./slot_form.ts";
import { MAX_WORK } from "./password_kdf.ts";

/** The length of the encrypted digest in bytes. */
const DIGEST_LENGTH = OVERHEAD + 32;
/** How much of an unknown format's name is shown. */
const SHOWN = 40;

/**
 * The header in `text`.
 *
 * @throws {DamagedError} if it is not what the format says, or of another format
 */
export function parseHeader(text: string): HeaderV1 {
  if (text.length > MAX_HEADER_LENGTH) throw headerDamaged("it is too long");
  const header = readHeader(objectOf(parseJson(text), "the header"));
  // White space, other orders, members too many or twice, other spellings of numbers.
  if (formatHeader(header) !== text) {
    throw headerDamaged("it is not spelled as it must be");
  }
  return header;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw headerDamaged("it is not JSON", cause);
  }
}

function readHeader(object: JsonObject): HeaderV1 {
  mustBeOurs(member(object, "format"));
  return {
    walletId: bytes(object, "walletId", [WALLET_ID_LENGTH]),
    names: namesMode(text(object, "names")),
    generation: integer(object, "generation", 1),
    count: integer(object, "count", 0),
    epochs: epochs(object),
    digest: bytes(object, "digest", [DIGEST_LENGTH]),
    slots: slots(object),
    seal: bytes(object, "seal", [SEAL_LENGTH]),
  };
}

function mustBeOurs(format: unknown): void {
  if (format === FORMAT) return;
  const shown = typeof format === "string" ? quote(format.slice(0, SHOWN)) : "no text";
  throw new DamagedError(`the wallet's format is not ${FORMAT} but ${shown}`, {
    hint: "a newer Coffer may know it; if none does, put the wallet back from a backup",
  });
}

function namesMode(text: string): NamesMode {
  if (text === "sealed" || text === "clear") return text;
  throw headerDamaged("names is neither sealed nor clear");
}

function epochs(object: JsonObject): number[] {
  const [first, second, ...more] = array(object, "epochs");
  const isEpoch = (value: unknown): value is number =>
    Number.isSafeInteger(value) && value as number >= 1;
  if (isEpoch(first) && more.length === 0) {
    if (second === undefined) return [first];
    if (isEpoch(second) && second === first + 1) return [first, second];
  }
  throw headerDamaged("its epochs are none that may stand there");
}

function slots(object: JsonObject): HeaderV1["slots"] {
  const items = array(object, "slots");
  if (items.length < 1 || items.length > MAX_SLOTS) {
    throw headerDamaged(`it has ${items.length} slots; 1 to ${MAX_SLOTS} are taken`);
  }
  const slots = items.map((item, i) => parseSlot(objectOf(item, `slot ${i + 1}`)));
  if (new Set(slots.map(({ id }) => id)).size !== slots.length) {
    throw headerDamaged("two of its slots have the same id");
  }
  if (slotsWork(slots) > MAX_WORK) {
    throw headerDamaged("its slots ask for more work than is allowed");
  }
  return slots;
}
