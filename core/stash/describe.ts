/**
 * What can be said of a stash without its password, measured against advice.
 *
 * @module
 */

import { hashByName, type HashName } from "../crypto/kdf.ts";
import { UnknownHashError } from "../errors.ts";
import { parseEnvelope } from "./envelope.ts";

/** The public side of a stash file. */
export interface Description {
  /** The whole file, in bytes. */
  size: number;
  /** Nonce, tag and ciphertext, in bytes. */
  sealedSize: number;
  /** The hash as the file names it. */
  hash: string;
  /** PBKDF2 rounds. */
  iterations: number;
  /** In bytes. */
  saltLength: number;
  /** Whether the cost of guessing meets today's advice. */
  meetsAdvice: boolean;
  /** The same in a sentence, with what to do. */
  advice: string;
}

/**
 * The fewest PBKDF2 iterations that OWASP's Password Storage Cheat Sheet advises
 * (2026 for SHA-512; SHA-256 has held since 2023). Other hashes are not advised.
 */
const ADVISED: Partial<Record<HashName, number>> = {
  sha512: 220_000,
  sha256: 600_000,
};
/** NIST SP 800-132, section 5.1: 128 bits. */
const ADVISED_SALT_LENGTH = 16;

/**
 * Describes a stash file.
 *
 * @throws {DamagedError} if it is none
 */
export function describeEnvelope(file: Uint8Array): Description {
  const { hash, salt, iterations, sealed } = parseEnvelope(file);
  const objection = objectionTo(hash, iterations, salt.length);
  return {
    size: file.length,
    sealedSize: sealed.length,
    hash,
    iterations,
    saltLength: salt.length,
    meetsAdvice: objection === null,
    advice: objection === null
      ? "meets today's advice"
      : `${objection}; \`coffer stash passwd\` makes the key anew`,
  };
}

function objectionTo(hash: string, iterations: number, salt: number): string | null {
  const advised = ADVISED[knownHash(hash) ?? "md5"];
  if (advised === undefined) return "this hash is not advised today; SHA-512 is";
  if (iterations < advised) {
    return `below today's advice of ${advised.toLocaleString("en-US")} iterations`;
  }
  if (salt < ADVISED_SALT_LENGTH) {
    return `a salt below today's advice of ${ADVISED_SALT_LENGTH} bytes`;
  }
  return null;
}

function knownHash(name: string): HashName | null {
  try {
    return hashByName(name);
  } catch (error) {
    if (error instanceof UnknownHashError) return null;
    throw error;
  }
}
