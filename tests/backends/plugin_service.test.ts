import assert from "node:assert/strict";
import { HELPERS } from "../../backends/plugin/helpers.ts";
import {
  type Method,
  type Page,
  PROTOCOL,
  type Reply,
} from "../../backends/plugin/protocol.ts";
import {
  type PluginModule,
  Service,
  type UncheckedStore,
} from "../../backends/plugin/serve.ts";
import type { ConflictSubject } from "../../core/errors.ts";
import { FEATURES } from "./plugin_support.ts";

const OPENING = { protocol: PROTOCOL, source: "the text", url: "x:y" };

/** A service of a store that has only what a test needs, and a way to ask it. */
function serviceOf(store: Partial<UncheckedStore>): {
  ask(method: Method, ...args: unknown[]): Promise<Reply>;
} {
  let id = 0;
  const whole = { features: FEATURES, ...store } as UncheckedStore;
  const service = new Service((source) => {
    assert.equal(source, OPENING.source);
    return Promise.resolve({
      open(url, helpers) {
        assert.equal(url, OPENING.url);
        assert.equal(helpers, HELPERS);
        return whole;
      },
    });
  });
  return { ask: (method, ...args) => service.answer({ id: ++id, method, args }) };
}

/** Records of a domain that is `length` long. */
async function* records(count: number, length: number): AsyncGenerator<unknown> {
  for (let i = 0; i < count; i++) {
    await Promise.resolve();
    const value = { domain: "x".repeat(length), attributes: new Map() };
    yield { value, version: `${i}` };
  }
}

Deno.test("plug-in: a service hands requests on, and answers back", async () => {
  const seen: unknown[] = [];
  const note = (...args: unknown[]) => (seen.push(args), Promise.resolve(args.length));
  const { ask } = serviceOf({
    header: note,
    get: note,
    commit: note,
    restore: note,
    [Symbol.asyncDispose]: note,
  });
  assert.deepEqual(await ask("open", OPENING), {
    id: 1,
    ok: { protocol: PROTOCOL, features: FEATURES },
  });
  assert.deepEqual(await ask("header"), { id: 2, ok: 0 });
  assert.deepEqual(await ask("get", { domain: "d" }), { id: 3, ok: 1 });
  assert.deepEqual(await ask("commit", [1]), { id: 4, ok: 1 });
  assert.deepEqual(await ask("restore", "id"), { id: 5, ok: 1 });
  assert.deepEqual(await ask("close"), { id: 6, ok: 0 });
  assert.deepEqual(seen, [[], [{ domain: "d" }], [[1]], ["id"], []]);
});

Deno.test("plug-in: a service sends at most so many records at a time", async () => {
  const { ask } = serviceOf({ scan: () => records(600, 1) });
  await ask("open", OPENING);
  const sizes: [number, boolean][] = [];
  for (let reply = await ask("scan", 7);; reply = await ask("more", 7)) {
    const { items, done } = (reply as { ok: Page }).ok;
    sizes.push([items.length, done]);
    if (done) break;
  }
  assert.deepEqual(sizes, [[256, false], [256, false], [88, true]]);
});

Deno.test("plug-in: a service sends at most so much text at a time", async () => {
  const { ask } = serviceOf({ list: () => records(7, 400_000) });
  await ask("open", OPENING);
  const sizes: number[] = [];
  for (let reply = await ask("list", 1, {});; reply = await ask("more", 1)) {
    const { items, done } = (reply as { ok: Page }).ok;
    sizes.push(items.length);
    if (done) break;
  }
  assert.deepEqual(sizes, [3, 3, 1]);
});

Deno.test("plug-in: a service reads no further than it is asked to", async () => {
  let read = 0;
  let ended = false;
  async function* counted() {
    try {
      for await (const each of records(1000, 1)) {
        read++;
        yield each;
      }
    } finally {
      ended = true;
    }
  }
  const { ask } = serviceOf({ list: counted });
  await ask("open", OPENING);
  await ask("list", 3, {});
  assert.equal(read, 256);
  assert.deepEqual(await ask("end", 3), { id: 3, ok: undefined });
  assert.ok(ended);
  assert.ok("error" in await ask("more", 3));
  assert.deepEqual(await ask("end", 3), { id: 5, ok: undefined });
});

Deno.test("plug-in: a service turns whatever is thrown into an error", async () => {
  let thrown: unknown;
  const { ask } = serviceOf({
    get: () => {
      throw thrown;
    },
  });
  assert.ok("error" in await ask("get", {}), "before it is open");
  await ask("open", OPENING);
  const accessor = {
    get message() {
      throw new Error("in an error");
    },
  };
  const error = async (value: unknown) => {
    thrown = value;
    const reply = await ask("get", {});
    assert.ok("error" in reply);
    structuredClone(reply);
    return reply.error;
  };
  const unavailable = (message: string) => ({ code: "unavailable", message });
  assert.deepEqual(await error(new Error("x")), unavailable("x"));
  assert.deepEqual(await error("text"), unavailable("text"));
  assert.deepEqual(await error(null), unavailable("null"));
  assert.deepEqual(await error(Symbol("s")), unavailable("Symbol(s)"));
  assert.deepEqual(await error({}), unavailable("undefined"));
  assert.match((await error(accessor)).message, /cannot be looked at/);
  assert.match((await error(Object.create(null))).message, /undefined/);
  assert.match((await error({ message: { toString: null } })).message, /cannot be/);
  assert.equal((await error(new Error("x".repeat(10_000)))).message.length, 4096);
  const denied = await error(new Deno.errors.NotCapable("read"));
  assert.deepEqual([denied.code, denied.message], ["permission", "read"]);
  assert.match(denied.hint!, /configuration/);
  const key = { domain: "d", access: "a", more: () => {} };
  const subjects: ConflictSubject[] = [key, "header"];
  assert.deepEqual(await error(HELPERS.error("conflict", "x", { subjects, hint: "h" })), {
    code: "conflict",
    message: "x",
    hint: "h",
    subjects: [{ domain: "d", access: "a" }, "header"],
  });
});

Deno.test("plug-in: a module without a fit open is refused", async () => {
  const modules: unknown[] = [
    {},
    { open: "x" },
    { open: () => null },
    { open: () => undefined },
    {
      open: () => {
        throw new Error("x");
      },
    },
    { open: () => Promise.reject(new Error("x")) },
  ];
  for (const module of modules) {
    const service = new Service(() => Promise.resolve(module as PluginModule));
    const reply = await service.answer({ id: 1, method: "open", args: [OPENING] });
    assert.ok("error" in reply);
    assert.equal(reply.error.code, "unavailable");
  }
  const service = new Service(() => Promise.reject(new Error("no module")));
  const reply = await service.answer({ id: 1, method: "open", args: [OPENING] });
  assert.deepEqual(reply, {
    id: 1,
    error: { code: "unavailable", message: "no module" },
  });
});

Deno.test("plug-in: a service speaks one version of the protocol", async () => {
  const { ask } = serviceOf({});
  const reply = await ask("open", { ...OPENING, protocol: 2 });
  assert.ok("error" in reply);
  assert.match(reply.error.message, /protocol/);
});
