/**
 * Sealed names and values (docs/format_v1.md, section 9.3): a text that opens in the one
 * place that it was sealed for.
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../../base64url.ts";
import { wipe } from "../../bytes.ts";
import { openAead, OVERHEAD, sealAead } from "../../crypto/aead.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { DamagedError } from "../../errors.ts";
import { type Encodable, withEncoding } from "./encoding.ts";
import type { EpochKeys } from "./epoch_keys.ts";
import { LABELS } from "./labels.ts";
import { padText, unpadText } from "./padded_text.ts";

/** The record that a text belongs to. */
export interface SealContext {
  readonly walletId: Uint8Array;
  readonly recordId: Uint8Array;
  readonly keys: EpochKeys;
}

/** What the text is in its record; `info` with the hash of the entry's name. */
export type SealedPart =
  | { readonly name: "domain" | "access" }
  | { readonly name: "info"; readonly hash: Uint8Array }
  | { readonly field: "uid" | "pwd" }
  | { readonly field: "info"; readonly hash: Uint8Array };

const PREFIX = "c1.";
const SHORTEST = OVERHEAD + 32;
const NOTHING = new Uint8Array();

/**
 * Seals a text: nonce || ciphertext || tag.
 *
 * @throws {UsageError} if it holds half of a surrogate pair; it does not show the text
 */
export function sealText(
  text: string,
  part: SealedPart,
  { random, ...context }: SealContext & { random: RandomSource },
): Uint8Array<ArrayBuffer> {
  const padded = padText(text);
  try {
    return withEncoding(
      belonging(part, context),
      (aad) => sealAead(padded, { key: keyFor(part, context), aad, random }),
    );
  } finally {
    wipe(padded);
  }
}

/**
 * Opens a sealed text.
 *
 * @throws {DamagedError} if it was changed, is not of this place, or holds no padded text
 */
export function openText(
  sealed: Uint8Array,
  part: SealedPart,
  context: SealContext,
): string {
  const padded = withEncoding(
    belonging(part, context),
    (aad) => openAead(sealed, { key: keyFor(part, context), aad }),
  );
  if (padded === null) throw new DamagedError("it was changed, or belongs elsewhere");
  try {
    return unpadText(padded);
  } finally {
    wipe(padded);
  }
}

function keyFor(part: SealedPart, { keys }: SealContext): Uint8Array {
  return "name" in part ? keys.name : keys.field;
}

/** What a text is bound to: its place in its record. */
function belonging(
  part: SealedPart,
  { walletId, recordId, keys: { epoch } }: SealContext,
): Encodable {
  const hash = "hash" in part ? part.hash : NOTHING;
  return "name" in part
    ? { label: LABELS.name, walletId, fields: [epoch, recordId, part.name, hash] }
    : { label: LABELS.field, walletId, fields: [epoch, recordId, part.field, hash] };
}

/** The stored form of a sealed text. */
export function formatSealed(sealed: Uint8Array): string {
  return PREFIX + toBase64Url(sealed);
}

/**
 * Reads the stored form; `decode` reads the base64url in it.
 *
 * @throws {DamagedError} if it is none
 */
export function parseSealed(
  text: string,
  decode: (text: string) => Uint8Array<ArrayBuffer> = fromBase64Url,
): Uint8Array<ArrayBuffer> {
  if (!text.startsWith(PREFIX)) {
    throw new DamagedError(`it does not begin with ${PREFIX}`);
  }
  const sealed = decode(text.slice(PREFIX.length));
  if (sealed.length >= SHORTEST) return sealed;
  throw new DamagedError("it is too short");
}
