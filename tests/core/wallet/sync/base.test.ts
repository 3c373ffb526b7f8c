import assert from "node:assert/strict";
import { DamagedError } from "../../../../core/errors.ts";
import {
  type Base,
  formatBase,
  parseBase,
  swapped,
} from "../../../../core/wallet/sync/base.ts";

const BASE: Base = {
  format: "coffer",
  walletId: "00".repeat(16),
  generations: [4, 7],
  marks: new Map([["place", { id: "id", digest: "digest" }]]),
};
const STORES = ["file:/a", "file:/b"] as const;

Deno.test("what sync remembers comes back as it was", () => {
  assert.deepEqual(parseBase(formatBase(BASE, STORES)), BASE);
  const v0: Base = {
    format: "secret-wallet",
    walletId: null,
    generations: null,
    marks: new Map([["place", { id: null, digest: "digest" }]]),
  };
  assert.deepEqual(parseBase(formatBase(v0, STORES)), v0);
  assert.deepEqual(swapped(v0), v0);
});

Deno.test("seen from the other side, the generations change places", () => {
  assert.deepEqual(swapped(BASE), { ...BASE, generations: [7, 4] });
});

const good = JSON.parse(formatBase(BASE, STORES));
const BAD: [string, unknown][] = [
  ["another version", { ...good, coffer_sync: 2 }],
  ["an unknown format", { ...good, format: "other" }],
  ["a walletId that is none", { ...good, walletId: 1 }],
  ["one generation", { ...good, generations: [1] }],
  ["generations that are no numbers", { ...good, generations: ["1", "2"] }],
  ["records that are no list", { ...good, records: {} }],
  ["a record that is no list", { ...good, records: ["x"] }],
  ["a place that is no text", { ...good, records: [[1, null, "d"]] }],
  ["an id that is no text", { ...good, records: [["p", 1, "d"]] }],
  ["no digest", { ...good, records: [["p", null]] }],
  ["no object", []],
  ["nothing", null],
];

for (const [what, json] of BAD) {
  Deno.test(`what sync remembers: ${what} is damage`, () => {
    assert.throws(() => parseBase(JSON.stringify(json)), DamagedError);
  });
}

Deno.test("what sync remembers: a torn file is damage", () => {
  assert.throws(() => parseBase(formatBase(BASE, STORES).slice(0, 90)), DamagedError);
});
