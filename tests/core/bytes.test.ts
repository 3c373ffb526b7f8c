import fc from "fast-check";
import assert from "node:assert/strict";
import {
  base64Chunks,
  concat,
  decodeHex,
  passwordBytes,
  release,
  sameBytes,
  shortAscii,
  toBase64,
  toHex,
  utf8,
  wipe,
  wipingOnFailure,
  writeHex,
} from "../../core/bytes.ts";
import { DamagedError, UsageError } from "../../core/errors.ts";

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, i) => i);

Deno.test("short ASCII: what the decoder makes of it, and nothing of all else", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const ascii = fc.uint8Array({ max: 0x7f, maxLength: 64 });
  fc.assert(fc.property(ascii, (bytes) => {
    assert.equal(shortAscii(bytes), strict.decode(bytes));
  }));
  const other = fc.uint8Array({ min: 0x80, minLength: 1, maxLength: 3 });
  fc.assert(fc.property(ascii, other, ascii, (before, wide, after) => {
    assert.equal(shortAscii(concat([before, wide, after])), null);
  }));
  assert.equal(shortAscii(new Uint8Array(65)), null);
});

Deno.test("hex: every byte value goes there and back", () => {
  const text = toHex(ALL_BYTES);
  assert.equal(text.slice(0, 8), "00010203");
  assert.equal(text.slice(-8), "fcfdfeff");
  assert.deepEqual(decodeHex(utf8(text)), ALL_BYTES);
  assert.deepEqual(decodeHex(utf8(text.toUpperCase())), ALL_BYTES);
});

Deno.test("hex: any bytes go there and back", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assert.deepEqual([...decodeHex(utf8(toHex(bytes)))], [...bytes]);
  }));
});

Deno.test("hex: nothing gives nothing", () => {
  assert.equal(toHex(new Uint8Array()), "");
  assert.deepEqual(decodeHex(new Uint8Array()), new Uint8Array());
});

Deno.test("hex: every byte that is no digit is refused, in both places", () => {
  for (const byte of ALL_BYTES) {
    const isDigit = /[0-9a-fA-F]/.test(String.fromCharCode(byte));
    for (const pair of [[byte, 0x30], [0x30, byte]]) {
      const digits = Uint8Array.of(0x61, 0x62, ...pair, 0x63, 0x64);
      if (isDigit) assert.equal(decodeHex(digits).length, 3);
      else assert.throws(() => decodeHex(digits), DamagedError, `byte ${byte}`);
    }
  }
});

Deno.test("hex: an odd number of digits is refused", () => {
  for (const text of ["0", "abc", "00000"]) {
    assert.throws(() => decodeHex(utf8(text)), DamagedError);
  }
});

Deno.test("hex: writeHex fills its place and nothing beside it", () => {
  const target = new Uint8Array(8).fill(0x2e);
  writeHex(Uint8Array.of(0x0f, 0xf0), target, 2);
  assert.equal(new TextDecoder().decode(target), "..0ff0..");
});

Deno.test("decodeHex owns what it gives", () => {
  const digits = utf8("0102");
  const bytes = decodeHex(digits);
  digits.fill(0);
  assert.deepEqual(bytes, Uint8Array.of(1, 2));
});

Deno.test("utf8: text as UTF-8, lone surrogates replaced", () => {
  assert.equal(toHex(utf8("aé漢🔑")), "61c3a9e6bca2f09f9491");
  assert.equal(toHex(utf8("\ud800")), "efbfbd");
});

Deno.test("sameBytes: the same length and the same bytes", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
    assert.equal(sameBytes(a, b), String([...a]) === String([...b]));
    assert.equal(sameBytes(a, a.slice()), true);
    assert.equal(sameBytes(a, Uint8Array.of(...a, 0)), false);
  }));
});

Deno.test("wipe: zeros in every array, and undefined is nothing", () => {
  const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
  wipe(a, undefined, b);
  assert.deepEqual([...a, ...b], [0, 0, 0]);
});

Deno.test("passwordBytes: UTF-8 without normalisation", () => {
  assert.equal(toHex(passwordBytes("e\u0301")), "65cc81");
  assert.equal(toHex(passwordBytes("é")), "c3a9");
  assert.equal(toHex(passwordBytes("\0\r\n🔑")), "000d0af09f9491");
  assert.equal(passwordBytes("").length, 0);
});

Deno.test("passwordBytes: half a surrogate pair is refused, and not shown", () => {
  for (const password of ["secret\ud800", "\udc00secret", "\udc00\ud800"]) {
    assert.throws(() => passwordBytes(password), (error) => {
      assert.ok(error instanceof UsageError);
      assert.doesNotMatch(`${error.message} ${error.hint}`, /secret/);
      return true;
    });
  }
});

Deno.test("base64Chunks: short pieces, of which only the last is padded", () => {
  for (const length of [0, 1, 0x5fff, 0x6000, 0x6001, 3 * 0x6000 + 2]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    const pieces = [...base64Chunks(bytes)];
    assert.equal(pieces.length, Math.ceil(length / 0x6000));
    assert.ok(pieces.every((piece) => piece.length <= 0x8000));
    assert.ok(pieces.slice(0, -1).every((piece) => !piece.includes("=")));
    assert.equal(pieces.join(""), toBase64(bytes));
  }
});

Deno.test("toBase64: as the platform does it, also where chunks meet", () => {
  for (const length of [0, 1, 2, 3, 255, 0x5fff, 0x6000, 0x6001, 0x12345]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
    const latin1 = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    assert.equal(toBase64(bytes), btoa(latin1), `length ${length}`);
  }
});

Deno.test("hex: in place, from the end of the digits' room and back", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.nat(3), (bytes, spare) => {
    const room = new Uint8Array(spare + 2 * bytes.length);
    const [source, digits] = [room.subarray(spare + bytes.length), room.subarray(spare)];
    source.set(bytes);
    writeHex(source, digits);
    assert.equal(new TextDecoder().decode(digits), toHex(bytes));
    const decoded = decodeHex(digits, room.subarray(0, bytes.length));
    assert.equal(toHex(decoded), toHex(bytes));
    assert.equal(decoded.buffer, room.buffer);
  }));
});

Deno.test("concat: one after the other", () => {
  assert.deepEqual(concat([utf8("ab"), utf8(""), utf8("c")]), utf8("abc"));
  assert.deepEqual(concat([]), new Uint8Array());
});

Deno.test("release: the memory is gone, and from all views of it", () => {
  const memory = new Uint8Array(8);
  const view = memory.subarray(4);
  release(view);
  assert.deepEqual([memory.length, view.length, memory.buffer.detached], [0, 0, true]);
});

Deno.test("wipingOnFailure: only then", async () => {
  const key = Uint8Array.of(1);
  assert.equal(await wipingOnFailure(key, () => 7), 7);
  assert.deepEqual(key, Uint8Array.of(1));
  const fails = () => Promise.reject(new Error("no"));
  await assert.rejects(wipingOnFailure(key, fails), /no/);
  assert.deepEqual(key, Uint8Array.of(0));
});
