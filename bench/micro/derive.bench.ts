/** Key derivation: what each password costs, by the hash and by the work asked for. */
import {
  type Argon2,
  wasmArgon2id,
  webCryptoArgon2id,
} from "../../core/crypto/argon2.ts";
import { type HashName, pbkdf2 } from "../../core/crypto/kdf.ts";

const password = new TextEncoder().encode("Correct horse 1");
const salt = new Uint8Array(32);

/** A new stash, a wallet of secret_wallet's, and hashes that Web Crypto does not know. */
const PBKDF2: readonly (readonly [HashName, number])[] = [
  ["sha512", 262_144],
  ["sha256", 100_000],
  ["sha1", 100_000],
  ["blake2b", 10_000],
  ["sha3_256", 10_000],
];

for (const [hash, iterations] of PBKDF2) {
  Deno.bench(`PBKDF2, ${hash}, ${iterations} rounds`, { group: "PBKDF2" }, async () => {
    await pbkdf2(password, { hash, salt, iterations, length: 32 });
  });
}

/** As this Deno does it, and as older ones do. */
const ARGON2: readonly (readonly [string, Argon2])[] = [
  ["Web Crypto", webCryptoArgon2id],
  ["hash-wasm", wasmArgon2id],
];

for (const [name, argon2id] of ARGON2) {
  for (const memory of [8_192, 65_536]) {
    const group = `Argon2id, ${memory} KiB, 3 passes`;
    Deno.bench(`${group}, ${name}`, { group }, async () => {
      await argon2id(password, { salt, memory, passes: 3, length: 32 });
    });
  }
}
