/**
 * The keys of one slot, and the keyring under them (docs/format_v1.md, section 7.2).
 *
 * @module
 */

import { utf8, wipe } from "../../bytes.ts";
import { openAead, sealAead } from "../../crypto/aead.ts";
import { hkdfKey } from "../../crypto/hkdf.ts";
import { sameMac } from "../../crypto/hmac.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { DamagedError, UsageError } from "../../errors.ts";
import { encode } from "./encoding.ts";
import { headerDamaged, type Slot } from "./header.ts";
import { Keyring } from "./keyring.ts";
import { LABELS } from "./labels.ts";
import { slotFields } from "./slot_form.ts";

const PART_LENGTH = 32;
const INFO = { password: LABELS.kekPassword, token: LABELS.kekToken } as const;

/** What opens a slot once the password has been stretched. */
export interface SlotMaterial {
  /** 32 bytes: what the KDF gave, or the secret of a CI token. */
  material: Uint8Array;
  /** 32 bytes, or none. */
  deviceKey: Uint8Array;
}

/**
 * The key of one slot that was opened or made: it wraps the keyring anew when the wallet
 * key is renewed. Its maker wipes it.
 */
export class SlotKey implements Disposable {
  /** The slot's id. */
  readonly slotId: string;
  /** 32 bytes to keep in the header. */
  readonly commitment: Uint8Array<ArrayBuffer>;
  readonly #wrapping: Uint8Array;
  #wiped = false;

  /** Leaves what it is given to its caller. */
  constructor(
    { id, kind }: Pick<Slot, "id" | "kind">,
    { material, deviceKey }: SlotMaterial,
  ) {
    const okm = hkdfKey(material, {
      hash: "sha512",
      salt: deviceKey,
      info: utf8(INFO[kind]),
      length: 2 * PART_LENGTH,
    });
    this.slotId = id;
    this.#wrapping = okm.slice(0, PART_LENGTH);
    this.commitment = okm.slice(PART_LENGTH);
    wipe(okm);
  }

  /** Whether this is the key of `slot`, as its commitment has it. */
  fits(slot: Slot): boolean {
    return sameMac(this.commitment, slot.commitment);
  }

  /**
   * A slot with the keyring wrapped for it under a fresh nonce.
   *
   * @throws {UsageError} if the slot is another, or if the key was wiped
   */
  wrap<T extends Slot>(
    slot: Omit<T, "wrapped">,
    { keyring, random }: { keyring: Keyring; random: RandomSource },
  ): Omit<T, "wrapped"> & Pick<Slot, "wrapped"> {
    const context = this.#context(slot, keyring.walletId);
    const plaintext = keyring.toBytes();
    try {
      return { ...slot, wrapped: sealAead(plaintext, { ...context, random }) };
    } finally {
      wipe(plaintext);
    }
  }

  /**
   * The keyring in a slot, for the caller to own and wipe.
   *
   * @throws {DamagedError} if something in the slot was changed
   * @throws {UsageError} if the slot is another, or if the key was wiped
   */
  unwrap(slot: Slot, walletId: Uint8Array): Keyring {
    const plaintext = openAead(slot.wrapped, this.#context(slot, walletId));
    if (plaintext === null) throw headerDamaged(`slot ${slot.id} was changed`);
    try {
      return Keyring.fromBytes(walletId, plaintext);
    } catch (cause) {
      if (!(cause instanceof DamagedError)) throw cause;
      throw headerDamaged(`slot ${slot.id} holds ${cause.message}`, cause);
    } finally {
      wipe(plaintext);
    }
  }

  /** Overwrites the key. */
  wipe(): void {
    this.#wiped = true;
    wipe(this.#wrapping);
  }

  /** The same as `wipe`. */
  [Symbol.dispose](): void {
    this.wipe();
  }

  #context(slot: Omit<Slot, "wrapped">, walletId: Uint8Array) {
    if (this.#wiped) throw new UsageError("this key was wiped and cannot be used");
    if (slot.id !== this.slotId) throw new UsageError("this is the key of another slot");
    const aad = encode(LABELS.slot, walletId, slotFields(slot));
    return { key: this.#wrapping, aad };
  }
}
