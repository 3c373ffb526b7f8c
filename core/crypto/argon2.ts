/**
 * Argon2id (RFC 9106), version 1.3 with one lane, without secret and associated data: key
 * derivation from a password that is dear in memory as well as in time.
 *
 * Web Crypto does the work where it has the algorithm ("Modern Algorithms in the Web
 * Cryptography API"; Deno from 2.9), hash-wasm, loaded when needed, elsewhere.
 * `@noble/hashes` would take four times as long.
 *
 * @module
 */

import { UsageError } from "../errors.ts";

/** What Argon2id takes beside the password. */
export interface Argon2Parameters {
  /** 8 bytes or more. */
  salt: Uint8Array<ArrayBuffer>;
  /** In KiB, 8 or more; all of it is used. */
  memory: number;
  /** How often the memory is filled, 1 or more. */
  passes: number;
  /** The length of the key in bytes, 4 or more. */
  length: number;
}

/** One way to compute it. */
export type Argon2 = (
  password: Uint8Array<ArrayBuffer>,
  parameters: Argon2Parameters,
) => Promise<Uint8Array<ArrayBuffer>>;

const LANES = 1;

/**
 * Argon2id. The caller owns both the password and the key that comes back, and wipes
 * them.
 *
 * @throws {UsageError} if the password is empty: not every implementation takes that
 */
export async function argon2id(
  password: Uint8Array<ArrayBuffer>,
  parameters: Argon2Parameters,
): Promise<Uint8Array<ArrayBuffer>> {
  if (password.length === 0) throw new UsageError("Argon2 takes no empty password");
  implementation ??= choose();
  return await (await implementation)(password, parameters);
}

let implementation: Promise<Argon2> | undefined;

async function choose(): Promise<Argon2> {
  try {
    await importPassword(new Uint8Array(1));
    return webCryptoArgon2id;
  } catch {
    // A runtime without the algorithm throws one of several errors, by its version.
    return wasmArgon2id;
  }
}

/** By Web Crypto; exported for the tests that compare the two. */
export const webCryptoArgon2id: Argon2 = async (password, parameters) => {
  const { salt, memory, passes, length } = parameters;
  const algorithm = { name: "Argon2id", nonce: salt, parallelism: LANES, memory, passes };
  const key = await importPassword(password);
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
};

function importPassword(password: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  // TypeScript's library does not know the format yet.
  const format = "raw-secret" as "raw";
  return crypto.subtle.importKey(format, password, "Argon2id", false, ["deriveBits"]);
}

/** By hash-wasm; exported for the tests that compare the two. */
export const wasmArgon2id: Argon2 = async (password, parameters) => {
  const { salt, memory, passes, length } = parameters;
  const { argon2id } = await import("hash-wasm");
  return await argon2id({
    password,
    salt,
    parallelism: LANES,
    memorySize: memory,
    iterations: passes,
    hashLength: length,
    outputType: "binary",
  }) as Uint8Array<ArrayBuffer>;
};
