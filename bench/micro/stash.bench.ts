/** Where the time of a stash goes: derivation, cipher, text, tree. */
import { decodeHex, writeHex } from "../../core/bytes.ts";
import { pbkdf2 } from "../../core/crypto/kdf.ts";
import { open, seal } from "../../core/crypto/secretbox.ts";
import { formatTree, parseTree } from "../../core/stash/inner.ts";
import { emptyNode, write } from "../../core/stash/tree.ts";

const MIB = 1 << 20;
const key = new Uint8Array(32), nonce = new Uint8Array(24);

for (const iterations of [1_000, 262_144]) {
  Deno.bench(`derive, SHA-512, ${iterations} rounds`, { group: "derive" }, async () => {
    const salt = new Uint8Array(32);
    await pbkdf2(key, { hash: "sha512", salt, iterations, length: 32 });
  });
}

for (const size of [1 << 10, MIB, 16 * MIB]) {
  const bytes = new Uint8Array(size).fill(7);
  const sealed = seal(key, nonce, bytes);
  const digits = new Uint8Array(2 * size);
  writeHex(bytes, digits);
  const group = `${size} bytes`;
  Deno.bench(`seal ${group}`, { group }, () => void seal(key, nonce, bytes));
  Deno.bench(`open ${group}`, { group }, () => void open(key, sealed));
  Deno.bench(`to hexadecimal ${group}`, { group }, () => writeHex(bytes, digits));
  Deno.bench(`from hexadecimal ${group}`, { group }, () => void decodeHex(digits));
}

for (const entries of [10, 20_000]) {
  const root = emptyNode();
  for (let i = 0; i < entries; i++) {
    write(root, [`group${i % 100}`, `entry ${i}`], new Uint8Array(32).fill(i));
  }
  const text = formatTree(root);
  const group = `${entries} entries`;
  Deno.bench(`parse ${group}`, { group }, () => void parseTree(text));
  Deno.bench(`format ${group}`, { group }, () => void formatTree(root));
}
