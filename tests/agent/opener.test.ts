/** Records that the agent opens, over a real socket, of a real wallet. */

import assert from "node:assert/strict";
import { readFrame, writeFrame } from "../../agent/conversation.ts";
import { MAX_FRAME } from "../../agent/frame.ts";
import { parseRequest, type Reply, replyFrame } from "../../agent/protocol.ts";
import { UnavailableError } from "../../core/errors.ts";
import type { RecordKey, RecordStore, StoredRecord } from "../../core/ports.ts";
import { impostor, type TestAgent, testAgent } from "../support/agents.ts";
import { FakeHolder } from "../support/key_holder.ts";
import { freshV1 } from "../support/wallets.ts";

const NAME = { domain: "energy", access: "smart energy" };
const OTHER = { domain: "energy", access: "water" };
const INFO = new Map([["__proto__", "\u{1f511} \u202e"], ["", ""]]);
const VALUES = { uid: "jo", pwd: "planted-s3cret", info: INFO };

interface Scene {
  agent: TestAgent;
  store: RecordStore;
}

/** A wallet with two records, and an agent that holds its keyring. */
async function scene({ names = "sealed" as "sealed" | "clear", pwd = VALUES.pwd } = {}) {
  const held = new FakeHolder();
  const fresh = await freshV1({ names, secrets: { held } });
  const { wallet } = await fresh.open();
  for (const name of [NAME, OTHER]) await wallet.set(name, { ...VALUES, pwd });
  const store = await fresh.raw();
  const agent = await testAgent();
  const [[name, key]] = [...held.keys] as [[string, Uint8Array]];
  await agent.client.put({ name, key, place: "p", timeout: 60, lifetime: 600 });
  return {
    agent,
    store,
    wallet,
    [Symbol.asyncDispose]: async () => {
      await fresh[Symbol.asyncDispose]();
      await agent[Symbol.asyncDispose]();
    },
  };
}

interface Wanted {
  name?: RecordKey;
  header?: string;
  change?: (record: StoredRecord) => StoredRecord;
}

/** Has the agent open a record that is in the store, or what `change` makes of it. */
async function opened(
  { agent, store }: Scene,
  { name = NAME, header, change = (record) => record }: Wanted = {},
) {
  using opener = await agent.client.opener();
  const text = header ?? (await store.header())!.value;
  return await opener!.open({ header: text, ...name }, async (places) => {
    const found = await firstIn(store, places);
    return found && change(found);
  });
}

async function firstIn(store: RecordStore, places: readonly RecordKey[]) {
  for (const place of places) {
    const found = await store.get(place);
    if (found !== null) return found.value;
  }
  return null;
}

/** A record as it is stored. */
async function storedAs(here: Scene, name: RecordKey): Promise<StoredRecord> {
  let stored: StoredRecord | undefined;
  await opened(here, { name, change: (record) => stored = record });
  return stored!;
}

function withAttribute(record: StoredRecord, name: string, of: StoredRecord) {
  const attributes = new Map(record.attributes);
  return { ...record, attributes: attributes.set(name, of.attributes.get(name)!) };
}

function withoutAttribute(record: StoredRecord, name: string): StoredRecord {
  const attributes = new Map(record.attributes);
  attributes.delete(name);
  return { ...record, attributes };
}

for (const names of ["sealed", "clear"] as const) {
  Deno.test(`opener: the agent opens what the wallet does, ${names} names`, async () => {
    await using here = await scene({ names });
    for (const name of [NAME, OTHER]) {
      const record = await opened(here, { name });
      assert.deepEqual(record, await here.wallet.get(name));
      assert.equal(record?.pwd, VALUES.pwd);
      assert.deepEqual(new Map(record?.info), INFO);
    }
  });
}

