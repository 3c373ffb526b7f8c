/** Records that are read while the password becomes a key are the right ones, or unused. */

import assert from "node:assert/strict";
import { MemoryPlace, memoryRecordStore } from "../../../../backends/memory.ts";
import { AuthenticationError } from "../../../../core/errors.ts";
import type { RecordStore, StoredRecord } from "../../../../core/ports.ts";
import { openWalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import { ReadAhead } from "../../../../core/wallet/v1/read_ahead.ts";
import {
  collected,
  freshV1,
  memoryStores,
  PASSWORD,
  SURROUNDINGS,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { fill, NAMES } from "./samples.ts";

/** A store with a header and `count` records. */
function storeWith(count: number): { place: MemoryPlace; store: WatchedRecordStore } {
  const place = new MemoryPlace();
  place.content.setHeader("header");
  for (let i = 0; i < count; i++) place.content.put(recordNo(i));
  return { place, store: new WatchedRecordStore(memoryRecordStore({ place })) };
}

function recordNo(i: number): StoredRecord {
  const access = String(i).padStart(6, "0");
  return { domain: "d", access, attributes: new Map([["uid", access]]) };
}

async function keysOf(ahead: ReadAhead, store: RecordStore): Promise<string[]> {
  const { version } = (await store.header())!;
  return (await collected(ahead.scan(version))).map(({ value }) => value.access);
}

/** Time for it to read. */
function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

Deno.test("every record comes once, in order, wherever reading ahead has stopped", async () => {
  for (const count of [0, 1, 255, 256, 257, 8_191, 8_192, 8_193, 9_000]) {
    const { store } = storeWith(count);
    await using ahead = new ReadAhead(store);
    if (count % 2 === 0) await later();
    const keys = Array.from({ length: count }, (_, i) => recordNo(i).access);
    assert.deepEqual(await keysOf(ahead, store), keys, `${count}`);
    // What was used is used up.
    assert.deepEqual(await keysOf(ahead, store), keys, `${count}, again`);
  }
});

Deno.test("records of another header are not used", async () => {
  const { place, store } = storeWith(2);
  await using ahead = new ReadAhead(store);
  await later();
  place.content.put(recordNo(2));
  place.content.setHeader("another");
  assert.deepEqual(await keysOf(ahead, store), ["000000", "000001", "000002"]);
});

Deno.test("what goes wrong while reading ahead does not matter", async () => {
  for (const failing of ["header", "scan"] as const) {
    const { store } = storeWith(2);
    let failures = 0;
    store.before = (call) => {
      if (call === failing && failures++ === 0) throw new Error("not now");
    };
    await using ahead = new ReadAhead(store);
    await later();
    assert.equal(failures, 1);
    assert.deepEqual(await keysOf(ahead, store), ["000000", "000001"]);
  }
});

Deno.test("a list is right when somebody writes while the password is typed", async () => {
  const openStore = memoryStores();
  await using fresh = await freshV1({ openStore });
  const { wallet } = await fresh.open();
  await fill(wallet);
  const secret = async () => {
    await later();
    await wallet.delete([NAMES[0]!]);
    await wallet.set({ domain: "new", access: "one" }, { uid: "u" });
    return { password: PASSWORD };
  };
  await using other = openWalletV1(await openStore(), { secret }, SURROUNDINGS);
  const names = await collected(other.names());
  assert.deepEqual(
    names.map(({ domain, access }) => [domain, access]),
    [["bank", "web"], ["mail", "work"], ["new", "one"]],
  );
});

Deno.test("with a wrong password nothing is left behind, and the right one works", async () => {
  await using fresh = await freshV1();
  await fill((await fresh.open()).wallet);
  const { wallet, store } = await fresh.open("wrong");
  await assert.rejects(collected(wallet.names()), AuthenticationError);
  const calls = store.calls.length;
  await later();
  assert.equal(store.calls.length, calls);
  assert.equal((await collected((await fresh.open()).wallet.names())).length, 3);
});

Deno.test("an open wallet reads once, and nothing ahead", async () => {
  await using fresh = await freshV1();
  const { wallet, store } = await fresh.open();
  await fill(wallet);
  store.calls.length = 0;
  await collected(wallet.names());
  assert.deepEqual(store.calls, ["header", "scan", "header"]);
});
