/** What a call has of the agent once its permissions are gone. */

import assert from "node:assert/strict";
import type { Order } from "../../agent/client.ts";
import type { Envoy } from "../../agent/envoy.ts";
import { EnvoyHolder, isAt, OrderHolder } from "../../cli/agent/holders.ts";
import { Out } from "../../cli/output.ts";
import { UnavailableError } from "../../core/errors.ts";
import { fakeIo } from "./fake_io.ts";

const KEY = new Uint8Array([1, 2, 3]);
const TIMES = { timeout: 60, lifetime: 600 };

function output() {
  const io = fakeIo({});
  return { out: new Out(io, false), said: () => io.said().stderr };
}

/** An order that is answered so, and what becomes of it. */
function order(answer: () => Promise<{ name: string; key: Uint8Array } | null>) {
  const made = { received: 0, closed: 0 };
  const order: Order = {
    receive: () => {
      made.received++;
      return answer() as ReturnType<Order["receive"]>;
    },
    [Symbol.dispose]: () => void made.closed++,
  };
  return { order, made };
}

const found = (name: string) => () => Promise.resolve({ name, key: KEY.slice() });

Deno.test("orders: only the key that is needed comes in", async () => {
  const { out, said } = output();
  const [a, b] = [order(found("stash/a")), order(found("wallet/b"))];
  const holder = new OrderHolder(
    new Map([["stash/a", a.order], ["wallet/b", b.order]]),
    out,
  );
  assert.equal(await holder.get(["wallet/none"]), null);
  assert.deepEqual(await holder.get(["wallet/c", "wallet/b"]), {
    name: "wallet/b",
    key: KEY,
  });
  assert.equal(await holder.get(["wallet/b"]), null, "once");
  assert.equal(said(), "");
  await holder.put();
  assert.match(said(), /^the agent has an older key/);
  holder[Symbol.dispose]();
  assert.deepEqual([a.made, b.made], [{ received: 0, closed: 1 }, {
    received: 1,
    closed: 0,
  }]);
});

Deno.test("orders: a key of another name is wiped, and not given", async () => {
  const { out } = output();
  const key = KEY.slice();
  const wrong = order(() => Promise.resolve({ name: "wallet/other", key }));
  const holder = new OrderHolder(new Map([["wallet/b", wrong.order]]), out);
  assert.equal(await holder.get(["wallet/b"]), null);
  assert.deepEqual(key, new Uint8Array(3));
});

Deno.test("orders: what goes wrong is said, and no error", async () => {
  const { out, said } = output();
  const failing = order(() =>
    Promise.reject(new UnavailableError("it is gone", { hint: "start it" }))
  );
  const holder = new OrderHolder(new Map([["wallet/b", failing.order]]), out);
  assert.equal(await holder.get(["wallet/b"]), null);
  assert.equal(said(), "warning: going on without the agent: it is gone (start it)\n");
});

Deno.test("orders: a fault of our own is not swallowed", async () => {
  const { out } = output();
  const faulty = order(() => Promise.reject(new TypeError("a fault")));
  const holder = new OrderHolder(new Map([["wallet/b", faulty.order]]), out);
  await assert.rejects(holder.get(["wallet/b"]), TypeError);
});

/** An envoy that writes its errands down. */
function envoy(fails = false) {
  const errands: unknown[] = [];
  const go = <T>(errand: unknown, value: T) => {
    errands.push(errand);
    return fails
      ? Promise.reject(new UnavailableError("it is gone"))
      : Promise.resolve(value);
  };
  const envoy = {
    get: (names: string[]) => go(names, null),
    put: (request: object) => go(request, true),
  } as unknown as Envoy;
  return { envoy, errands };
}

Deno.test("envoy's holder: a key goes to a place of its kind, found again by isAt", async () => {
  const { out, said } = output();
  const { envoy: sent, errands } = envoy();
  const holder = new EnvoyHolder(sent, { times: TIMES, place: "f00", out });
  assert.equal(await holder.get(["wallet/a"]), null);
  await holder.put("wallet/a", KEY);
  await holder.put("stash/b", KEY);
  const put = (name: string, place: string) => ({ name, key: KEY, place, ...TIMES });
  assert.deepEqual(errands, [
    ["wallet/a"],
    put("wallet/a", "wallet/f00"),
    put("stash/b", "stash/f00"),
  ]);
  const held = { name: "stash/b", place: "stash/f00", unused: 1, left: 1 };
  assert.ok(isAt(held, "f00") && !isAt(held, "f01"));
  assert.equal(said(), "");
});

Deno.test("envoy's holder: after a failure nothing more is asked or said", async () => {
  const { out, said } = output();
  const { envoy: sent, errands } = envoy(true);
  const holder = new EnvoyHolder(sent, { times: TIMES, place: "f00", out });
  assert.equal(await holder.get(["wallet/a"]), null);
  await holder.put("wallet/a", KEY);
  assert.equal(await holder.get(["wallet/a"]), null);
  assert.equal(errands.length, 1);
  assert.equal(said(), "warning: going on without the agent: it is gone\n");
});
