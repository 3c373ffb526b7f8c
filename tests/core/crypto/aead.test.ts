import assert from "node:assert/strict";
import fc from "fast-check";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import {
  KEY_LENGTH,
  NONCE_LENGTH,
  openAead,
  OVERHEAD,
  sealAead,
} from "../../../core/crypto/aead.ts";
import { systemRandom } from "../../../core/crypto/random.ts";

type Part = "source" | "key" | "nonce" | "aad" | "plaintext" | "ciphertext" | "tag";
const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/aead.json", import.meta.url)),
) as { vectors: Record<Part, string>[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const vector of vectors) {
  Deno.test(`aead: ${vector.source}`, () => {
    const context = { key: bytes(vector.key), aad: bytes(vector.aad) };
    const random = (length: number) => {
      assert.equal(length, NONCE_LENGTH);
      return bytes(vector.nonce);
    };
    const sealed = sealAead(bytes(vector.plaintext), { ...context, random });
    assert.equal(toHex(sealed), vector.nonce + vector.ciphertext + vector.tag);
    assert.equal(toHex(openAead(sealed, context)!), vector.plaintext);
  });
}

const key = fc.uint8Array({ minLength: KEY_LENGTH, maxLength: KEY_LENGTH });
const some = fc.uint8Array({ maxLength: 100 });

Deno.test("aead: what is sealed opens, and its arguments stay as they were", () => {
  fc.assert(fc.property(key, some, some, (key, aad, plaintext) => {
    const before = [key, aad, plaintext].map(toHex);
    const sealed = sealAead(plaintext, { key, aad, random: systemRandom });
    assert.equal(sealed.length, OVERHEAD + plaintext.length);
    const again = toHex(sealed);
    assert.deepEqual(openAead(sealed, { key, aad }), Uint8Array.from(plaintext));
    assert.deepEqual([key, aad, plaintext].map(toHex), before);
    assert.equal(toHex(sealed), again);
  }));
});

Deno.test("aead: nothing that was changed opens: message, key, associated data", () => {
  const [key, aad] = [new Uint8Array(KEY_LENGTH), utf8("place")];
  const sealed = sealAead(utf8("a short text"), { key, aad, random: systemRandom });
  const flipped = (bytes: Uint8Array, bit: number) => {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    return changed;
  };
  for (let bit = 0; bit < 8 * sealed.length; bit++) {
    assert.equal(openAead(flipped(sealed, bit), { key, aad }), null, `bit ${bit}`);
  }
  for (let bit = 0; bit < 8 * KEY_LENGTH; bit++) {
    assert.equal(openAead(sealed, { key: flipped(key, bit), aad }), null, `key ${bit}`);
  }
  for (let bit = 0; bit < 8 * aad.length; bit++) {
    assert.equal(openAead(sealed, { key, aad: flipped(aad, bit) }), null, `aad ${bit}`);
  }
  for (const other of [new Uint8Array(), utf8("place\0"), aad.subarray(1)]) {
    assert.equal(openAead(sealed, { key, aad: other }), null);
  }
});

Deno.test("aead: a message that is cut short does not open, however short", () => {
  const [key, aad] = [new Uint8Array(KEY_LENGTH), new Uint8Array()];
  const sealed = sealAead(new Uint8Array(1), { key, aad, random: systemRandom });
  for (let length = 0; length < sealed.length; length++) {
    assert.equal(openAead(sealed.subarray(0, length), { key, aad }), null);
  }
});

Deno.test("aead: one pass opens what noble seals, at every length around a block", () => {
  const [key, nonce] = [systemRandom(KEY_LENGTH), systemRandom(NONCE_LENGTH)];
  for (const aadLength of [0, 1, 15, 16, 17, 100]) {
    const aad = systemRandom(aadLength);
    for (const length of [...Array(130).keys(), 1023, 1024, 60_000]) {
      const plaintext = systemRandom(length);
      const sealed = new Uint8Array(OVERHEAD + length + 1);
      // Also where a message does not begin at a multiple of four.
      const at = sealed.subarray(1);
      at.set(nonce);
      at.set(xchacha20poly1305(key, nonce, aad).encrypt(plaintext), NONCE_LENGTH);
      assert.deepEqual(openAead(at, { key, aad }), plaintext, `${aadLength}, ${length}`);
      at[at.length - 1]! ^= 1;
      assert.equal(openAead(at, { key, aad }), null);
    }
  }
});

Deno.test("aead: a key of a wrong length is an error, not a wrong key", () => {
  const sealed = new Uint8Array(OVERHEAD + 1);
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => openAead(sealed, { key: new Uint8Array(length), aad: sealed }));
  }
});
