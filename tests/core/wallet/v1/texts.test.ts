import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeByTable,
  decodedLength,
  fromBase64Url,
  toBase64Url,
} from "../../../../core/base64url.ts";
import {
  AuthenticationError,
  DamagedError,
  UsageError,
} from "../../../../core/errors.ts";
import { formatToken, parseToken } from "../../../../core/wallet/v1/ci_token.ts";
import {
  compareBytes,
  encode,
  list,
  optional,
  u64be,
} from "../../../../core/wallet/v1/encoding.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { LABELS } from "../../../../core/wallet/v1/labels.ts";
import { padText, unpadText } from "../../../../core/wallet/v1/padded_text.ts";
import {
  formatRecoverySheet,
  parseRecoverySheet,
} from "../../../../core/wallet/v1/recovery_sheet.ts";
import { isTimestampV1, timestampV1 } from "../../../../core/wallet/v1/timestamp.ts";
import { systemRandom } from "../../../../core/crypto/random.ts";
import { anyText } from "../../../support/arbitraries.ts";

const bytes = (length?: number) =>
  fc.uint8Array(
    length === undefined ? { maxLength: 70 } : { minLength: length, maxLength: length },
  ).map((it) => Uint8Array.from(it));
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Deno.test("base64url: what is written is read back, and agrees with btoa", () => {
  fc.assert(fc.property(bytes(), (bytes) => {
    const text = toBase64Url(bytes);
    const standard = btoa(String.fromCharCode(...bytes)).replace(/=/g, "");
    assert.equal(text, standard.replaceAll("+", "-").replaceAll("/", "_"));
    assert.deepEqual(fromBase64Url(text), bytes);
  }));
});

Deno.test("base64url: two texts never give the same bytes", () => {
  fc.assert(
    fc.property(bytes(), fc.nat(), fc.constantFrom(...DIGITS), (bytes, at, digit) => {
      const text = toBase64Url(bytes);
      fc.pre(text.length > 0 && text[at % text.length] !== digit);
      const i = at % text.length;
      const changed = text.slice(0, i) + digit + text.slice(i + 1);
      try {
        assert.notDeepEqual(fromBase64Url(changed), bytes);
      } catch (error) {
        assert.ok(error instanceof DamagedError || error instanceof Error);
        if (!(error instanceof DamagedError)) throw error;
      }
    }),
  );
});

Deno.test("base64url: no other character anywhere, in groups of any length", () => {
  for (const length of [2, 3, 4, 6, 7, 8]) {
    const good = "A".repeat(length);
    assert.equal(fromBase64Url(good).length, Math.floor(length * 3 / 4));
    for (
      const other of ["+", "/", "=", " ", "\n", "\u0000", "\u00e9", "\u0141", "\uffff"]
    ) {
      for (let at = 0; at < length; at++) {
        const bad = good.slice(0, at) + other + good.slice(at + 1);
        assert.throws(() => fromBase64Url(bad), DamagedError, JSON.stringify(bad));
      }
    }
  }
});

Deno.test("base64url: the runtime's way and ours agree on every text", () => {
  const digit = fc.constantFrom(...DIGITS);
  const other = fc.constantFrom("=", " ", "\n", "\t", "\f", "+", "/", "\u0000", "\u0141");
  const unit = fc.oneof({ weight: 30, arbitrary: digit }, {
    weight: 1,
    arbitrary: other,
  });
  const byTable = (text: string) => {
    const target = new Uint8Array(decodedLength(text));
    decodeByTable(text, target);
    return target;
  };
  const outcome = (decode: (text: string) => Uint8Array, text: string) => {
    try {
      return decode(text);
    } catch (error) {
      assert.ok(error instanceof DamagedError);
      return error.message;
    }
  };
  const text = fc.array(unit, { maxLength: 24 }).map((units) => units.join(""));
  const property = fc.property(
    text,
    (text) => assert.deepEqual(outcome(fromBase64Url, text), outcome(byTable, text)),
  );
  fc.assert(property, { numRuns: 3000 });
});

const anyField = fc.oneof(
  anyText.map((text) => text.toWellFormed()),
  fc.nat(),
  bytes(),
);

