import assert from "node:assert/strict";
import fc from "fast-check";
import { systemRandom } from "../../../../core/crypto/random.ts";
import { DamagedError, UsageError } from "../../../../core/errors.ts";
import type { Attribute, StoredRecord } from "../../../../core/ports.ts";
import { newHeader } from "../../../../core/wallet/v1/change_header.ts";
import type { NamesMode } from "../../../../core/wallet/v1/header.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { newTokenSlot } from "../../../../core/wallet/v1/new_slot.ts";
import type { OpenHeader } from "../../../../core/wallet/v1/open_header.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import { domainPlacesOf, placeOf, placesOf } from "../../../../core/wallet/v1/place.ts";
import type { RecordV1 } from "../../../../core/wallet/v1/record.ts";
import { newRecordId, sealRecordV1 } from "../../../../core/wallet/v1/seal_record.ts";
import { anyText } from "../../../support/arbitraries.ts";
import { fixedRandom } from "./fixed_random.ts";
import { SAMPLE_RECORDS } from "./sample_wallets.ts";

function wallet(names: NamesMode): OpenHeader {
  const random = fixedRandom(`record tests, ${names}`);
  const keyring = Keyring.create(random);
  const { slot } = newTokenSlot({ id: "00000000", label: "", keyring, random });
  return newHeader(keyring, { names, slots: [slot], random });
}

const WALLETS = { sealed: wallet("sealed"), clear: wallet("clear") };
const ID = new Uint8Array(16).fill(7);
const OPTIONS = {
  recordId: ID,
  rev: 3,
  updated: "2026-01-02T03:04:05.060000Z",
  random: systemRandom,
};
const FULL = SAMPLE_RECORDS[0]!;

function seal(record: Omit<RecordV1, "updated">, names: NamesMode = "sealed") {
  return sealRecordV1(record, WALLETS[names], OPTIONS).stored;
}

const goodText = anyText.map((text) => text.toWellFormed());
const anyRecord = fc.record({
  domain: goodText,
  access: goodText,
  uid: fc.option(goodText),
  pwd: fc.option(goodText),
  info: fc.option(
    fc.array(fc.tuple(goodText, goodText), { maxLength: 4 }).map((it) => new Map(it)),
  ),
});
const anyMode = fc.constantFrom<NamesMode>("sealed", "clear");

Deno.test("v1 record: any record comes back whole, whatever its names", () => {
  fc.assert(fc.property(anyRecord, anyMode, (record, names) => {
    const opened = openRecordV1(seal(record, names), WALLETS[names], {
      expected: record,
    });
    assert.deepEqual(opened.plain(), { ...record, updated: OPTIONS.updated });
    assert.deepEqual([opened.rev, opened.updated], [3, OPTIONS.updated]);
    assert.deepEqual(opened.recordId, ID);
    assert.equal(opened.field("uid"), record.uid);
    assert.equal(opened.field("pwd"), record.pwd);
    assert.equal(opened.hasInfo, record.info !== null);
    for (const [name, value] of record.info ?? []) {
      assert.equal(opened.field({ info: name }), value);
    }
    assert.deepEqual(
      new Set(opened.infoNames()),
      new Set(record.info?.keys() ?? []),
    );
  }));
});

Deno.test("v1 record: info comes sorted by the bytes of its names", () => {
  const names = ["\u{1f600}", "\uffff", "b", "", "ab", "a", "\u00e9"];
  const info = new Map(names.map((name) => [name, name]));
  const opened = openRecordV1(seal({ ...FULL, info }), WALLETS.sealed);
  const sorted = ["", "a", "ab", "b", "\u00e9", "\uffff", "\u{1f600}"];
  assert.deepEqual(opened.infoNames(), sorted);
  assert.deepEqual([...opened.plain().info!.keys()], sorted);
});

Deno.test("v1 record: absent, empty and without entries are three things", () => {
  const absent = seal({ ...FULL, uid: null, pwd: null, info: null });
  assert.deepEqual([...absent.attributes.keys()], [
    "epoch",
    "id",
    "rev",
    "updated",
    "names",
    "seal",
  ]);
  const opened = openRecordV1(absent, WALLETS.sealed);
  assert.equal(opened.field("uid"), null);
  assert.equal(opened.field({ info: "x" }), null);
  assert.deepEqual(opened.infoNames(), []);
  const empty = openRecordV1(
    seal({ ...FULL, uid: "", pwd: "", info: new Map() }),
    WALLETS.sealed,
  ).plain();
  assert.deepEqual([empty.uid, empty.pwd, empty.info], ["", "", new Map()]);
});

