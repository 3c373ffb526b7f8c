/**
 * From a password to key material (docs/format_v1.md, section 7.2), with floors and
 * ceilings on what a header may ask for.
 *
 * @module
 */

import { passwordBytes, wipe } from "../../bytes.ts";
import { argon2id } from "../../crypto/argon2.ts";
import { pbkdf2 } from "../../crypto/kdf.ts";
import { AuthenticationError } from "../../errors.ts";
import type { Field } from "./encoding.ts";

/** Argon2id; `m` is memory in KiB, `t` passes, `p` lanes. Named as in the header. */
export interface Argon2Kdf {
  /** Which function. */
  readonly name: "argon2id";
  /** Memory in KiB. */
  readonly m: number;
  /** Passes. */
  readonly t: number;
  /** Lanes. */
  readonly p: number;
}

/** PBKDF2-HMAC-SHA512. */
export interface Pbkdf2Kdf {
  /** Which function. */
  readonly name: "pbkdf2-sha512";
  /** Rounds. */
  readonly iterations: number;
}

/** How a password becomes key material. */
export type PasswordKdf = Argon2Kdf | Pbkdf2Kdf;

/** What a new slot gets unless it is told otherwise. */
export const DEFAULT_KDF: Argon2Kdf = { name: "argon2id", m: 65_536, t: 3, p: 1 };
/** What a new slot gets where PBKDF2 is asked for. */
export const DEFAULT_PBKDF2: Pbkdf2Kdf = { name: "pbkdf2-sha512", iterations: 600_000 };

/** What is taken, both ends included, in reading and in writing. */
export const KDF_LIMITS = {
  m: [8_192, 262_144],
  t: [1, 10],
  p: [1, 1],
  iterations: [600_000, 10_000_000],
} as const;

/** The shortest and the longest salt in bytes. */
export const SALT_LENGTHS = [16, 64] as const;
/** The salt of a new slot in bytes. */
export const NEW_SALT_LENGTH = 16;
/** The most `kdfWork` of all slots of a header together: some 20 seconds. */
export const MAX_WORK = 20_000_000;

const OUTPUT_LENGTH = 32;

/** How much one derivation counts towards `MAX_WORK`. */
export function kdfWork(kdf: PasswordKdf): number {
  return kdf.name === "argon2id" ? 2 * kdf.m * kdf.t : kdf.iterations;
}

/** The name of the first number that is outside its limits, or `null`. */
export function kdfOutside(kdf: PasswordKdf): string | null {
  const names = kdf.name === "argon2id"
    ? ["m", "t", "p"] as const
    : ["iterations"] as const;
  const numbers: Partial<Record<keyof typeof KDF_LIMITS, number>> = { ...kdf };
  return names.find((name) => {
    const [least, most] = KDF_LIMITS[name];
    const number = numbers[name]!;
    return !Number.isInteger(number) || number < least || number > most;
  }) ?? null;
}

/** The fields that AADs and seals cover. */
export function kdfFields(kdf: PasswordKdf | { readonly name: "none" }): Field[] {
  switch (kdf.name) {
    case "argon2id":
      return [kdf.name, kdf.m, kdf.t, kdf.p];
    case "pbkdf2-sha512":
      return [kdf.name, kdf.iterations];
    case "none":
      return [kdf.name];
  }
}

/** How a password is stretched. */
export interface StretchOptions {
  kdf: PasswordKdf;
  salt: Uint8Array<ArrayBuffer>;
}

/**
 * 32 bytes of key material, for the caller to own and wipe. The password is brought into
 * the form NFKC first, since keyboards differ in how they put characters together.
 *
 * @throws {AuthenticationError} if it is empty: nothing in this format was made with that
 * @throws {UsageError} if it is not well-formed text
 */
export async function stretchPassword(
  password: string,
  { kdf, salt }: StretchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  if (password === "") throw new AuthenticationError("the password is empty");
  const secret = passwordBytes(password.normalize("NFKC"));
  try {
    return await stretch(secret, kdf, salt);
  } finally {
    wipe(secret);
  }
}

async function stretch(
  secret: Uint8Array<ArrayBuffer>,
  kdf: PasswordKdf,
  salt: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = OUTPUT_LENGTH;
  if (kdf.name === "argon2id") {
    return await argon2id(secret, { salt, memory: kdf.m, passes: kdf.t, length });
  }
  const { iterations } = kdf;
  return await pbkdf2(secret, { hash: "sha512", salt, iterations, length });
}
