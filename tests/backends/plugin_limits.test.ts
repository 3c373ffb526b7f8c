/**
 * What a plug-in may answer at most, at the ceiling and one beyond.
 */

import assert from "node:assert/strict";
import {
  readBackups,
  readHeader,
  readOpened,
  readPage,
} from "../../backends/plugin/answers.ts";
import {
  MAX_ATTRIBUTES,
  MAX_BACKUPS,
  MAX_ENTRIES,
  MAX_TEXT,
  MAX_TOKEN,
  PAGE_RECORDS,
} from "../../backends/plugin/protocol.ts";
import { DamagedError } from "../../core/errors.ts";

/** A list, or the entries of a map, of so many. */
const texts = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);
const entries = (count: number) => new Map(texts(count).map((text) => [text, text]));

function page(count: number, attributes: Map<string, unknown>): unknown {
  const record = { value: { domain: "a", access: "b", attributes }, version: "1" };
  return { items: Array(count).fill(record), done: true };
}

const opened = (attributes: string[]) => ({
  protocol: 1,
  features: { atomicChanges: 1, attributes, header: true },
});
const backup = (id: string) => ({ id, label: "a", made: "2026-01-02T03:04:05Z" });

const LIMITS: [what: string, most: number, read: (count: number) => unknown][] = [
  [
    "characters of a text",
    MAX_TEXT,
    (count) => readHeader({ value: "x".repeat(count), version: "1" }),
  ],
  [
    "characters of a version",
    MAX_TOKEN,
    (count) => readHeader({ value: "x", version: "x".repeat(count) }),
  ],
  [
    "characters of a backup's id",
    MAX_TOKEN,
    (count) => readBackups([backup("x".repeat(count))]),
  ],
  ["records of a page", PAGE_RECORDS, (count) => readPage(page(count, new Map()))],
  [
    "attributes of a record",
    MAX_ATTRIBUTES,
    (count) => readPage(page(1, entries(count))),
  ],
  ["attributes of a store", MAX_ATTRIBUTES, (count) => readOpened(opened(texts(count)))],
  [
    "entries of an attribute",
    MAX_ENTRIES,
    (count) => readPage(page(1, new Map([["info", entries(count)]]))),
  ],
  ["backups", MAX_BACKUPS, (count) => readBackups(Array(count).fill(backup("1")))],
];

for (const [what, most, read] of LIMITS) {
  Deno.test(`plug-in: ${most} ${what} are taken, and no more`, () => {
    read(most);
    assert.throws(() => read(most + 1), DamagedError);
  });
}

Deno.test("plug-in: a list of thousands of millions of holes costs nothing", () => {
  assert.throws(() => readBackups(Array(2 ** 32 - 1)), DamagedError);
  assert.throws(() => readPage({ items: Array(2 ** 32 - 1), done: true }), DamagedError);
});

Deno.test("plug-in: a store takes one change at once, or more", () => {
  const features = { attributes: null, header: true, getsTogether: 1 };
  for (const atomicChanges of [0, -1, 0.5, NaN, Infinity, 2 ** 53]) {
    const answer = { protocol: 1, features: { ...features, atomicChanges } };
    assert.throws(() => readOpened(answer), DamagedError);
  }
  for (const atomicChanges of [1, Number.MAX_SAFE_INTEGER]) {
    const answer = { protocol: 1, features: { ...features, atomicChanges } };
    assert.equal(readOpened(answer).atomicChanges, atomicChanges);
  }
});
