/**
 * Floors: does one thing that a command cannot do without, and ends.
 *
 *     floor pbkdf2 HASH ITERATIONS
 *     floor argon2id KIBIBYTES PASSES
 *     floor read FILE
 *     floor write FILE BYTES
 *     floor cipher BYTES
 *
 * @module
 */

import { argon2id } from "../../core/crypto/argon2.ts";
import { KEY_LENGTH, NONCE_LENGTH, seal } from "../../core/crypto/secretbox.ts";
import { type HashName, pbkdf2 } from "../../core/crypto/kdf.ts";

const password = new TextEncoder().encode("Correct horse 1");
const salt = new Uint8Array(32);
const FLOORS: Record<string, (...args: string[]) => Promise<unknown>> = {
  pbkdf2: (hash, iterations) =>
    pbkdf2(password, {
      hash: hash as HashName,
      salt,
      iterations: Number(iterations),
      length: 32,
    }),
  argon2id: (memory, passes) =>
    argon2id(password, {
      salt,
      memory: Number(memory),
      passes: Number(passes),
      length: 32,
    }),
  read: (path) => Deno.readFile(path!),
  write: (path, size) => Deno.writeFile(path!, new Uint8Array(Number(size))),
  cipher: (size) => {
    const plaintext = new Uint8Array(Number(size));
    return Promise.resolve(
      seal(new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH), plaintext),
    );
  },
};

const [kind, ...rest] = Deno.args;
await FLOORS[kind!]!(...rest);
