import assert from "node:assert/strict";
import type { Method } from "../../backends/plugin/protocol.ts";
import { DamagedError } from "../../core/errors.ts";
import type { RecordStore, Version } from "../../core/ports.ts";
import { all, attributes, record } from "../support/record_store_samples.ts";
import { assertFails, FakeChannel, FEATURES, storeWith } from "./plugin_support.ts";
import { PluginClient } from "../../backends/plugin/client.ts";
import { PROTOCOL } from "../../backends/plugin/protocol.ts";
import { PluginStore } from "../../backends/plugin/store.ts";

const item = (domain: string, access: string, version = "v") => ({
  value: record(domain, access),
  version,
});
const page = (...items: unknown[]) => ({ items, done: true });
const withValue = (value: object) => ({ value, version: "v" });
const withAttributes = (attributes: unknown) =>
  withValue({ domain: "d", access: "a", attributes });

const NO_OBJECTS = [undefined, 1, "", "x", true, [], new Map(), new Date(0), 1n, {}];
const LONG = "x".repeat((1 << 24) + 1);
const WRONG_RECORDS: unknown[] = [
  ...NO_OBJECTS,
  withValue([]),
  { value: record("d", "a") },
  ...[null, 1, "", "absent", "x".repeat(1025), {}].map((version) => ({
    value: record("d", "a"),
    version,
  })),
  withValue({ ...record("d", "a"), domain: 1 }),
  withValue({ ...record("d", "a"), access: null }),
  withValue({ ...record("d", "a"), access: LONG }),
  ...[null, {}, [], "x", new Set()].map(withAttributes),
  withAttributes(new Map([[1, "x"]])),
  withAttributes(new Map([["x", 1]])),
  withAttributes(new Map([["x", {}]])),
  withAttributes(new Map([["x", LONG]])),
  withAttributes(new Map([["x", new Map([["a", null]])]])),
  withAttributes(new Map([["x", new Map([[null, "a"]])]])),
  withAttributes(new Map(Array.from({ length: 1001 }, (_, i) => [`${i}`, ""]))),
  withAttributes(
    new Map([["x", new Map(Array.from({ length: 100_001 }, (_, i) => [`${i}`, ""]))]]),
  ),
];

/** A list that claims to be as long as can be. */
const HOLES = new Array(2 ** 32 - 1);
const WRONG_PAGES: unknown[] = [
  null,
  ...NO_OBJECTS,
  { items: [] },
  { items: null, done: true },
  { items: [], done: false },
  { items: [], done: 1 },
  { items: HOLES, done: true },
  { items: new Array(1), done: true },
  { items: Array.from({ length: 257 }, (_, i) => item("d", `${i}`)), done: true },
  ...WRONG_RECORDS.map((each) => page(each)),
];

const BACKUP = { id: "1", label: "label", made: "2026-01-02T03:04:05.678Z" };
const WRONG_BACKUPS: unknown[] = [
  null,
  ...NO_OBJECTS,
  { ...BACKUP, id: 1 },
  { ...BACKUP, id: "x".repeat(1025) },
  { ...BACKUP, label: null },
  ...[null, "", "yesterday", "2026-01-02", "2026-01-02T03:04:05+01:00"]
    .map((made) => ({ ...BACKUP, made })),
];

const HEADERS: unknown[] = [
  ...NO_OBJECTS,
  { value: "x" },
  { value: 1, version: "v" },
  { value: LONG, version: "v" },
  { value: "x", version: "absent" },
];
const NOTHING: unknown[] = [null, 0, "", false, {}, []];

const CASES: [Method, (store: RecordStore) => Promise<unknown>, unknown[]][] = [
  ["header", (store) => store.header(), HEADERS],
  ["get", (store) => store.get({ domain: "d", access: "a" }), [
    ...WRONG_RECORDS,
    item("d", "b"),
    item("e", "a"),
    item("", ""),
  ]],
  ["list", (store) => all(store.list()), [
    ...WRONG_PAGES,
    page(item("d", "b"), item("d", "a")),
    page(item("d", "a"), item("d", "a")),
    page(item("\u{10000}", "a"), item("\uff5a", "a")),
  ]],
  ["list", (store) => all(store.list({ domain: "d" })), [
    page(item("c", "a")),
    page(item("d", "a"), item("e", "a")),
  ]],
  ["scan", (store) => all(store.scan()), WRONG_PAGES],
  ["commit", (store) => store.commit([]), NOTHING],
  ["backup", (store) => store.backup("label"), [
    ...WRONG_BACKUPS,
    { ...BACKUP, label: "another" },
  ]],
  ["backups", (store) => store.backups(), [
    null,
    ...NO_OBJECTS.filter((each) => !Array.isArray(each)),
    HOLES,
    Array.from({ length: 10_001 }, () => BACKUP),
    ...WRONG_BACKUPS.map((each) => [each]),
  ]],
  ["restore", (store) => store.restore("1"), NOTHING],
];

