/**
 * The sum over the seals of all records (docs/format_v1.md, section 8): a record can leave
 * and enter it without a look at any other.
 *
 * @module
 */

import { MAC_LENGTH } from "../../crypto/hmac.ts";
import { DamagedError } from "../../errors.ts";
import { withEncoding } from "./encoding.ts";
import type { Keyring } from "./keyring.ts";
import { LABELS } from "./labels.ts";

const BITS = MAC_LENGTH * 8;
const WORDS = MAC_LENGTH / 8;

/** The seal of a record, and the epoch of the key that it was made with. */
export interface RecordSeal {
  readonly epoch: number;
  readonly seal: Uint8Array<ArrayBuffer>;
}

/**
 * What a record adds to the sum.
 *
 * @throws {DamagedError} if there is no key of its epoch
 */
export function member(seal: RecordSeal, keyring: Keyring): bigint {
  return sumOf(memberBytes(seal, keyring));
}

function memberBytes({ epoch, seal }: RecordSeal, keyring: Keyring): Uint8Array {
  const keys = keyring.of(epoch);
  if (keys === null) throw new DamagedError("a record is of an epoch without a key");
  const { walletId } = keyring;
  return withEncoding(
    { label: LABELS.member, walletId, fields: [seal] },
    (encoded) => keys.sealMac.of(encoded),
  );
}

/** Adds up the members of a whole wallet: a `bigint` for each would take as long as they. */
export class MemberSum {
  /** Of the bytes at each place; exact for 2^45 members. */
  readonly #columns = new Float64Array(MAC_LENGTH);

  /**
   * Adds what a record adds.
   *
   * @throws {DamagedError} if there is no key of its epoch
   */
  add(seal: RecordSeal, keyring: Keyring): void {
    const bytes = memberBytes(seal, keyring);
    for (let at = 0; at < MAC_LENGTH; at++) this.#columns[at]! += bytes[at]!;
  }

  /** The sum so far, modulo 2^256. */
  get total(): bigint {
    return wrap([...this.#columns].reduce((sum, each) => (sum << 8n) + BigInt(each), 0n));
  }
}

/** A sum of sums, modulo 2^256. */
export function wrap(sum: bigint): bigint {
  return BigInt.asUintN(BITS, sum);
}

/** 32 bytes as a number, the highest first. */
export function sumOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, MAC_LENGTH);
  let sum = 0n;
  for (let word = 0; word < WORDS; word++) sum = sum << 64n | view.getBigUint64(word * 8);
  return sum;
}

/** A number as 32 bytes, the highest first. */
export function sumBytes(sum: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAC_LENGTH);
  const view = new DataView(bytes.buffer);
  for (let word = WORDS - 1; word >= 0; word--, sum >>= 64n) {
    view.setBigUint64(word * 8, BigInt.asUintN(64, sum));
  }
  return bytes;
}