Deno.test("opener: it opens no other record, and none that was changed or is not there", async () => {
  await using here = await scene();
  const other = await storedAs(here, OTHER);
  const { domain, access } = other;
  const cases: Wanted[] = [
    { name: { domain: "energy", access: "gone" } },
    { name: { domain: "\ud800", access: "x" } },
    { change: () => other },
    { change: (record) => ({ ...record, domain, access }) },
    { change: (record) => withAttribute(record, "pwd", other) },
    { change: (record) => withAttribute(record, "seal", other) },
    { change: (record) => withoutAttribute(record, "uid") },
    { change: (record) => ({ ...record, attributes: new Map([["uid", null]]) }) },
  ];
  for (const each of cases) assert.equal(await opened(here, each), null);
  assert.ok(await opened(here), "and goes on");
});

Deno.test("opener: a header that is not genuine, or of a wallet without a key, opens nothing", async () => {
  await using here = await scene();
  await using foreign = await scene();
  const { value } = (await here.store.header())!;
  const headers = [
    "",
    "{}",
    `${value} `,
    value.replace(/"count":2/, '"count":3'),
    value.replace(/"generation":\d+/, '"generation":9'),
    (await foreign.store.header())!.value,
  ];
  for (const header of headers) {
    assert.notEqual(header, value);
    assert.equal(await opened(here, { header }), null, header);
  }
});

for (const ending of ["lock", "stop"] as const) {
  Deno.test(`opener: after ${ending} it opens nothing, also in the middle`, async () => {
    await using here = await scene();
    using opener = await here.agent.client.opener();
    const header = (await here.store.header())!.value;
    const record = await opener!.open({ header, ...NAME }, async (places) => {
      assert.ok(await here.agent.client[ending]());
      return await firstIn(here.store, places);
    });
    assert.equal(record, null);
  });
}

Deno.test("opener: what is too long for a frame is not opened, and nothing else hurt", async () => {
  await using long = await scene({ pwd: "x".repeat(MAX_FRAME) });
  assert.equal(await opened(long), null);
  // Longer in the clear, where JSON escapes each character, than it is sealed.
  await using escaped = await scene({ pwd: "\u0001".repeat(MAX_FRAME / 5) });
  assert.equal(await opened(escaped), null);
  assert.ok(await escaped.agent.client.hello());
});

Deno.test("opener: what looking for it throws is thrown, and the agent goes on", async () => {
  await using here = await scene();
  const header = (await here.store.header())!.value;
  using opener = await here.agent.client.opener();
  const looking = opener!.open({ header, ...NAME }, () => {
    throw new UnavailableError("no store");
  });
  await assert.rejects(looking, /no store/);
  assert.ok(await opened(here));
});

const REPLIES: (Reply | null)[] = [
  { done: true },
  { error: "request" },
  { places: [] },
  { opened: null },
  null,
];

for (const reply of REPLIES) {
  Deno.test(`opener: an answer of ${JSON.stringify(reply)} opens nothing`, async () => {
    await using other = await impostor(async (connection) => {
      const frame = await readFrame(connection);
      assert.equal(parseRequest(frame!).message?.do, "open");
      if (reply !== null) await writeFrame(connection, replyFrame(reply));
      connection.close();
    });
    using opener = await other.client.opener();
    const find = () => Promise.resolve(null);
    assert.equal(await opener!.open({ header: "{}", ...NAME }, find), null);
  });
}

Deno.test("opener: a record of another name is not taken", async () => {
  await using other = await impostor(async (connection) => {
    await readFrame(connection);
    await writeFrame(connection, replyFrame({ places: [NAME] }));
    await readFrame(connection);
    const opened = { ...OTHER, ...VALUES, updated: "2026-01-02T03:04:05.060000Z" };
    await writeFrame(connection, replyFrame({ opened }));
    connection.close();
  });
  using opener = await other.client.opener();
  const find = () => Promise.resolve({ ...NAME, attributes: new Map() });
  assert.equal(await opener!.open({ header: "{}", ...NAME }, find), null);
});

Deno.test("opener: one that hangs is left after a while", async () => {
  await using other = await impostor(() => {});
  using opener = await other.client.opener();
  const find = () => Promise.reject(new Error("nothing to look for"));
  assert.equal(await opener!.open({ header: "{}", ...NAME }, find), null);
});
