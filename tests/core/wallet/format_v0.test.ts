import assert from "node:assert/strict";
import fc from "fast-check";
import { FernetKey } from "../../../core/crypto/fernet.ts";
import { systemRandom } from "../../../core/crypto/random.ts";
import { AuthenticationError, DamagedError, UsageError } from "../../../core/errors.ts";
import {
  openRecordV0,
  sealFieldV0,
  sealRecordV0,
} from "../../../core/wallet/format_v0.ts";
import { deviceKeyV0, fieldKeyV0 } from "../../../core/wallet/keys_v0.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import { vector } from "./vectors.ts";

const KEY = new FernetKey(Uint8Array.from({ length: 32 }, (_, i) => i));
const OTHER = new FernetKey(new Uint8Array(32));
const NOW = new Date(2026, 0, 2, 3, 4, 5, 60);
const FRESH = { key: KEY, random: systemRandom, clock: () => NOW };
const EMPTY = { domain: "d", access: "a", uid: null, pwd: null, info: new Map() };

Deno.test("v0: null is stored as the empty text, and comes back as that", () => {
  const stored = sealRecordV0({ ...EMPTY }, FRESH);
  assert.match(stored.uid!, /^gAAAA/);
  assert.match(stored.pwd!, /^gAAAA/);
  const opened = openRecordV0(stored, KEY);
  assert.equal(opened.uid, "");
  assert.equal(opened.pwd, "");
  assert.equal(opened.info.size, 0);
});

Deno.test("v0: what a store left out is null, and no wrong text", () => {
  const stored = { ...EMPTY, timestamp: null };
  assert.deepEqual(openRecordV0(stored, OTHER), EMPTY);
  assert.ok(!("updated" in openRecordV0(stored, OTHER)));
});

Deno.test("v0: a sealed record gets the present moment unless told otherwise", () => {
  const record = { ...EMPTY, updated: "2001-01-01T00:00:00" };
  assert.equal(sealRecordV0(record, FRESH).timestamp, "2026-01-02T03:04:05.060000");
  const kept = sealRecordV0(record, { ...FRESH, timestamp: record.updated });
  assert.equal(kept.timestamp, "2001-01-01T00:00:00");
});

const latin1 = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
const anyName = fc.oneof(
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom("__proto__", "constructor", "0", "10", "9", "", "a/b", "\u202e"),
);

Deno.test("v0: any record is read back, whatever its names", () => {
  fc.assert(fc.property(
    anyName,
    anyName,
    latin1,
    latin1,
    fc.array(fc.tuple(anyName, latin1), { maxLength: 4 }),
    (domain, access, uid, pwd, info) => {
      const record = { domain, access, uid, pwd, info: new Map(info) };
      const stored = sealRecordV0(record, FRESH);
      const { updated, ...opened } = openRecordV0(stored, KEY);
      assert.deepEqual(opened, record);
      assert.deepEqual([...opened.info], [...record.info]);
      assert.equal(updated, stored.timestamp);
    },
  ));
});

Deno.test("v0: text outside Latin-1 is refused, naming record and field", () => {
  const cases: [Partial<WalletRecord>, string][] = [
    [{ uid: "price 5 \u20ac \u6f22" }, "the uid of d/a"],
    [{ pwd: "\u20ac" }, "the pwd of d/a"],
    [{ info: new Map([["ok", "ok"], ["k", "\u20ac"]]) }, "the info/k of d/a"],
    [
      { info: new Map([["\u001b[31m", "\u20ac"]]) },
      'the ["info","\\u001b[31m"] of d/a',
    ],
    [{ domain: "a/b", access: "\u202e", pwd: "\u20ac" }, 'the pwd of ["a/b","\\u202e"]'],
  ];
  for (const [fields, name] of cases) {
    assert.throws(() => sealRecordV0({ ...EMPTY, ...fields }, FRESH), (error) => {
      assert.ok(error instanceof UsageError);
      assert.ok(error.message.startsWith(`${name} cannot`), error.message);
      assert.ok(!error.message.includes("\u20ac"));
      return true;
    });
  }
});

Deno.test("v0: a field that does not open is named, with the record, escaped", () => {
  const sealed = sealRecordV0(
    {
      domain: "a/b",
      access: "c\n",
      uid: "u",
      pwd: "p",
      info: new Map([["\u0007", "v"]]),
    },
    FRESH,
  );
  const wrong = (error: unknown) => {
    assert.ok(error instanceof AuthenticationError);
    assert.ok(error.cause instanceof AuthenticationError);
    assert.match(error.message, /^the uid of \["a\/b","c\\n"\] does not open: wrong/);
    return true;
  };
  assert.throws(() => openRecordV0(sealed, OTHER), wrong);

  const broken = { ...sealed, info: new Map([["\u0007", "gAAAAA"]]) };
  assert.throws(() => openRecordV0(broken, KEY), (error) => {
    assert.ok(error instanceof DamagedError);
    assert.ok(error.cause instanceof DamagedError);
    assert.equal(
      error.message,
      'the ["info","\\u0007"] of ["a/b","c\\n"] is damaged ' +
        "(not a Fernet token: it is not base64url)",
    );
    return true;
  });

  const foreign = sealFieldV0("v", { domain: "", access: "", field: "uid" }, {
    ...FRESH,
    key: OTHER,
  });
  assert.throws(() => openRecordV0({ ...sealed, pwd: foreign }, KEY), (error) => {
    assert.ok(error instanceof AuthenticationError);
    assert.match(error.message, /^the pwd of /);
    return true;
  });
});

Deno.test("v0: refuses what the original's keys and fields refuse (errors.json)", async () => {
  const seal = (uid: string) => sealRecordV0({ ...EMPTY, uid }, FRESH);
  const stored = sealRecordV0({ ...EMPTY, uid: "u" }, FRESH);
  const wrongPassword = () => openRecordV0(stored, OTHER);
  const numbers = new Map([["n", 5]]) as unknown as Map<string, string>;
  const cases: Record<string, [() => unknown, new (message: string) => Error]> = {
    "encrypt plaintext outside latin1": [() => seal("price 5 \u20ac \u6f22"), UsageError],
    "encrypt euro sign alone": [() => seal("\u20ac"), UsageError],
    "encrypt memorable outside latin1": [
      () => fieldKeyV0("\u6f22\u5b57", "s"),
      UsageError,
    ],
    "encrypt salt outside latin1": [() => fieldKeyV0("m", "\u6f22\u5b57"), UsageError],
    "encrypt_key outside latin1": [() => deviceKeyV0("\u043f"), UsageError],
    "encrypt_info int value": [
      () => sealRecordV0({ ...EMPTY, info: numbers }, FRESH),
      TypeError,
    ],
    "encrypt_info value outside latin1": [
      () => sealRecordV0({ ...EMPTY, info: new Map([["k", "\u20ac"]]) }, FRESH),
      UsageError,
    ],
    "local_sqlite: get_secret wrong memorable": [wrongPassword, AuthenticationError],
    "aws_dynamo: get_secret wrong memorable": [wrongPassword, AuthenticationError],
  };
  const errors = vector<{ case: string; error?: unknown }[]>("errors");
  for (const [name, [call, expected]] of Object.entries(cases)) {
    assert.ok(errors.find((it) => it.case === name)?.error !== undefined, name);
    await assert.rejects(async () => await call(), expected, name);
  }
});