Deno.test("v1 record: what there is not is null, half a surrogate pair too", () => {
  const info = new Map([["\ufffd", "replacement"]]);
  const opened = openRecordV1(seal({ ...FULL, info }), WALLETS.sealed);
  assert.equal(opened.field({ info: "" }), null);
  assert.equal(opened.field({ info: "\ud800" }), null);
  assert.equal(opened.field({ info: "\ufffd" }), "replacement");
});

/** Every text of a stored record, with a function that gives the record with another. */
function* texts(
  stored: StoredRecord,
): Generator<[string, (text: string) => StoredRecord]> {
  const { domain, access, attributes } = stored;
  yield [domain, (text) => ({ ...stored, domain: text })];
  yield [access, (text) => ({ ...stored, access: text })];
  const put = (name: string, value: Attribute) => ({
    ...stored,
    attributes: new Map([...attributes, [name, value]]),
  });
  for (const [name, value] of attributes) {
    if (!(value instanceof Map)) {
      yield [value as string, (text) => put(name, text)];
      continue;
    }
    for (const [key, token] of value) {
      yield [token, (text) => put(name, new Map([...value, [key, text]]))];
      const without = [...value].filter(([other]) => other !== key);
      yield [key, (text) => put(name, new Map([...without, [text, token]]))];
    }
  }
}

Deno.test("v1 record: no character of a stored record can be changed", () => {
  const char = fc.oneof(
    fc.constantFrom(..."AZaz09-_=+/.:\n\u0000\u00e9\ud800"),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  );
  for (const names of ["sealed", "clear"] as const) {
    const stored = seal(FULL, names);
    const places = [...texts(stored)];
    assert.equal(places.length, 2 + 4 + 2 * 2 + 2 + 2 * 2 * 2 + 1);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), char, (which, at, char) => {
        const [text, change] = places[which % places.length]!;
        const i = at % text.length;
        fc.pre(text[i] !== char);
        const changed = change(text.slice(0, i) + char + text.slice(i + 1));
        assert.throws(() => openRecordV1(changed, WALLETS[names]), DamagedError);
      }),
      { numRuns: 300 },
    );
  }
});

Deno.test("v1 record: no part of a record can stand where another did", () => {
  const stored = seal(FULL);
  const places = [...texts(stored)];
  const others = [...texts(seal({ ...FULL, access: "other" })), ...places];
  let tried = 0;
  for (const [text, change] of places) {
    for (const [other] of others) {
      if (other === text) continue;
      assert.throws(() => openRecordV1(change(other), WALLETS.sealed), DamagedError);
      tried++;
    }
  }
  assert.ok(tried > 500);
});

Deno.test("v1 record: the order of attributes and entries does not matter", () => {
  const stored = seal(FULL);
  const turned = Array.from(stored.attributes).toReversed().map(([name, value]) => {
    const map = value instanceof Map ? new Map([...value].toReversed()) : value;
    return [name, map] as const;
  });
  const opened = openRecordV1({ ...stored, attributes: new Map(turned) }, WALLETS.sealed);
  assert.deepEqual(
    opened.plain(),
    openRecordV1(stored, WALLETS.sealed).plain(),
  );
});

Deno.test("v1 record: an error names the record where its name is known, escaped", () => {
  const name = { domain: "a/b", access: "c\n\u202e" };
  const shown = /^the record \["a\/b","c\\n\\u202e"\] is damaged, or was tampered with: /;
  const message = (
    names: NamesMode,
    change: (it: StoredRecord) => StoredRecord,
    options = {},
  ) => {
    const changed = change(seal({ ...FULL, ...name }, names));
    try {
      openRecordV1(changed, WALLETS[names], options);
    } catch (error) {
      assert.ok(error instanceof DamagedError);
      assert.ok(error.cause instanceof DamagedError);
      assert.match(error.hint!, /backup/);
      return error.message;
    }
    return "it opened";
  };
  const put = (attribute: string, value: Attribute) => (it: StoredRecord) => ({
    ...it,
    attributes: new Map([...it.attributes, [attribute, value]]),
  });
  assert.match(message("sealed", put("rev", "4")), shown);
  assert.match(message("sealed", put("rev", "x"), { expected: name }), shown);
  assert.match(message("clear", put("rev", "x")), shown);
  assert.match(message("sealed", put("names", new Map())), /^the record stored under /);
  const key = placeOf(name, WALLETS.sealed, WALLETS.sealed.keyring.newest);
  const unnamed = message("sealed", put("id", "A".repeat(22)));
  assert.ok(unnamed.startsWith(`the record stored under ${key.domain.slice(0, 16)}`));
  const huge = message(
    "sealed",
    (it) => ({ ...it, domain: "\u001b".repeat(9999), attributes: new Map() }),
  );
  assert.ok(huge.length < 400);
  assert.ok(!huge.includes("\u001b"));
});

