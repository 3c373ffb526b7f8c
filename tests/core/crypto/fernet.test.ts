import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import type { Clock } from "../../../core/clock.ts";
import { FernetKey, type SealOptions } from "../../../core/crypto/fernet.ts";
import { decodeBase64Url, encodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import type { RandomSource } from "../../../core/crypto/random.ts";
import {
  AuthenticationError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../../../core/errors.ts";
import { type FernetVectors, vector } from "../wallet/vectors.ts";

const KEY_BYTES = Uint8Array.from({ length: 32 }, (_, i) => i);
const KEY = new FernetKey(KEY_BYTES);

function at(time: number): Clock {
  return () => new Date(time * 1000);
}

/** Seals with this IV at this time, and with nothing else. */
function fixed(iv: Uint8Array<ArrayBuffer>, time: number): SealOptions {
  const random: RandomSource = (length) => {
    assert.equal(length, iv.length);
    return iv;
  };
  return { random, clock: at(time) };
}

function published<T>(name: string): T {
  const file = new URL(`../../vectors/fernet/${name}.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(file));
}

function keyOf(text: string): FernetKey {
  return new FernetKey(decodeBase64Url(text)!);
}

function hex(digits: string): Uint8Array<ArrayBuffer> {
  return decodeHex(utf8(digits));
}

Deno.test("fernet: every token of secret_wallet opens, and is written again", () => {
  const { tokens } = vector<FernetVectors>("fernet");
  assert.equal(tokens.length, 30);
  for (const it of tokens) {
    const key = keyOf(it.fernet_key);
    assert.equal(toHex(key.open(it.token)), it.plaintext_latin1_hex);
    const sealed = key.seal(
      hex(it.plaintext_latin1_hex),
      fixed(hex(it.iv_hex), it.timestamp),
    );
    assert.equal(sealed, it.token);
  }
});

Deno.test("fernet: the fields of a token stand where the vectors say", () => {
  for (const it of vector<FernetVectors>("fernet").tokens) {
    const bytes = decodeBase64Url(it.token)!;
    assert.equal(bytes[0], it.version);
    assert.equal(new DataView(bytes.buffer).getBigUint64(1), BigInt(it.timestamp));
    assert.equal(toHex(bytes.subarray(9, 25)), it.iv_hex);
    assert.equal(bytes.length, 25 + it.ciphertext_len + 32);
    assert.equal(toHex(bytes.subarray(-32)), it.hmac_hex);
  }
});

interface Published {
  desc: string;
  token: string;
  now: string;
  iv: number[];
  ttl_sec: number;
  src: string;
  secret: string;
}

Deno.test("fernet: the specification's generate.json", () => {
  const cases = published<Published[]>("generate");
  assert.equal(cases.length, 1);
  for (const { token, now, iv, src, secret } of cases) {
    const options = fixed(new Uint8Array(iv), Date.parse(now) / 1000);
    assert.equal(keyOf(secret).seal(utf8(src), options), token);
  }
});

Deno.test("fernet: the specification's verify.json", () => {
  const cases = published<Published[]>("verify");
  assert.equal(cases.length, 1);
  for (const { token, now, ttl_sec, src, secret } of cases) {
    const freshness = { maxAge: ttl_sec, clock: () => new Date(now) };
    assert.deepEqual(keyOf(secret).open(token, freshness), utf8(src));
  }
});

Deno.test("fernet: the specification's invalid.json", () => {
  const expected = {
    "incorrect mac": AuthenticationError,
    "too short": DamagedError,
    "invalid base64": DamagedError,
    "payload size not multiple of block size": DamagedError,
    "payload padding error": DamagedError,
    "far-future TS (unacceptable clock skew)": RefusedError,
    "expired TTL": RefusedError,
    "incorrect IV (causes padding error)": DamagedError,
  };
  const cases = published<Published[]>("invalid");
  assert.deepEqual(cases.map(({ desc }) => desc), Object.keys(expected));
  for (const { desc, token, now, ttl_sec, secret } of cases) {
    const freshness = { maxAge: ttl_sec, clock: () => new Date(now) };
    const error = expected[desc as keyof typeof expected];
    assert.throws(() => keyOf(secret).open(token, freshness), error, desc);
  }
});

Deno.test("fernet: age matters only where it is asked for, to the second", () => {
  const token = KEY.seal(utf8("x"), fixed(new Uint8Array(16), 1000));
  assert.equal(KEY.open(token).length, 1);
  for (const now of [940, 1000, 1060.999]) {
    assert.equal(KEY.open(token, { maxAge: 60, clock: at(now) }).length, 1, `${now}`);
  }
  for (const now of [939.999, 1061]) {
    const open = () => KEY.open(token, { maxAge: 60, clock: at(now) });
    assert.throws(open, RefusedError, `${now}`);
  }
});

Deno.test("fernet: takes the spellings that Python's cryptography takes", () => {
  interface Acceptance {
    key: string;
    cases: { case: string; token: string; plaintext_hex: string | null }[];
  }
  const { key, cases } = published<Acceptance>("acceptance");
  assert.equal(cases.length, 143);
  for (const { case: name, token, plaintext_hex } of cases) {
    const open = () => toHex(keyOf(key).open(token));
    const what = `${name}: ${JSON.stringify(token)}`;
    if (plaintext_hex === null) {
      const refused = (error: unknown) =>
        error instanceof DamagedError || error instanceof AuthenticationError;
      assert.throws(open, refused, what);
    } else assert.equal(open(), plaintext_hex, what);
  }
});

Deno.test("fernet: what is no token is damaged, not a wrong key", () => {
  const bytes = decodeBase64Url(KEY.seal(utf8("secret"), fixed(new Uint8Array(16), 0)))!;
  const malformed: [string, RegExp][] = [
    ["", /too short/],
    ["!!!!", /too short/],
    ["A", /not base64url/],
    ["\u6f22", /not base64url/],
    [encodeBase64Url(bytes.subarray(0, 72)), /too short/],
    [encodeBase64Url(new Uint8Array([...bytes, 0])), /length/],
    [encodeBase64Url(new Uint8Array([0x81, ...bytes.subarray(1)])), /version/],
  ];
  for (const [token, message] of malformed) {
    assert.throws(() => KEY.open(token), (error) => {
      assert.ok(error instanceof DamagedError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("fernet: a wrong signing key fails the HMAC, a wrong encryption key the padding", () => {
  const token = KEY.seal(utf8("secret"), fixed(new Uint8Array(16), 0));
  for (const index of [0, 15, 16, 31]) {
    const bytes = KEY_BYTES.slice();
    bytes[index]! ^= 1;
    const key = new FernetKey(bytes);
    const expected = index < 16 ? AuthenticationError : DamagedError;
    assert.throws(() => key.open(token), expected, `byte ${index}`);
  }
});

Deno.test("fernet: the HMAC is checked before anything is decrypted", () => {
  const cases =
    published<{ cases: { case: string; token: string }[] }>("acceptance").cases;
  const padding = cases.find((it) => it.case === "wrong padding, right HMAC")!.token;
  assert.throws(() => KEY.open(padding), DamagedError);
  const bytes = decodeBase64Url(padding)!;
  bytes[bytes.length - 1]! ^= 1;
  assert.throws(() => KEY.open(encodeBase64Url(bytes)), AuthenticationError);
});

const byteArray = (constraints: fc.IntArrayConstraints = {}) =>
  fc.uint8Array(constraints).map((bytes) => new Uint8Array(bytes));

Deno.test("fernet: whatever is sealed opens to the same", () => {
  fc.assert(fc.property(
    byteArray({ maxLength: 100 }),
    byteArray({ minLength: 32, maxLength: 32 }),
    byteArray({ minLength: 16, maxLength: 16 }),
    fc.nat(0xfffffffff),
    (plaintext, keyBytes, iv, time) => {
      const key = new FernetKey(keyBytes);
      const token = key.seal(plaintext, fixed(iv, time));
      assert.deepEqual(new Uint8Array(key.open(token)), plaintext);
      assert.match(token, /^gAAAA[\w-]+={0,2}$/);
      assert.equal(token.length % 4, 0);
    },
  ));
});

Deno.test("fernet: a token with any bit flipped does not open", () => {
  fc.assert(fc.property(byteArray({ maxLength: 40 }), fc.nat(), (plaintext, place) => {
    const token = KEY.seal(plaintext, fixed(new Uint8Array(16), 1_700_000_000));
    const bytes = decodeBase64Url(token)!;
    const bit = place % (bytes.length * 8);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    const expected = bit < 8 ? DamagedError : AuthenticationError;
    assert.throws(() => KEY.open(encodeBase64Url(bytes)), expected, `bit ${bit}`);
  }));
});

Deno.test("fernet: base64url is padded and read back, and not read without padding", () => {
  fc.assert(fc.property(byteArray({ maxLength: 60 }), (bytes) => {
    const text = encodeBase64Url(bytes);
    const standard = btoa(String.fromCharCode(...bytes));
    assert.equal(text, standard.replaceAll("+", "-").replaceAll("/", "_"));
    assert.deepEqual(decodeBase64Url(text), bytes);
    if (text.endsWith("=")) {
      assert.equal(decodeBase64Url(text.replace(/=+$/, "")), null);
    }
  }));
});

Deno.test("fernet: a key copies what it is made of, and is gone when wiped", () => {
  const bytes = KEY_BYTES.slice();
  const key = new FernetKey(bytes);
  bytes.fill(0);
  const options = fixed(new Uint8Array(16), 0);
  const token = KEY.seal(utf8("secret"), options);
  assert.deepEqual(key.open(token), utf8("secret"));
  key.wipe();
  assert.throws(() => key.open(token), UsageError);
  assert.throws(() => key.seal(utf8("x"), options), UsageError);
  key.wipe();
});

Deno.test("fernet: a key has 32 bytes", () => {
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => new FernetKey(new Uint8Array(length)), UsageError);
  }
});