Deno.test("v1 encoding: other fields have another encoding", () => {
  const ID = new Uint8Array(16);
  const plain = (fields: (string | number | Uint8Array)[]) =>
    JSON.stringify(fields.map((it) => {
      if (typeof it === "string") return [...new TextEncoder().encode(it)];
      return typeof it === "number" ? [...u64be(it)] : [...it];
    }));
  const few = fc.array(anyField, { maxLength: 3 });
  fc.assert(fc.property(few, few, (a, b) => {
    const same =
      compareBytes(encode(LABELS.name, ID, a), encode(LABELS.name, ID, b)) === 0;
    assert.equal(same, plain(a) === plain(b));
    assert.notDeepEqual(encode(LABELS.name, ID, a), encode(LABELS.field, ID, a));
  }));
  assert.deepEqual(optional(null), [0]);
  assert.deepEqual(optional([""]), [1, ""]);
  assert.deepEqual(list([["a", 1], ["b", 2]]), [2, "a", 1, "b", 2]);
});

Deno.test("v1 encoding: fields of any size, and none of one call in the next", () => {
  const ID = new Uint8Array(16);
  for (const length of [0, 63, 64, 5_000, 16_000, 40_000]) {
    for (const text of ["x".repeat(length), "\u20ac".repeat(length)]) {
      const bytes = new TextEncoder().encode(text);
      const encoded = encode(LABELS.name, ID, [text, bytes]);
      const start = encoded.length - 2 * (4 + bytes.length);
      assert.equal(new DataView(encoded.buffer).getUint32(start), bytes.length);
      assert.deepEqual(encoded.subarray(start + 4, start + 4 + bytes.length), bytes);
      assert.deepEqual(encoded.subarray(-bytes.length || encoded.length), bytes);
    }
  }
  const before = encode(LABELS.name, ID, ["first"]);
  const copy = before.slice();
  encode(LABELS.name, ID, ["second"]);
  assert.deepEqual(before, copy);
});

Deno.test("v1 encoding: integers have eight bytes, and texts a UTF-8 form", () => {
  assert.deepEqual([...u64be(Number.MAX_SAFE_INTEGER)], [
    0,
    31,
    255,
    255,
    255,
    255,
    255,
    255,
  ]);
  assert.deepEqual([...u64be(2 ** 32 + 258)], [0, 0, 0, 1, 0, 0, 1, 2]);
  for (const bad of [-1, 0.5, NaN, 2 ** 53]) assert.throws(() => u64be(bad), RangeError);
  assert.throws(() => encode(LABELS.name, new Uint8Array(16), ["\ud800"]), UsageError);
});

Deno.test("v1 encoding: bytes are sorted as unsigned numbers, the shorter first", () => {
  const sorted = [[], [0], [0, 0], [1], [127], [128], [255], [255, 0]];
  const turned = sorted.toReversed().map((it) => Uint8Array.from(it)).sort(compareBytes);
  assert.deepEqual(turned.map((it) => [...it]), sorted);
});

Deno.test("v1 labels: each purpose has its own", () => {
  const labels = Object.values(LABELS);
  assert.equal(new Set(labels).size, labels.length);
  for (const label of labels) assert.match(label, /^coffer\/v1\/[a-z-]+$/);
});

Deno.test("v1 padded text: read back, in steps of 32", () => {
  fc.assert(fc.property(anyText, (any) => {
    const text = any.toWellFormed();
    const padded = padText(text);
    assert.equal(padded.length % 32, 0);
    assert.ok(padded.length < 4 + 3 * text.length + 32);
    assert.equal(unpadText(padded), text);
    if (text !== any) assert.throws(() => padText(any), UsageError);
  }));
});

Deno.test("v1 token and recovery sheet: read back, and no typing error gets by", () => {
  const change = (text: string, at: number, digit: string) =>
    text.slice(0, at) + digit + text.slice(at + 1);
  fc.assert(fc.property(bytes(32), fc.nat(), fc.nat(31), (secret, at, digit) => {
    const token = formatToken(secret);
    assert.equal(token.length, 53);
    assert.deepEqual(parseToken(token), secret);
    const place = 5 + at % 48;
    const other = DIGITS[(DIGITS.indexOf(token[place]!) + 1 + digit) % 64]!;
    assert.throws(() => parseToken(change(token, place, other)), AuthenticationError);

    const sheet = formatRecoverySheet(secret);
    assert.match(sheet, /^CFD1(-[0-9A-HJKMNP-TV-Z]{4}){14}$/);
    assert.deepEqual(parseRecoverySheet(sheet), secret);
    const look = sheet.replaceAll("0", "o").replaceAll("1", "l").replaceAll("-", "\r\n ");
    assert.deepEqual(parseRecoverySheet(look.toLowerCase()), secret);
    const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const plain = sheet.replaceAll("-", "");
    const where = 4 + at % 56;
    const wrong = CROCKFORD[(CROCKFORD.indexOf(plain[where]!) + 1 + digit % 31) % 32]!;
    assert.throws(
      () => parseRecoverySheet(change(plain, where, wrong)),
      AuthenticationError,
    );
  }));
});