Deno.test("v1 record: a text with half a surrogate pair is refused, named, not shown", () => {
  const bad = "secret\ud800";
  const cases: [Partial<RecordV1>, RegExp][] = [
    [{ domain: bad }, /^the domain of the record /],
    [{ access: bad }, /^the access of the record /],
    [{ uid: bad }, /^the uid of the record energy\/smart energy cannot be stored: /],
    [{ pwd: bad }, /^the pwd of the record energy\/smart energy cannot be stored: /],
    [{ info: new Map([["k/1", bad]]) }, /^the info\/k\\\/1 of the record /],
    [{ info: new Map([[bad, ""]]) }, /^the name of the \["info",/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => seal({ ...FULL, ...change }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      const isValue = change.uid ?? change.pwd ?? change.info?.get("k/1");
      if (isValue !== undefined) assert.ok(!error.message.includes("secret"));
      return true;
    });
  }
  assert.throws(() => placesOf({ domain: bad, access: "" }, WALLETS.sealed), UsageError);
  assert.throws(() => placesOf({ domain: "", access: bad }, WALLETS.clear), UsageError);
});

Deno.test("v1 record: what a store gives in place of texts is refused", () => {
  const stored = seal(FULL);
  for (const name of ["names", "info", "info_names"]) {
    const [first, ...rest] = stored.attributes.get(name) as Map<string, string>;
    for (const value of [7, null, new Map()]) {
      const map = new Map<string, unknown>([[first![0], value], ...rest]);
      const attributes = new Map([...stored.attributes, [
        name,
        map as Map<string, string>,
      ]]);
      const open = () => openRecordV1({ ...stored, attributes }, WALLETS.sealed);
      assert.throws(open, DamagedError);
    }
  }
});

Deno.test("v1 record: it is sealed anew each time, in the same place", () => {
  const [a, b] = [seal(FULL), seal(FULL)];
  assert.deepEqual([a.domain, a.access], [b.domain, b.access]);
  const tokens = (it: StoredRecord) =>
    [...texts(it)].map(([text]) => text).filter((text) => text.startsWith("c1."));
  assert.equal(tokens(a).length, 8);
  assert.equal(new Set([...tokens(a), ...tokens(b)]).size, 16);
  assert.notEqual(a.attributes.get("seal"), b.attributes.get("seal"));
});

Deno.test("v1 record: ciphertext tells lengths in steps of 32 bytes only", () => {
  const length = (pwd: string) =>
    (seal({ ...FULL, pwd }).attributes.get("pwd") as string).length;
  const shortest = 3 + Math.ceil((24 + 32 + 16) * 4 / 3);
  for (const count of [0, 1, 27, 28]) assert.equal(length("x".repeat(count)), shortest);
  assert.equal(length("x".repeat(29)), 3 + Math.ceil((24 + 64 + 16) * 4 / 3));
  assert.equal(length("\u00e9".repeat(14)), shortest);
});

Deno.test("v1 record: places hide names and tell domains apart from accesses", () => {
  const open = WALLETS.sealed;
  const [place] = placesOf({ domain: "a", access: "b" }, open) as [
    { domain: string; access: string },
  ];
  assert.match(place.domain, /^[\w-]{43}$/);
  assert.deepEqual(domainPlacesOf("a", open), [place.domain]);
  const others = [["a", ""], ["", "ab"], ["ab", ""], ["b", "a"], ["a", "a"]];
  const accesses = others.map(([domain, access]) =>
    placesOf({ domain: domain!, access: access! }, open)[0]!.access
  );
  assert.equal(new Set([...accesses, place.access, place.domain]).size, 7);
  assert.deepEqual(placesOf({ domain: "a", access: "b" }, WALLETS.clear), [
    { domain: "a", access: "b" },
  ]);
  assert.deepEqual(domainPlacesOf("a", WALLETS.clear), ["a"]);
});

Deno.test("v1 record: nothing opens once the keys are wiped", () => {
  const open = wallet("sealed");
  const { stored } = sealRecordV1(FULL, open, OPTIONS);
  open.keyring.wipe();
  assert.throws(() => openRecordV1(stored, open), UsageError);
  assert.throws(() => sealRecordV1(FULL, open, OPTIONS), UsageError);
  assert.throws(() => placesOf(FULL, open), UsageError);
});

Deno.test("v1 record: sealing checks id, revision and time", () => {
  const attempt = (change: object) => () =>
    sealRecordV1(FULL, WALLETS.sealed, { ...OPTIONS, ...change });
  assert.throws(attempt({ recordId: new Uint8Array(15) }), UsageError);
  for (const rev of [0, -1, 1.5, NaN, 2 ** 53]) {
    assert.throws(attempt({ rev }), UsageError);
  }
  for (const updated of ["", "now", "2026-01-02T03:04:05.060Z"]) {
    assert.throws(attempt({ updated }), UsageError);
  }
  assert.equal(newRecordId(systemRandom).length, 16);
});
