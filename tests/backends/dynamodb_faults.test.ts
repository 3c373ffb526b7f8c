/** Lost, doubled, late and refused requests: nothing is lost or done twice. */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import {
  ConflictError,
  LimitError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { openWalletV1 } from "../../core/wallet/v1/wallet.ts";
import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { type Fault, type Proxy, startProxy } from "../support/dynamodb_proxy.ts";
import { freshTable, restOf } from "../support/dynamodb_tables.ts";
import {
  all,
  contentsOf,
  fill,
  insert,
  record,
  versionAt,
} from "../support/record_store_samples.ts";
import { collected, freshV1, PASSWORD, SURROUNDINGS } from "../support/wallets.ts";

const WRITES = ["PutItem", "DeleteItem", "TransactWriteItems"];
const LOSSES: Fault[] = ["dropped", "unanswered", "garbled", {
  status: 500,
  type: "InternalServerError",
}];
const REJECTIONS: Fault[] = [
  { status: 400, type: "ProvisionedThroughputExceededException" },
  { status: 400, type: "ThrottlingException" },
  { status: 400, type: "RequestLimitExceeded" },
];

const engines = await startEngines();
const best = engines.at(-1)!;

for (const engine of engines) {
  // Without transactions, a request that arrives twice cannot be told from somebody else's.
  const twice = engine.transaction > 1 ? ["twice" as const] : [];
  for (const fault of [...LOSSES, ...REJECTIONS, ...twice, { delay: 200 }] as Fault[]) {
    Deno.test(`${engine.name}: every request once ${shown(fault)}, and all is done once`, async () => {
      await using there = await behindProxy(engine);
      const { proxy, store } = there;
      const once = new Set<string>();
      proxy.fault = ({ action, body }) => {
        const text = action + JSON.stringify(body.Key ?? body.Item ?? body);
        if (once.has(text)) return undefined;
        once.add(text);
        return fault;
      };
      await edits(store);
      proxy.fault = () => undefined;
      assert.deepEqual(await contentsOf(store), await contentsOf(await edited(engine)));
    });
  }

  Deno.test(`${engine.name}: who was quicker wins, although the answer was lost`, async () => {
    await using there = await behindProxy(engine);
    const { proxy, store } = there;
    await fill(store, [record("d", "a", "first")]);
    const expected = await versionAt(store, record("d", "a"));
    const other = await openRecordStore(there.direct);
    const theirs = { do: "put", record: record("d", "a", "theirs"), expected } as const;
    proxy.fault = async ({ action }) => {
      if (!WRITES.includes(action)) return undefined;
      await other.commit([theirs]);
      return "dropped";
    };
    await assert.rejects(
      store.commit([{ do: "put", record: record("d", "a", "ours"), expected }]),
      ConflictError,
    );
    const found = await other.get(record("d", "a"));
    assert.equal(found!.value.attributes.get("uid"), "theirs");
    await other[Symbol.asyncDispose]();
  });
}

Deno.test("a transaction that is made again has the token that it had", async () => {
  if (best.transaction < 2) return;
  await using there = await behindProxy(best);
  const { proxy, store } = there;
  let lost = 2;
  proxy.fault = ({ action }) =>
    action === "TransactWriteItems" && lost-- > 0 ? "dropped" : undefined;
  await store.commit([insert(record("d", "a")), insert(record("d", "b"))]);
  const sent = proxy.seen.filter(({ action }) => action === "TransactWriteItems");
  assert.equal(sent.length, 3);
  assert.equal(new Set(sent.map(({ body }) => body.ClientRequestToken)).size, 1);
  assert.match(sent[0]!.body.ClientRequestToken, /^[0-9a-f-]{36}$/);
});

Deno.test("reads that are lost do not matter, and what goes on too long is told", async () => {
  await using there = await behindProxy(best, { timeout: 300 });
  const { proxy, store } = there;
  await fill(store, [record("d", "a")]);
  for (const fault of [...LOSSES, ...REJECTIONS, { delay: 400 } as const]) {
    proxy.fault = () => fault;
    await assert.rejects(store.get(record("d", "a")), UnavailableError);
    await assert.rejects(all(store.list()), UnavailableError);
    await assert.rejects(store.commit([insert(record("d", "b"))]), UnavailableError);
    proxy.fault = () => undefined;
    assert.notEqual(await store.get(record("d", "a")), null);
  }
});

Deno.test("keys and items that an engine leaves out are asked for again", async () => {
  await using there = await behindProxy(best);
  const { proxy, store } = there;
  if (best.transaction < 4) return;
  const names = ["a", "b", "c", "d"];
  await fill(store, names.map((name) => record("d", name)));
  let left = 3;
  proxy.fault = ({ action, body }) => {
    if (action !== "BatchGetItem" || left-- <= 0) return undefined;
    return { answer: { Responses: {}, UnprocessedKeys: body.RequestItems } };
  };
  const changes = await Promise.all(names.map(async (name) => ({
    do: "put" as const,
    record: record("d", name, "new"),
    expected: await versionAt(store, record("d", name)),
  })));
  await store.commit(changes);
  // Those of the looks, which are made together, and the commit's own.
  assert.equal(proxy.seen.filter(({ action }) => action === "BatchGetItem").length, 5);
  const found = await all(store.list());
  assert.ok(found.every(({ attributes }) => attributes.get("uid") === "new"));
});

Deno.test("a wallet through faults at random has all that was acknowledged, and opens", async () => {
  if (best.transaction < 3) return;
  const proxy = startProxy(best);
  const url = await freshTable(proxy.engine);
  const open = () => openRecordStore(url);
  await using place = await freshV1({ openStore: open });
  const faults = [...LOSSES, ...REJECTIONS, "twice" as const];
  let at = 0;
  // Every third request is hit, each time by another fault.
  proxy.fault = () => at++ % 3 === 2 ? faults[at % faults.length] : undefined;
  const names = Array.from(
    { length: 12 },
    (_, i) => ({ domain: `d${i % 3}`, access: `${i}` }),
  );
  const writers = await Promise.all([place.open(), place.open(), place.open()]);
  await Promise.all(writers.map(async ({ wallet }, writer) => {
    for (const [i, name] of names.entries()) {
      if (i % writers.length === writer) await wallet.set(name, { uid: `${i}` });
    }
  }));
  await writers[0]!.wallet.delete([names[0]!]);
  await writers[1]!.wallet.rename(names[1]!, { domain: "d9", access: "x" });
  proxy.fault = () => undefined;
  const secret = () => Promise.resolve({ password: PASSWORD });
  await using wallet = openWalletV1(await open(), { secret }, SURROUNDINGS);
  // A full read checks the count and the digest of all that there is.
  const uids = (await collected(wallet.records())).map(({ uid }) => Number(uid));
  assert.deepEqual(uids.toSorted((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.ok(at > 60);
  await proxy[Symbol.asyncDispose]();
});

const SENTENCES: [Fault & { type: string }, new (...args: never[]) => Error, RegExp][] = [
  [
    failure("ResourceNotFoundException", "Requested resource not found"),
    NotFoundError,
    /no such table/,
  ],
  [
    failure("ExpiredTokenException", "The security token included is expired"),
    PermissionError,
    /expired/,
  ],
  [
    failure("UnrecognizedClientException", "The security token is invalid"),
    PermissionError,
    /does not know/,
  ],
  [
    failure("InvalidSignatureException", "Signature expired: 2020 is now earlier"),
    PermissionError,
    /time of this machine/,
  ],
  [
    failure("InvalidSignatureException", "The signature does not match"),
    PermissionError,
    /does not know/,
  ],
  [
    failure(
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/x is not authorized to perform: dynamodb:GetItem on resource: y",
    ),
    PermissionError,
    /may not do dynamodb:GetItem/,
  ],
  [
    failure("ValidationException", "The provided key element does not match the schema"),
    UsageError,
    /other keys/,
  ],
  [
    failure("ValidationException", "Member must have length less than or equal to 10"),
    LimitError,
    /fewer changes/,
  ],
  [
    failure("ValidationException", "Item size has exceeded the maximum allowed size"),
    LimitError,
    /too long/,
  ],
  [failure("ValidationException", "anything \x1b[31melse"), UsageError, /refuses/],
  [failure("UnknownOperationException", ""), RefusedError, /cannot do this/],
];

for (const [fault, expected, words] of SENTENCES) {
  Deno.test(`an answer of its own: ${fault.type}, ${expected.name}, ${words}`, async () => {
    await using there = await behindProxy(best);
    there.proxy.fault = () => fault;
    await assert.rejects(there.store.get(record("d", "a")), (error) => {
      assert.ok(error instanceof expected, String(error));
      assert.match(error.message, words);
      const { hint = "" } = error as { hint?: string };
      // deno-lint-ignore no-control-regex -- that is the point
      assert.doesNotMatch(error.message + hint, /\x1b/);
      return true;
    });
    assert.equal(there.proxy.seen.at(-1)!.action, "GetItem");
  });
}

Deno.test("no credentials, no region, nobody there: each is said", async () => {
  const url = `dynamodb:${restOf("none", "http://127.0.0.1:1")}&transaction=10`;
  await using nobody = await openRecordStore(url, { timeout: 50 });
  await assert.rejects(nobody.header(), UnavailableError);
  await using noProfile = await openRecordStore(`${url}&profile=not-there`, {
    timeout: 50,
  });
  await assert.rejects(noProfile.header(), PermissionError);
});

/** Everything that can be done to records. */
async function edits(store: RecordStore): Promise<void> {
  const [a, b] = [record("d", "a"), record("d", "b")];
  await store.commit([insert(a)]);
  await store.commit([insert(b)]);
  await store.commit([{ do: "header", header: "one", expected: "absent" }]);
  const changed = record("d", "a", "changed");
  await store.commit([{
    do: "put",
    record: changed,
    expected: await versionAt(store, a),
  }]);
  await store.commit([{ do: "delete", key: b, expected: await versionAt(store, b) }]);
  if (store.features.atomicChanges < 3) return;
  const header = (await store.header())!;
  await store.commit([
    { do: "delete", key: a, expected: await versionAt(store, a) },
    insert(record("e", "a", "renamed")),
    { do: "header", header: "two", expected: header.version },
  ]);
}

/** What they come to without faults. */
async function edited(engine: Engine): Promise<RecordStore> {
  const store = await openRecordStore(await freshTable(engine));
  await edits(store);
  return store;
}

async function behindProxy(engine: Engine, options: { timeout?: number } = {}) {
  const proxy: Proxy = startProxy(engine);
  const url = await freshTable(proxy.engine);
  const store = await openRecordStore(url, options);
  proxy.seen.length = 0;
  const direct = url.replace(
    encodeURIComponent(proxy.engine.endpoint),
    encodeURIComponent(engine.endpoint),
  );
  return {
    proxy,
    store,
    direct,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

function failure(type: string, message: string) {
  return { status: 400, type, message };
}

function shown(fault: Fault): string {
  return typeof fault === "string" ? fault : Object.values(fault).join(" ");
}
