import assert from "node:assert/strict";
import { MAX_SHOWN } from "../../backends/plugin/shown.ts";
import type { Method } from "../../backends/plugin/protocol.ts";
import {
  CofferError,
  ConflictError,
  DamagedError,
  LimitError,
  LockedError,
  NotFoundError,
  PermissionError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import type { RecordChange, RecordStore, Version } from "../../core/ports.ts";
import { all, attributes, insert, record } from "../support/record_store_samples.ts";
import { assertFails, SILENCE, storeWith } from "./plugin_support.ts";

const KEY = { domain: "d", access: "a" };

Deno.test("plug-in: anything but one reply to each request stops it", async () => {
  const breaches: [unknown, RegExp][] = [
    [null, /no reply/],
    ["x", /no reply/],
    [[], /no reply/],
    [{}, /no reply/],
    [new Map([["id", 2], ["ok", 1]]), /no reply/],
    [{ id: 2 }, /no reply/],
    [{ id: 2, ok: null, error: { code: "unavailable", message: "x" } }, /no reply/],
    [{ id: 99, ok: null }, /nothing that was asked/],
    [{ id: "2", ok: null }, /nothing that was asked/],
    [{ id: -1, ok: null }, /nothing that was asked/],
    [{ ok: null }, /nothing that was asked/],
    [{ id: 1, ok: null }, /nothing that was asked/],
    [{ id: 0, error: { message: "own\x1b[31m fault" } }, /own: own\\u001b\[31m fault/],
    [{ id: 0, ok: 1 }, /on its own: no reason/],
  ];
  for (const [breach, message] of breaches) {
    const { store, channel } = await storeWith(() => SILENCE);
    const pending = [store.get(KEY), store.header()].map((each) =>
      assertFails(each, UnavailableError, message)
    );
    channel.send(breach);
    await Promise.all(pending);
    assert.equal(channel.terminated, true);
    const asked = channel.asked.length;
    await assertFails(store.get(KEY), UnavailableError, message);
    channel.send({ id: 2, ok: null });
    await store[Symbol.asyncDispose]();
    assert.equal(channel.asked.length, asked);
  }
});

Deno.test("plug-in: a second answer to the same request stops it", async () => {
  const { store, channel } = await storeWith(({ id }) => ({ id, ok: null }));
  assert.equal(await store.get(KEY), null);
  channel.send({ id: channel.asked.at(-1)!.id, ok: null });
  await assertFails(store.get(KEY), UnavailableError, /nothing that was asked/);
});

Deno.test("plug-in: who does not answer in time is stopped, and all fail", async () => {
  const { store, channel } = await storeWith(() => SILENCE, 1);
  await Promise.all([
    assertFails(store.get(KEY), UnavailableError, /did not answer to "get" within 0.001/),
    assertFails(store.header(), UnavailableError, /did not answer to "get"/),
    assertFails(all(store.list()), UnavailableError, /did not answer to "get"/),
  ]);
  assert.equal(channel.terminated, true);
  await assertFails(store.commit([]), UnavailableError, /did not answer/);
});

Deno.test("plug-in: a Worker that dies, or sends what cannot be read, is stopped", async () => {
  const died = await storeWith(() => SILENCE);
  const first = died.store.get(KEY);
  const event = new ErrorEvent("error", { message: "\x1b[2Jgone", cancelable: true });
  died.channel.onerror!(event);
  await assertFails(first, UnavailableError, /it has ended: \\u001b\[2Jgone/);
  assert.ok(event.defaultPrevented);

  const garbled = await storeWith(() => SILENCE);
  const second = garbled.store.get(KEY);
  garbled.channel.onmessageerror!(new MessageEvent("messageerror"));
  await assertFails(second, UnavailableError, /cannot be read/);
  assert.ok(garbled.channel.terminated);
});

Deno.test("plug-in: errors come by their code, where the port has them", async () => {
  const classes: [string, new (message: string) => CofferError][] = [
    ["limit", LimitError],
    ["locked", LockedError],
    ["permission", PermissionError],
    ["unavailable", UnavailableError],
    ["damaged", DamagedError],
    ["not_found", NotFoundError],
    ["conflict", ConflictError],
  ];
  let code: unknown;
  const { store } = await storeWith(({ id }) => ({
    id,
    error: { code, message: "no", hint: "do\x07 it" },
  }));
  for (const [name, Class] of classes) {
    code = name;
    const ask = name === "conflict" ? store.commit([]) : store.restore("x");
    await assert.rejects(ask, (error) => {
      assert.ok(error instanceof Class);
      assert.equal((error as CofferError).code, name);
      if (name === "conflict") return true;
      assert.equal(error.message, "test:place: the plug-in says: no");
      assert.equal((error as CofferError).hint, "do\\u0007 it");
      return true;
    });
  }
  const others = ["usage", "wrong_password", "refused", "toString", "__proto__", "", 1];
  for (code of [...others, null, {}, undefined]) {
    await assertFails(store.get(KEY), UnavailableError, /says: no$/);
  }
  for (code of ["conflict", "not_found"]) {
    await assertFails(store.get(KEY), UnavailableError, /says: no$/);
  }
});

Deno.test("plug-in: whatever stands for an error is one, escaped and short", async () => {
  let error: unknown;
  const { store } = await storeWith(({ id }) => ({ id, error }));
  const odd = [undefined, null, 1, "x", [], new Error("x"), {}, { message: 1 }];
  for (error of odd) {
    await assertFails(store.get(KEY), UnavailableError, /says: something went wrong$/);
  }
  const message = "\x1b]0;x\x07\u202e\u2028\ud800x\u{e0001}\n" + "é".repeat(10_000_000);
  error = { code: "locked", message, hint: message };
  await assert.rejects(store.get(KEY), (raised) => {
    const { message, hint } = raised as LockedError;
    const start = "\\u001b]0;x\\u0007\\u202e\\u2028\\ud800x\\udb40\\udc01\\u000aé";
    for (const text of [message, hint!]) {
      assert.ok(text.includes(start), JSON.stringify(text.slice(0, 100)));
      assert.ok(text.length < MAX_SHOWN + 100);
    }
    return true;
  });
});

Deno.test("plug-in: a conflict names only what was to be changed", async () => {
  let subjects: unknown;
  const { store } = await storeWith(({ id }) => ({
    id,
    error: { code: "conflict", message: "x", subjects },
  }));
  const changes: RecordChange[] = [
    insert(record("d", "a")),
    { do: "header", header: "x", expected: "absent" },
    { do: "delete", key: { domain: "e", access: "" }, expected: "v" as Version },
  ];
  const named = async (given: unknown) => {
    subjects = given;
    try {
      await store.commit(changes);
    } catch (error) {
      return error instanceof ConflictError ? error.subjects : (error as Error).name;
    }
  };
  const gone = { domain: "e", access: "" };
  assert.deepEqual(await named(undefined), []);
  assert.deepEqual(await named([]), []);
  assert.deepEqual(await named(["header"]), ["header"]);
  assert.deepEqual(await named(["header", "header"]), ["header"]);
  assert.deepEqual(await named([gone, { ...KEY, more: 1 }]), [gone, KEY]);
  const wrong = [
    null,
    {},
    "header",
    [1],
    [{ domain: "d" }],
    [{ domain: "d", access: "b" }],
    ["header", "header", "header", "header"],
    new Array(2 ** 32 - 1),
  ];
  for (const each of wrong) assert.equal(await named(each), "DamagedError");
});

Deno.test("plug-in: what could not come back is not sent", async () => {
  const { store, channel } = await storeWith(({ id }) => ({ id, ok: undefined }));
  const long = "x".repeat((1 << 24) + 1);
  const put = (value: ReturnType<typeof attributes>): RecordChange[] => [
    { do: "put", record: { ...KEY, attributes: value }, expected: "absent" },
  ];
  const many = (count: number) =>
    new Map(Array.from({ length: count }, (_, i) => [`${i}`, ""]));
  const tooMuch: RecordChange[][] = [
    put(attributes({ uid: long })),
    put(new Map([[long, ""]])),
    put(many(1001)),
    put(attributes({ info: many(100_001) })),
    put(attributes({ info: new Map([["x", long]]) })),
    [{ do: "header", header: long, expected: "absent" }],
    ["1", "2", "3", "4"].map((access) => insert(record("d", access))),
  ];
  for (const changes of tooMuch) await assert.rejects(store.commit(changes), LimitError);
  await assert.rejects(store.backup(long), LimitError);
  const twice = [insert(record("d", "a")), insert(record("d", "a"))];
  await assert.rejects(store.commit(twice), UsageError);
  assert.deepEqual(channel.methods, ["open"]);
});

/** Pages of two records each, as many as are asked for. */
function pages(count: number): (request: { id: number; method: Method }) => unknown {
  let given = 0;
  return ({ id, method }) => {
    if (method === "end" || method === "close") return { id, ok: undefined };
    const items = ["a", "b"].map((access) => ({
      value: record(`${given}`, access),
      version: "v",
    }));
    return { id, ok: { items, done: ++given === count } };
  };
}

Deno.test("plug-in: the next page is asked for when the last is used up", async () => {
  const { store, channel } = await storeWith(pages(3));
  const list = store.list()[Symbol.asyncIterator]();
  const seen: [number, string][] = [];
  for (let step = await list.next(); !step.done; step = await list.next()) {
    seen.push([channel.asked.length, step.value.value.domain]);
  }
  assert.deepEqual(seen, [[2, "0"], [2, "0"], [3, "1"], [3, "1"], [4, "2"], [4, "2"]]);
  assert.deepEqual(channel.methods, ["open", "list", "more", "more"]);
  assert.deepEqual(channel.asked.slice(1).map(({ args }) => args), [[1, {}], [1], [1]]);
});

Deno.test("plug-in: who stops reading a list lets go of it", async () => {
  const { store, channel } = await storeWith(pages(3));
  for await (const _ of store.scan()) break;
  assert.deepEqual(channel.methods, ["open", "scan", "end"]);
  assert.deepEqual(channel.asked.at(-1)!.args, [1]);
});

Deno.test("plug-in: lists read at once have cursors of their own", async () => {
  const { store, channel } = await storeWith(pages(100));
  for await (const _ of store.list()) {
    for await (const _ of store.list({ domain: "1" })) break;
    break;
  }
  const cursors = channel.asked.map(({ method, args }) => [method, args[0]]);
  assert.deepEqual(cursors.slice(1), [["list", 1], ["list", 2], ["end", 2], ["end", 1]]);
});

Deno.test("plug-in: closing asks once, ends the Worker, and what follows fails", async () => {
  const { store, channel } = await storeWith(({ id, method }) =>
    method === "close" ? { id, ok: undefined } : SILENCE
  );
  const pending = store.get(KEY);
  const closed = [store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()];
  await assertFails(pending, UsageError, /has been closed/);
  await Promise.all(closed);
  assert.deepEqual(channel.methods, ["open", "get", "close"]);
  assert.equal(channel.terminated, true);
  await assert.rejects((store as RecordStore).header(), UsageError);
});

Deno.test("plug-in: a close that fails says so, and ends the Worker all the same", async () => {
  const { store, channel } = await storeWith(({ id }) => ({
    id,
    error: { code: "unavailable", message: "lost" },
  }));
  await assertFails(
    Promise.resolve(store[Symbol.asyncDispose]()),
    UnavailableError,
    /says: lost/,
  );
  assert.equal(channel.terminated, true);
});
