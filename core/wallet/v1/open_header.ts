/**
 * A header with its keys: checked, and made anew for every change (docs/format_v1.md,
 * sections 7.3, 7.4 and 8).
 *
 * @module
 */

import { openAead, sealAead } from "../../crypto/aead.ts";
import { sameMac } from "../../crypto/hmac.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { sameBytes } from "../../bytes.ts";
import { AuthenticationError } from "../../errors.ts";
import { sumBytes, sumOf } from "./digest.ts";
import { encode, type Field, list } from "./encoding.ts";
import { FORMAT, headerDamaged, type HeaderV1 } from "./header.ts";
import type { EpochKeys } from "./epoch_keys.ts";
import type { Keyring } from "./keyring.ts";
import { LABELS } from "./labels.ts";
import { slotFields } from "./slot_form.ts";

/**
 * A header that was found to be genuine, with the keys of its wallet. It stays as it is: a
 * change makes a new one, with the same keyring, which belongs to whoever opened it.
 */
export interface OpenHeader {
  readonly header: HeaderV1;
  readonly keyring: Keyring;
  /** The sum that the digest holds. */
  readonly sum: bigint;
}

/**
 * Checks a header with keys that are at hand already, as after another writer has changed
 * it. Keeps `keyring`, does not own it.
 *
 * @throws {DamagedError} if the header was changed by somebody without the keys, or is
 * that of another wallet
 * @throws {AuthenticationError} if the wallet key was renewed since the keys were taken
 */
export function openHeader(header: HeaderV1, keyring: Keyring): OpenHeader {
  if (!sameBytes(header.walletId, keyring.walletId)) {
    throw headerDamaged("it is that of another wallet");
  }
  if (!header.epochs.every((epoch) => keyring.epochs.includes(epoch))) {
    throw new AuthenticationError(
      "the wallet key was renewed, or the header is damaged",
      {
        hint: "open the wallet again with its password",
      },
    );
  }
  const keys = newestOf(header, keyring);
  if (!sameMac(headerSeal(header, keys), header.seal)) {
    throw headerDamaged("its seal does not fit");
  }
  const context = digestContext(header, keys);
  const sum = openAead(header.digest, context);
  if (sum === null) throw headerDamaged("its digest does not open");
  return { header, keyring, sum: sumOf(sum) };
}

function newestOf(header: HeaderV1, keyring: Keyring): EpochKeys {
  const { newest } = keyring;
  if (newest.epoch === header.epochs.at(-1)) return newest;
  throw headerDamaged("it is older than its keys");
}

/** What a header is made of. */
export interface HeaderContent extends Omit<HeaderV1, "walletId" | "digest" | "seal"> {
  readonly sum: bigint;
}

/** Seals a header with the newest key of `keyring`, whose epochs it must name. */
export function sealHeader(
  { sum, ...content }: HeaderContent,
  { keyring, random }: { keyring: Keyring; random: RandomSource },
): OpenHeader {
  const keys = keyring.newest;
  const walletId = keyring.walletId.slice();
  const context = digestContext({ ...content, walletId }, keys);
  const digest = sealAead(sumBytes(sum), { ...context, random });
  const unsealed = { walletId, ...content, digest };
  return { header: { ...unsealed, seal: headerSeal(unsealed, keys) }, keyring, sum };
}

function digestContext(
  { walletId, generation, count }: Pick<HeaderV1, "walletId" | "generation" | "count">,
  keys: EpochKeys,
) {
  const aad = encode(LABELS.digest, walletId, [generation, count]);
  return { key: keys.digest, aad };
}

function headerSeal(
  header: Omit<HeaderV1, "seal">,
  keys: EpochKeys,
): Uint8Array<ArrayBuffer> {
  return keys.sealMac.of(headerSealInput(header));
}

/** What the seal of a header covers. */
export function headerSealInput(header: Omit<HeaderV1, "seal">): Uint8Array<ArrayBuffer> {
  const fields: Field[] = [
    FORMAT,
    header.names,
    header.generation,
    header.count,
    ...list(header.epochs.map((epoch) => [epoch])),
    header.digest,
    ...list(header.slots.map((slot) => [...slotFields(slot), slot.wrapped])),
  ];
  return encode(LABELS.header, header.walletId, fields);
}