for (const [method, ask, answers] of CASES) {
  Deno.test(`plug-in: a wrong answer to ${method} is an error, and no more`, async () => {
    let answer: unknown;
    const { store, channel } = await storeWith(({ id }) => ({ id, ok: answer }));
    for (answer of answers) {
      await assertFails(ask(store), DamagedError, /^test:place: the plug-in's answer/);
    }
    answer = null;
    assert.equal(await store.get({ domain: "d", access: "a" }), null);
    assert.equal(channel.terminated, false);
  });
}

Deno.test("plug-in: a wrong answer to open is an error", async () => {
  const wrong = [
    null,
    ...NO_OBJECTS,
    { protocol: PROTOCOL },
    { protocol: 2, features: FEATURES },
    { protocol: "1", features: FEATURES },
    ...[null, 0, -1, 1.5, NaN, Infinity, 2 ** 53, "3", 3n].map((atomicChanges) => ({
      protocol: PROTOCOL,
      features: { ...FEATURES, atomicChanges },
    })),
    ...[0, -1, 1.5, NaN, Infinity, 2 ** 53, "3", 3n].map((getsTogether) => ({
      protocol: PROTOCOL,
      features: { ...FEATURES, getsTogether },
    })),
    ...[undefined, "uid", [1], [null], HOLES, new Set()].map((attributes) => ({
      protocol: PROTOCOL,
      features: { ...FEATURES, attributes },
    })),
    ...[undefined, null, 1, "true"].map((header) => ({
      protocol: PROTOCOL,
      features: { ...FEATURES, header },
    })),
  ];
  for (const answer of wrong) {
    const channel = new FakeChannel(({ id }) => ({ id, ok: answer }));
    const client = new PluginClient(channel, { location: "x:", timeout: 30_000 });
    await assertFails(
      PluginStore.open(client, { url: "x:", source: "" }),
      DamagedError,
      /^x:: the plug-in's answer/,
    );
  }
});

Deno.test("plug-in: right answers are taken as they are", async () => {
  const stored = {
    domain: "d",
    access: "a",
    attributes: attributes({ uid: null, info: new Map([["__proto__", "x"], ["1", ""]]) }),
  };
  const answers: Partial<Record<Method, unknown>> = {
    header: { value: "h", version: "v1" },
    get: { value: stored, version: "v2" },
    list: page(item("d", "a"), item("d", "b"), item("\uff5a", ""), item("\u{10000}", "")),
    backup: BACKUP,
    backups: [BACKUP],
  };
  const { store } = await storeWith(({ id, method }) => ({ id, ok: answers[method] }));
  assert.deepEqual(await store.header(), { value: "h", version: "v1" });
  assert.deepEqual(await store.get(stored), { value: stored, version: "v2" });
  assert.equal((await all(store.list())).length, 4);
  assert.deepEqual(await store.backup("label"), BACKUP);
  assert.deepEqual(await store.backups(), [BACKUP]);
  await store.restore("1");
  await store.commit([{ do: "header", header: "x", expected: "v" as Version }]);
});

Deno.test("plug-in: an answer cannot reach prototypes", async () => {
  const evil = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
  const answer = {
    ...item("d", "a"),
    ...evil,
    value: {
      ...record("d", "a"),
      attributes: new Map([["__proto__", "x"], ["constructor", "y"]]),
    },
  };
  Object.defineProperty(answer, "__proto__", { value: evil, enumerable: true });
  const { store } = await storeWith(({ id }) => ({ id, ok: answer }));
  const found = await store.get({ domain: "d", access: "a" });
  assert.deepEqual(found!.value.attributes, answer.value.attributes);
  assert.equal(Object.getPrototypeOf(found), Object.prototype);
  assert.deepEqual(Object.keys(found!).sort(), ["value", "version"]);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});
