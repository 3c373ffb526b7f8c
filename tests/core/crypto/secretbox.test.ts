import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import fc from "fast-check";
import assert from "node:assert/strict";
import { concat, decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import {
  KEY_LENGTH,
  NONCE_LENGTH,
  open,
  openInPlace,
  OVERHEAD,
  seal,
  sealInPlace,
  TAG_LENGTH,
} from "../../../core/crypto/secretbox.ts";

const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/secretbox.json", import.meta.url)),
) as { vectors: Record<"key" | "nonce" | "plaintext" | "tag" | "ciphertext", string>[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const [i, vector] of vectors.entries()) {
  Deno.test(`secretbox vector ${i}: sealed and opened`, () => {
    const key = bytes(vector.key);
    const sealed = seal(key, bytes(vector.nonce), bytes(vector.plaintext));
    assert.equal(toHex(sealed), vector.nonce + vector.tag + vector.ciphertext);
    assert.equal(toHex(open(key, sealed)!), vector.plaintext);
  });
}

const others: string[][] = JSON.parse(
  Deno.readTextFileSync(
    new URL("../../vectors/tweetnacl/secretbox.json", import.meta.url),
  ),
);

Deno.test("secretbox vectors that Go has made: sealed and opened, also in place", () => {
  const lengths = new Set<number>();
  for (const vector of others) {
    const [key, nonce, message, box] = vector.map((text) =>
      Uint8Array.fromBase64(text)
    ) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const sealed = concat([nonce, box]);
    const what = `${message.length} bytes`;
    assert.deepEqual(seal(key, nonce, message), sealed, what);
    assert.deepEqual(open(key, sealed), message, what);
    const room = concat([new Uint8Array(OVERHEAD), message]);
    sealInPlace(key, nonce, room);
    assert.deepEqual(room, sealed, what);
    sealed[sealed.length - 1]! ^= 1;
    assert.equal(open(key, sealed), null, what);
    lengths.add(message.length);
  }
  assert.ok(lengths.size >= 256);
});

const key = fc.uint8Array({ minLength: KEY_LENGTH, maxLength: KEY_LENGTH });
const nonce = fc.uint8Array({ minLength: NONCE_LENGTH, maxLength: NONCE_LENGTH });

Deno.test("what is sealed opens, and its arguments stay as they were", () => {
  fc.assert(fc.property(key, nonce, fc.uint8Array(), (key, nonce, plaintext) => {
    const before = [key, nonce, plaintext].map(toHex);
    const sealed = seal(key, nonce, plaintext);
    assert.equal(sealed.length, NONCE_LENGTH + TAG_LENGTH + plaintext.length);
    assert.deepEqual(open(key, sealed), Uint8Array.from(plaintext));
    assert.deepEqual([key, nonce, plaintext].map(toHex), before);
  }));
});

Deno.test("a box with any bit flipped does not open", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, utf8("a short text"));
  for (let bit = 0; bit < 8 * sealed.length; bit++) {
    const changed = sealed.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(open(k, changed), null, `bit ${bit}`);
  }
});

Deno.test("another key does not open it, whichever bit differs", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, utf8("a short text"));
  for (let bit = 0; bit < 8 * KEY_LENGTH; bit++) {
    const other = k.slice();
    other[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(open(other, sealed), null, `bit ${bit}`);
  }
});

Deno.test("a box cut short at any byte, or too long, does not open", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, utf8("a short text"));
  for (let length = 0; length < sealed.length; length++) {
    assert.equal(open(k, sealed.subarray(0, length)), null, `length ${length}`);
  }
  assert.equal(open(k, Uint8Array.of(...sealed, 0)), null);
});

Deno.test("an empty plaintext is sealed too", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, new Uint8Array());
  assert.equal(sealed.length, NONCE_LENGTH + TAG_LENGTH);
  assert.deepEqual(open(k, sealed), new Uint8Array());
});

Deno.test("open works on a view into a larger array", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH).fill(7), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, utf8("text"));
  const larger = Uint8Array.of(9, 9, 9, ...sealed, 9);
  assert.deepEqual(open(k, larger.subarray(3, 3 + sealed.length)), utf8("text"));
});

/** Around the lengths of a block, of the first block's rest, and of what is authenticated at a time. */
const LENGTHS = [0, 1, 31, 32, 33, 63, 64, 65, 0xffff, 0x10000, 0x10001, 0x30007];

Deno.test("what is sealed is what noble's own box seals, at every length", () => {
  const [k, n] = [
    new Uint8Array(KEY_LENGTH).fill(7),
    new Uint8Array(NONCE_LENGTH).fill(9),
  ];
  for (const length of LENGTHS) {
    const plaintext = Uint8Array.from({ length }, (_, i) => i * 13);
    const expected = xsalsa20poly1305(k, n).encrypt(plaintext);
    assert.deepEqual(seal(k, n, plaintext), concat([n, expected]), `${length}`);
  }
});

Deno.test("in place: the same bytes, wherever the room begins, in no other memory", () => {
  fc.assert(
    fc.property(key, nonce, fc.uint8Array(), fc.nat(7), (key, nonce, plaintext, at) => {
      const memory = new Uint8Array(at + OVERHEAD + plaintext.length).fill(0xee);
      const room = memory.subarray(at);
      room.set(plaintext, OVERHEAD);
      sealInPlace(key, nonce, room);
      assert.equal(toHex(room), toHex(seal(key, nonce, plaintext)));
      const opened = openInPlace(key, room)!;
      assert.equal(toHex(opened), toHex(plaintext));
      assert.equal(opened.buffer, memory.buffer);
      assert.ok(memory.subarray(0, at).every((byte) => byte === 0xee));
    }),
  );
});

Deno.test("in place: what does not open stays as it is", () => {
  const [k, n] = [new Uint8Array(KEY_LENGTH), new Uint8Array(NONCE_LENGTH)];
  const sealed = seal(k, n, utf8("a short text"));
  const before = toHex(sealed);
  assert.equal(openInPlace(k.slice().fill(1), sealed), null);
  assert.equal(toHex(sealed), before);
  assert.deepEqual(openInPlace(k, sealed), utf8("a short text"));
});
