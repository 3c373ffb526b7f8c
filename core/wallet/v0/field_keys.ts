/**
 * The field key of a wallet in format v0: derived once from the password, or held by
 * somebody else (core/held_keys.ts).
 *
 * The format has nothing that tells whether a key is right but the records, so a held key
 * is believed only where it opens one, and handed on only after that.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8, wipe } from "../../bytes.ts";
import { FernetKey, KEY_LENGTH } from "../../crypto/fernet.ts";
import { AuthenticationError, DamagedError } from "../../errors.ts";
import type { KeyHolder } from "../../held_keys.ts";
import { type PasswordSource, resolvePassword } from "../../stash/options.ts";
import { fieldKeyBytesV0 } from "../keys_v0.ts";

/** Goes into the name that a key is held under. */
const LABEL = "coffer/held/secret-wallet";

/** What opens a wallet in format v0. */
export interface SecretsV0 {
  /** The memorable password, or a way to ask for it when it is first needed. */
  password: PasswordSource;
  /** The device key as the configuration has it: 44 characters; asked for when needed. */
  deviceKey: PasswordSource;
  /** Who holds the key for a while; it is asked before the password. */
  held?: KeyHolder | undefined;
}

/**
 * What the field key is held under: a fingerprint of the device key and of where the
 * records are. The memorable password is no part of it.
 */
export function heldFieldKeyName(deviceKey: string, location: string): string {
  const content = JSON.stringify([LABEL, deviceKey, location]);
  return `secret-wallet/${toHex(sha256(utf8(content)))}`;
}

/** What `work` has done, and whether the key has thereby opened something. */
export interface Worked<T> {
  readonly value: T;
  readonly proven: boolean;
}

interface Known {
  readonly key: FernetKey;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it is to be held under, if it is not held yet. */
  readonly name: string | null;
}

/** The key of one wallet, there when it is first needed. Dispose of it to wipe it. */
export class FieldKeys implements AsyncDisposable {
  readonly #secrets: SecretsV0;
  readonly #location: string;
  readonly #all: Known[] = [];
  #deviceKey: Promise<string> | undefined;
  #known: Promise<Known> | undefined;
  #isHeld = false;
  #isProven = false;

  constructor(secrets: SecretsV0, location: string) {
    this.#secrets = secrets;
    this.#location = location;
  }

  /**
   * Does `work` with the key. If a held key opens nothing, it does it once more with the
   * one that comes from the password.
   */
  async use<T>(work: (key: FernetKey) => Worked<T> | Promise<Worked<T>>): Promise<T> {
    const { value, proven } = await this.#attempt(work);
    if (proven && !this.#isProven) await this.#prove();
    return value;
  }

  /** Wipes the key. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#known?.catch(() => undefined);
    for (const { key, bytes } of this.#all) {
      key.wipe();
      wipe(bytes);
    }
  }

  async #attempt<T>(
    work: (key: FernetKey) => Worked<T> | Promise<Worked<T>>,
  ): Promise<Worked<T>> {
    const { key } = await (this.#known ??= this.#find());
    if (!this.#isHeld) return await work(key);
    try {
      const worked = await work(key);
      if (worked.proven || this.#isProven) return worked;
    } catch (error) {
      if (!isUnopened(error)) throw error;
    }
    this.#isHeld = false;
    this.#isProven = false;
    this.#known = this.#derive();
    return await work((await this.#known).key);
  }

  async #prove(): Promise<void> {
    this.#isProven = true;
    const { bytes, name } = await this.#known!;
    if (name !== null) await this.#secrets.held?.put(name, bytes);
    wipe(bytes);
  }

  async #find(): Promise<Known> {
    const { held } = this.#secrets;
    if (held === undefined) return await this.#derive();
    const found = await held.get([await this.#name()]);
    if (found?.key.length !== KEY_LENGTH) {
      wipe(found?.key);
      return await this.#derive();
    }
    this.#isHeld = true;
    return this.#keep({ bytes: found.key, name: null });
  }

  async #derive(): Promise<Known> {
    const deviceKey = await this.#device();
    const password = await resolvePassword(this.#secrets.password);
    const bytes = await fieldKeyBytesV0(password, deviceKey);
    return this.#keep({ bytes, name: await this.#name() });
  }

  #keep(known: Omit<Known, "key">): Known {
    const whole = { ...known, key: new FernetKey(known.bytes) };
    this.#all.push(whole);
    return whole;
  }

  async #name(): Promise<string> {
    return heldFieldKeyName(await this.#device(), this.#location);
  }

  #device(): Promise<string> {
    return this.#deviceKey ??= resolvePassword(this.#secrets.deviceKey);
  }
}

/** Whether an error means that a key did not open a record. */
export function isUnopened(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof DamagedError;
}