Deno.test("v1 token: nothing of a bad one is in its error", () => {
  const token = formatToken(new Uint8Array(32).fill(99));
  for (const bad of [token.slice(0, -1), token.slice(0, -1) + "A"]) {
    assert.throws(() => parseToken(bad), (error) => {
      assert.ok(error instanceof AuthenticationError);
      assert.ok(!`${error.message} ${error.hint}`.includes(token.slice(8, 16)));
      return true;
    });
  }
});

Deno.test("v1 time: six digits, UTC, days that there are, in order", () => {
  const time = {
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
  };
  const moment = fc.date({ ...time, noInvalidDate: true });
  fc.assert(fc.property(moment, moment, (a, b) => {
    assert.ok(isTimestampV1(timestampV1(a)));
    assert.equal(timestampV1(a) < timestampV1(b), a < b);
    assert.equal(Date.parse(timestampV1(a)), a.getTime());
  }));
  const good = [
    "2024-02-29T00:00:00.000000Z",
    "0001-01-01T23:59:59.999999Z",
    "2000-02-29T12:00:00.000001Z",
  ];
  for (const text of good) assert.ok(isTimestampV1(text), text);
  const bad = [
    "2023-02-29T00:00:00.000000Z",
    "1900-02-29T00:00:00.000000Z",
    "2024-04-31T00:00:00.000000Z",
    "2024-13-01T00:00:00.000000Z",
    "2024-00-01T00:00:00.000000Z",
    "2024-01-00T00:00:00.000000Z",
    "2024-01-32T00:00:00.000000Z",
    "0000-01-01T00:00:00.000000Z",
    "2024-01-01T24:00:00.000000Z",
    "2024-01-01T00:60:00.000000Z",
    "2024-01-01T00:00:60.000000Z",
    "2024-01-01T00:00:00.00000Z",
    "2024-01-01T00:00:00.000000",
    "2024-01-01 00:00:00.000000Z",
    "+02024-01-01T00:00:00.000000Z",
    "2024-01-01T00:00:00.000000Z\n",
    "\u0662024-01-01T00:00:00.000000Z",
  ];
  for (const text of bad) assert.ok(!isTimestampV1(text), text);
});

Deno.test("v1 keyring: it copies what it is given, and is gone when it is wiped", () => {
  const keyring = Keyring.create(systemRandom);
  const raw = keyring.toBytes();
  const copy = Keyring.fromBytes(keyring.walletId, raw);
  raw.fill(0);
  assert.deepEqual(copy.toBytes(), keyring.toBytes());
  const two = copy.extended(systemRandom);
  const { seal, sealMac, indexMac } = copy.newest;
  copy[Symbol.dispose]();
  copy.wipe();
  assert.ok(seal.every((byte) => byte === 0));
  for (const mac of [sealMac, indexMac]) assert.throws(() => mac.of(raw), UsageError);
  for (
    const use of [
      () => copy.newest,
      () => copy.of(1),
      () => copy.toBytes(),
      () => copy.only([1]),
    ]
  ) {
    assert.throws(use, UsageError);
  }
  assert.throws(() => copy.extended(systemRandom), UsageError);
  assert.deepEqual(two.epochs, [1, 2]);
  assert.deepEqual(two.of(1)!.field, keyring.newest.field);
  assert.equal(two.of(3), null);
  assert.deepEqual(two.only([2]).epochs, [2]);
  assert.deepEqual(two.only([2]).newest.field, two.newest.field);
});

Deno.test("v1 keyring: every subkey is another, by purpose, epoch, wallet and key", () => {
  const raw = Keyring.create(systemRandom).toBytes();
  const key = raw.slice(8);
  const keyrings = [
    Keyring.fromBytes(new Uint8Array(16), raw),
    Keyring.fromBytes(new Uint8Array(16).fill(1), raw),
    Keyring.fromBytes(new Uint8Array(16), Uint8Array.from([...u64be(2), ...key])),
    Keyring.create(systemRandom),
  ];
  const subkeys = keyrings.flatMap(({ newest }) => {
    const { field, name, index, seal, digest } = newest;
    return [field, name, index, seal, digest].map((it) => it.join());
  });
  assert.equal(new Set([...subkeys, key.join()]).size, 21);
});
