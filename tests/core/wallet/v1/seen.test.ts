/** What a device has seen: compared, added to, kept as text. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError, RollbackError } from "../../../../core/errors.ts";
import { MAX_HEADER_LENGTH } from "../../../../core/wallet/v1/header.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import {
  assertNotOlder,
  MAX_SEEN_RECORDS,
  type Seen,
  seenHeader,
  seenHeaderOf,
  withWritten,
  type Written,
} from "../../../../core/wallet/v1/seen.ts";
import {
  type SeenMemory,
  SeenStore,
  type Watch,
} from "../../../../core/wallet/v1/seen_store.ts";
import { formatSeen, parseSeen } from "../../../../core/wallet/v1/seen_text.ts";
import { createWalletV1 } from "../../../../core/wallet/v1/create_wallet.ts";
import { recordStoreConformance } from "../../../support/record_store_conformance.ts";
import { keepsAll } from "../../../support/record_store_known.ts";
import { freshMemory } from "../../../support/record_stores.ts";
import {
  memoryStores,
  PASSWORD,
  quickSlot,
  SURROUNDINGS,
} from "../../../support/wallets.ts";

const BASE64URL = [..."ABCabc019_-"];
const text = (length: number) =>
  fc.array(fc.constantFrom(...BASE64URL), { minLength: length, maxLength: length })
    .map((units) => units.join(""));
const counter = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const seenOnes: fc.Arbitrary<Seen> = fc.record({
  walletId: fc.stringMatching(/^[0-9a-f]{32}$/),
  generation: counter,
  seal: text(43),
  records: fc.array(fc.tuple(text(22), counter), { maxLength: 20 })
    .map((entries) => new Map(entries)),
}, { noNullPrototype: true });

Deno.test("seen: what is written is read again", () => {
  fc.assert(fc.property(seenOnes, (seen) => {
    assert.deepEqual(parseSeen(formatSeen(seen, "file:/w")), seen);
  }));
});

Deno.test("seen: any other text is damaged, and nothing worse", () => {
  const other = fc.oneof(
    fc.string(),
    fc.json(),
    seenOnes.chain((seen) => {
      const whole = formatSeen(seen, "file:/w").trimEnd();
      return fc.integer({ min: 0, max: whole.length - 1 }).map((at) =>
        whole.slice(0, at)
      );
    }),
  );
  fc.assert(fc.property(other, (text) => {
    assert.throws(() => parseSeen(text), DamagedError);
  }));
  const good = formatSeen(sample(), "file:/w");
  for (
    const [part, by] of [
      ['"coffer_seen":1', '"coffer_seen":2'],
      ['"generation":5', '"generation":0'],
      ['"generation":5', '"generation":"5"'],
      ["00000000", "0000000g"],
      ['"records":[[', '"records":[[1,'],
      [",3]", ",-3]"],
    ] as const
  ) {
    assert.ok(good.includes(part), part);
    assert.throws(() => parseSeen(good.replace(part, by)), DamagedError, by);
  }
});

Deno.test("seen: no more records are kept than the limit, and those written last", () => {
  const records = new Map(
    Array.from({ length: MAX_SEEN_RECORDS + 10 }, (_, n) => [
      String(n).padStart(22, "0"),
      { rev: 1, again: false },
    ]),
  );
  const seen = withWritten(null, { ...written(5), records });
  assert.equal(seen.records.size, MAX_SEEN_RECORDS);
  assert.equal(seen.records.has("9".padStart(22, "0")), false);
  assert.equal(parseSeen(formatSeen(seen, "s")).records.size, MAX_SEEN_RECORDS);
});

Deno.test("seen: whoever remembers last takes nothing back", () => {
  fc.assert(fc.property(seenOnes, counter, counter, (before, generation, rev) => {
    const [id, known] = [...before.records][0] ?? ["A".repeat(22), 0];
    const { walletId } = before;
    const now = { ...written(generation), walletId };
    const add = (again: boolean) =>
      withWritten(before, { ...now, records: new Map([[id, { rev, again }]]) });
    assert.equal(add(false).generation, Math.max(generation, before.generation));
    assert.equal(add(false).records.get(id), Math.max(rev, known));
    assert.equal(add(true).records.get(id), rev);
    const anew = withWritten(before, { ...now, isNew: true });
    assert.deepEqual([anew.generation, anew.records.size], [generation, 0]);
    const other = withWritten(before, { ...now, walletId: "another" });
    assert.deepEqual([other.generation, other.records.size], [generation, 0]);
  }));
});

Deno.test("seen: what says of itself what a header says counts, if it is no longer than one", async () => {
  const open = memoryStores();
  const { wallet } = await createWalletV1(await open(), {
    slots: [quickSlot(PASSWORD)],
    surroundings: SURROUNDINGS,
  });
  await wallet[Symbol.asyncDispose]();
  const { value } = (await (await open()).header())!;
  const said = seenHeader(parseHeader(value));
  assert.deepEqual(seenHeaderOf(value), said);
  // More is wrong with these than who compares them needs to know.
  for (const text of [` ${value}`, value.replace('"names":', '"nemas":')]) {
    assert.throws(() => parseHeader(text), DamagedError);
    assert.deepEqual(seenHeaderOf(text), said);
  }
  assert.equal(seenHeaderOf(value.padEnd(MAX_HEADER_LENGTH + 1)), null);
  for (const text of ["", "null", "[]", value.slice(1), value.replace("/v1", "/v2")]) {
    assert.equal(seenHeaderOf(text), null, text);
  }
});

Deno.test("seen: headers are compared", async () => {
  const open = memoryStores();
  const { wallet } = await createWalletV1(await open(), {
    slots: [quickSlot(PASSWORD)],
    surroundings: SURROUNDINGS,
  });
  const store = await open();
  const first = (await store.header())!.value;
  await wallet.set({ domain: "d", access: "a" }, { uid: "u" });
  const second = (await store.header())!.value;
  await wallet[Symbol.asyncDispose]();
  const [old, now] = [seenHeaderOf(first)!, seenHeaderOf(second)!];
  assertNotOlder(null, first, "x");
  assertNotOlder(old, first, "x");
  assertNotOlder(old, second, "x");
  // What is no header at all is for its reader to say.
  assertNotOlder(old, "{}", "x");
  const alarms: [typeof now, string | null, RegExp][] = [
    [now, first, /older/],
    [{ ...now, seal: old.seal }, second, /fork/],
    [{ ...now, walletId: "f".repeat(32) }, second, /another/],
    [now, null, /gone/],
  ];
  for (const [seen, header, says] of alarms) {
    assert.throws(() => assertNotOlder(seen, header, "x"), (error) => {
      assert.ok(error instanceof RollbackError);
      assert.match(error.message, says);
      return true;
    });
  }
});

recordStoreConformance("a store that is watched", keepsAll("kept"), () => {
  const { store, again, ...rest } = freshMemory();
  const watching = (inner: typeof store) => {
    const memory = memoryOf(null);
    const options = { memory, seen: null, watch: "all" as Watch, mayWrite: true };
    return new SeenStore(inner, options);
  };
  return {
    ...rest,
    store: watching(store),
    again: async () => watching(await again()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

function memoryOf(seen: Seen | null): SeenMemory {
  return {
    read: () => Promise.resolve(seen),
    update(change) {
      seen = change(seen);
      return Promise.resolve(true);
    },
  };
}

function written(generation: number): Written {
  const { walletId, seal } = sample();
  return { walletId, generation, seal, isNew: false, records: new Map() };
}

function sample(): Seen {
  return {
    walletId: "0".repeat(32),
    generation: 5,
    seal: "s".repeat(43),
    records: new Map([["r".repeat(22), 3]]),
  };
}
