/**
 * Key derivation from a password: PBKDF2 (RFC 8018, section 5.2) over every hash
 * that a stash may name.
 *
 * Web Crypto does the work where it knows the hash, being several times faster
 * than JavaScript; `@noble/hashes` does the rest.
 *
 * @module
 */

import { UnknownHashError } from "../errors.ts";

/** One of the hash functions that PBKDF2 can use here. */
export type HashName = keyof typeof HASHES;

type NobleHash = Parameters<
  typeof import("@noble/hashes/pbkdf2.js").pbkdf2Async
>[0];

const sha2 = () => import("@noble/hashes/sha2.js");
const sha3 = () => import("@noble/hashes/sha3.js");
const blake2 = () => import("@noble/hashes/blake2.js");
const legacy = () => import("@noble/hashes/legacy.js");

/** A hash by its Web Crypto name, or as a module to load. */
const HASHES = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
  sha224: async () => (await sha2()).sha224,
  sha512_224: async () => (await sha2()).sha512_224,
  sha512_256: async () => (await sha2()).sha512_256,
  sha3_224: async () => (await sha3()).sha3_224,
  sha3_256: async () => (await sha3()).sha3_256,
  sha3_384: async () => (await sha3()).sha3_384,
  sha3_512: async () => (await sha3()).sha3_512,
  blake2b: async () => (await blake2()).blake2b,
  blake2s: async () => (await blake2()).blake2s,
  md5: async () => (await legacy()).md5,
  ripemd160: async () => (await legacy()).ripemd160,
} as const satisfies Record<string, string | (() => Promise<NobleHash>)>;

/** Other names that OpenSSL, and so Python's hashlib, knows these by. */
const ALIASES: Record<string, HashName> = {
  "ssl3-sha1": "sha1",
  "ssl3-md5": "md5",
  "sha-512/224": "sha512_224",
  "sha-512/256": "sha512_256",
  "sha2-512/224": "sha512_224",
  "sha2-512/256": "sha512_256",
  "blake2b-512": "blake2b",
  "blake2b512": "blake2b",
  "blake2s-256": "blake2s",
  "blake2s256": "blake2s",
  "rmd160": "ripemd160",
  "ripemd": "ripemd160",
  "ripemd-160": "ripemd160",
};

/**
 * The hash that a file names, in any case and by any of OpenSSL's names
 * (`sha512`, `SHA-512` and `SHA2-512` are one).
 *
 * @throws {UnknownHashError} for every other name
 *
 * @example
 * ```ts
 * import { hashByName } from "./kdf.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(hashByName("SHA-512"), "sha512");
 * ```
 */
export function hashByName(name: string): HashName {
  const lower = name.toLowerCase();
  const plain = lower.replace(/^sha2?-(?=\d{1,3}$)/, "sha")
    .replace(/^(sha512|sha3)-(?=\d{3}$)/, "$1_");
  const found = ALIASES[lower] ?? plain;
  if (Object.hasOwn(HASHES, found)) return found as HashName;
  throw new UnknownHashError("the stash names a hash that Coffer does not know", {
    hint: `known hashes: ${Object.keys(HASHES).join(", ")}`,
  });
}

/** Whether Web Crypto does the work, many times faster than JavaScript. */
export function isNative(hash: HashName): boolean {
  return typeof HASHES[hash] === "string";
}

/** What PBKDF2 takes beside the password. */
export interface Pbkdf2Parameters {
  hash: HashName;
  salt: Uint8Array<ArrayBuffer>;
  /** Rounds, 1 to 4,294,967,295. The time this takes grows with it. */
  iterations: number;
  /** The length of the key in bytes. */
  length: number;
}

/**
 * PBKDF2-HMAC. Takes a password of any length, empty too; the caller owns both
 * the password and the key that comes back, and wipes them.
 */
export async function pbkdf2(
  password: Uint8Array<ArrayBuffer>,
  { hash, salt, iterations, length }: Pbkdf2Parameters,
): Promise<Uint8Array<ArrayBuffer>> {
  const implementation = HASHES[hash];
  if (typeof implementation === "string") {
    const algorithm = { name: "PBKDF2", hash: implementation, salt, iterations };
    const material = await crypto.subtle.importKey("raw", password, "PBKDF2", false, [
      "deriveBits",
    ]);
    return new Uint8Array(
      await crypto.subtle.deriveBits(algorithm, material, length * 8),
    );
  }
  const { pbkdf2Async } = await import("@noble/hashes/pbkdf2.js");
  return await pbkdf2Async(await implementation(), password, salt, {
    c: iterations,
    dkLen: length,
  }) as Uint8Array<ArrayBuffer>;
}
