/** Sealing and opening, by size: a stash's cipher, a wallet's, and secret_wallet's tokens. */
import { decodeHex, writeHex } from "../../core/bytes.ts";
import { openAead, sealAead } from "../../core/crypto/aead.ts";
import { FernetKey } from "../../core/crypto/fernet.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import * as secretbox from "../../core/crypto/secretbox.ts";

const KIB = 1 << 10, MIB = 1 << 20;
const key = new Uint8Array(32), nonce = new Uint8Array(24), aad = new Uint8Array(64);

for (const size of [32, KIB, MIB, 16 * MIB]) {
  const bytes = new Uint8Array(size).fill(7);
  const sealed = secretbox.seal(key, nonce, bytes);
  const group = `XSalsa20-Poly1305, ${size} bytes`;
  Deno.bench(`seal ${group}`, { group }, () => void secretbox.seal(key, nonce, bytes));
  Deno.bench(`open ${group}`, { group }, () => void secretbox.open(key, sealed));
}

for (const size of [32, KIB, 64 * KIB]) {
  const bytes = new Uint8Array(size).fill(7);
  const context = { key, aad, random: systemRandom };
  const sealed = sealAead(bytes, context);
  const group = `XChaCha20-Poly1305, ${size} bytes`;
  Deno.bench(`seal ${group}`, { group }, () => void sealAead(bytes, context));
  Deno.bench(`open ${group}`, { group }, () => void openAead(sealed, context));
}

for (const size of [32, KIB, 64 * KIB]) {
  const bytes = new Uint8Array(size).fill(7);
  const fernet = new FernetKey(key);
  const options = { random: systemRandom, clock: () => new Date(0) };
  const token = fernet.seal(bytes, options);
  const group = `Fernet token, ${size} bytes`;
  Deno.bench(`seal ${group}`, { group }, () => void fernet.seal(bytes, options));
  Deno.bench(`open ${group}`, { group }, () => void fernet.open(token));
}

for (const size of [KIB, MIB, 16 * MIB]) {
  const bytes = new Uint8Array(size).fill(7);
  const digits = new Uint8Array(2 * size);
  writeHex(bytes, digits);
  const group = `${size} bytes as hexadecimal`;
  Deno.bench(`write ${group}`, { group }, () => writeHex(bytes, digits));
  Deno.bench(`read ${group}`, { group }, () => void decodeHex(digits));
}
