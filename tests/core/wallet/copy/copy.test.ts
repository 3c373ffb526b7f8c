import assert from "node:assert/strict";
import { MemoryPlace, memoryRecordStore } from "../../../../backends/memory.ts";
import {
  ConflictError,
  DamagedError,
  ExistsError,
  NotFoundError,
  PartialError,
  RefusedError,
} from "../../../../core/errors.ts";
import type { RecordStore, StoredRecord } from "../../../../core/ports.ts";
import { copyWallet } from "../../../../core/wallet/copy/copy.ts";
import {
  freshV0,
  freshV1,
  type FreshWallet,
  memoryStores,
} from "../../../support/wallets.ts";
import { WatchedRecordStore } from "../../../support/watched_record_store.ts";
import { contentsOf, fill, FILLED, NAMES } from "../v1_service/samples.ts";
import { openWalletV1 } from "../../../../core/wallet/v1/wallet.ts";
import { collected, PASSWORD, SURROUNDINGS } from "../../../support/wallets.ts";

const V0 = { attributes: ["uid", "pwd", "info", "timestamp"], header: false };

async function filled(fresh: FreshWallet): Promise<RecordStore> {
  const { wallet } = await fresh.open();
  await fill(wallet);
  return await fresh.raw();
}

/** All that a store holds, to be compared. */
async function all(store: RecordStore): Promise<unknown> {
  const records = await collected(store.list());
  return [(await store.header())?.value, records.map(({ value }) => value)];
}

function target(features = {}): { to: WatchedRecordStore; place: MemoryPlace } {
  const place = new MemoryPlace();
  return { to: new WatchedRecordStore(memoryRecordStore({ place, features })), place };
}

for (const atomicChanges of [3, 10, 25, Number.MAX_SAFE_INTEGER]) {
  Deno.test(`copy v1, ${atomicChanges} at once: the header comes last`, async () => {
    await using fresh = await freshV1();
    const from = await filled(fresh);
    const { to } = target({ atomicChanges });
    const seen: number[] = [];
    const copied = await copyWallet({ from, to, onProgress: (done) => seen.push(done) });
    assert.deepEqual([copied.records, copied.already], [NAMES.length, 0]);
    assert.equal(seen.at(-1), NAMES.length);
    assert.deepEqual(await all(to), await all(from));
    assert.deepEqual(to.commits.at(-1)!.map((change) => change.do), ["header"]);
    assert.ok(to.commits.slice(0, -1).flat().every((change) => change.do === "put"));
    assert.ok(to.commits.every((changes) => changes.length <= atomicChanges));
    const secret = { password: PASSWORD };
    await using wallet = openWalletV1(to, { secret }, SURROUNDINGS);
    assert.deepEqual(await contentsOf(wallet), FILLED);
    assert.deepEqual((await wallet.verify()).problems, []);
  });
}

Deno.test("copy: where an engine bounds its commits, long records go by the megabyte", async () => {
  const from = memoryRecordStore();
  const uid = "x".repeat(300_000);
  const attributes = new Map([["uid", uid]]);
  for (const access of "abcdefg") {
    const record: StoredRecord = { domain: "d", access, attributes };
    await from.commit([{ do: "put", record, expected: "absent" }]);
  }
  const sizes = async (features: { atomicChanges?: number }) => {
    const { to } = target(features);
    await copyWallet({ from, to });
    return to.commits.map(({ length }) => length);
  };
  assert.deepEqual(await sizes({ atomicChanges: 100 }), [3, 3, 1]);
  assert.deepEqual(await sizes({ atomicChanges: 2 }), [2, 2, 2, 1]);
  assert.deepEqual(await sizes({}), [7]);
});

Deno.test("copy v0: into its own kind of table and into any, as it is", async () => {
  await using fresh = await freshV0();
  const from = await filled(fresh);
  for (const features of [V0, {}]) {
    const { to } = target({ ...features, atomicChanges: 2 });
    assert.equal((await copyWallet({ from, to })).records, NAMES.length);
    assert.deepEqual(await all(to), await all(from));
  }
});

Deno.test("copy v0: what is missing in one engine is nothing in another", async () => {
  const from = memoryRecordStore();
  const attributes = new Map([["uid", "x"]]);
  const record: StoredRecord = { domain: "d", access: "a", attributes };
  await from.commit([{ do: "put", record, expected: "absent" }]);
  const { to } = target(V0);
  await copyWallet({ from, to });
  assert.deepEqual(
    (await to.get(record))!.value.attributes,
    new Map<string, unknown>([["uid", "x"], ["pwd", null], ["info", new Map()], [
      "timestamp",
      null,
    ]]),
  );
  assert.equal((await copyWallet({ from, to })).already, 1);
  const any = target().to;
  await copyWallet({ from: to, to: any });
  assert.deepEqual(await all(any), await all(to));
  assert.equal((await copyWallet({ from, to: any })).already, 1);
});

for (const format of ["v0", "v1"] as const) {
  const made = () => format === "v0" ? freshV0() : freshV1();

  Deno.test(`copy ${format}: killed at any call, the next run goes on`, async () => {
    await using fresh = await made();
    const { wallet } = await fresh.open();
    await fill(wallet);
    for (const access of "abcd") {
      await wallet.set({ domain: "more", access }, { uid: "x" });
    }
    const from = await fresh.raw();
    for (let at = 1;; at++) {
      const { to, place } = target({ atomicChanges: 3, ...(format === "v0" && V0) });
      let calls = 0;
      to.before = () => {
        if (++calls >= at) throw new Error("killed");
      };
      const died = await copyWallet({ from, to }).then(() => false, () => true);
      const again = memoryRecordStore({ place });
      await copyWallet({ from, to: again });
      assert.deepEqual(await all(again), await all(from), `killed at call ${at}`);
      if (!died) return assert.ok(at > 6);
    }
  });

  Deno.test(`copy ${format}: a run again finds everything there`, async () => {
    await using fresh = await made();
    const from = await filled(fresh);
    const { to } = target();
    await copyWallet({ from, to });
    to.commits.length = 0;
    const again = await copyWallet({ from, to });
    assert.deepEqual([again.records, again.already], [NAMES.length, NAMES.length]);
    assert.deepEqual(to.commits, []);
  });

  Deno.test(`copy ${format}: a dry run writes nothing`, async () => {
    await using fresh = await made();
    const { to } = target();
    const copied = await copyWallet({ from: await filled(fresh), to, dryRun: true });
    assert.equal(copied.records, NAMES.length);
    assert.deepEqual(to.commits, []);
  });

  Deno.test(`copy ${format}: foreign records are left alone`, async () => {
    await using fresh = await made();
    const from = await filled(fresh);
    const { to } = target();
    const attributes = new Map([["uid", "foreign"]]);
    const record = { domain: "x", access: "y", attributes };
    await to.commit([{ do: "put", record, expected: "absent" }]);
    const before = await all(to);
    await assert.rejects(copyWallet({ from, to }), ExistsError);
    assert.deepEqual(await all(to), before);
  });

  Deno.test(`copy ${format}: another state of a record is no unfinished copy`, async () => {
    await using fresh = await made();
    const from = await filled(fresh);
    const { to } = target();
    const { value } = (await collected(from.list()))[0]!;
    const record = { ...value, attributes: new Map([...value.attributes, ["uid", "z"]]) };
    await to.commit([{ do: "put", record, expected: "absent" }]);
    await assert.rejects(copyWallet({ from, to }), ConflictError);
    assert.equal((await collected(to.list())).length, 1);
  });

  Deno.test(`copy ${format}: a source that changes meanwhile is no copy`, async () => {
    await using fresh = await made();
    const { wallet } = await fresh.open();
    await fill(wallet);
    const from = new WatchedRecordStore(await fresh.raw());
    for (const time of [1, 2, 3]) {
      const { to } = target();
      let scans = 0;
      from.before = async (call) => {
        if (call !== "scan" || ++scans !== time) return;
        await wallet.set(NAMES[0]!, { uid: `changed before scan ${time}` });
      };
      const copying = copyWallet({ from, to });
      // While it is read for the first time, nothing has been written. In v0 nobody can
      // tell that it was another a moment ago; in v1 the header does.
      if (time === 1 && format === "v0") assert.equal((await copying).records, 3);
      else if (time === 1) await assert.rejects(copying, ConflictError);
      else if (time === 3 && format === "v1") assert.equal((await copying).records, 3);
      else await assert.rejects(copying, PartialError);
      if (time === 2) assert.equal(await to.header(), null);
    }
  });

  Deno.test(`copy ${format}: somebody who writes into the target is noticed`, async () => {
    await using fresh = await made();
    const from = await filled(fresh);
    const { to, place } = target({ atomicChanges: 3 });
    const attributes = new Map([["uid", "foreign"]]);
    to.beforeNext(
      "commit",
      () => place.content.put({ domain: "x", access: "y", attributes }),
    );
    await assert.rejects(copyWallet({ from, to }), ConflictError);
    assert.equal(await to.header(), null);
  });
}

Deno.test("copy v1: a store that cannot hold it is refused before anything is written", async () => {
  await using fresh = await freshV1();
  const from = await filled(fresh);
  for (const features of [V0, { ...V0, attributes: null }, { atomicChanges: 2 }]) {
    const { to } = target(features);
    await assert.rejects(copyWallet({ from, to }), RefusedError);
    assert.deepEqual(to.commits, []);
  }
});

Deno.test("copy v0: a record that is none stops it before anything is written", async () => {
  const from = memoryRecordStore();
  const attributes = new Map([["uid", new Map([["x", "y"]])]]);
  const record: StoredRecord = { domain: "d", access: "a", attributes };
  await from.commit([{ do: "put", record, expected: "absent" }]);
  const { to } = target();
  await assert.rejects(copyWallet({ from, to }), DamagedError);
  assert.deepEqual(to.commits, []);
});

Deno.test("copy v0: an attribute that the table does not have is named", async () => {
  const from = memoryRecordStore();
  const attributes = new Map([["uid", "x"], ["colour", "red"]]);
  const record = { domain: "d", access: "a", attributes };
  await from.commit([{ do: "put", record, expected: "absent" }]);
  const { to } = target(V0);
  await assert.rejects(copyWallet({ from, to }), (error: Error) => {
    assert.ok(error instanceof RefusedError);
    assert.match(error.message, /colour/);
    return true;
  });
});

Deno.test("copy v1: over another wallet, or a later state of this one", async () => {
  await using fresh = await freshV1();
  await using other = await freshV1();
  const from = await filled(fresh);
  await assert.rejects(copyWallet({ from, to: await other.raw() }), ExistsError);
  const { to } = target();
  await copyWallet({ from, to });
  const { wallet } = await fresh.open();
  await wallet.set(NAMES[0]!, { uid: "later" });
  await assert.rejects(
    copyWallet({ from, to }),
    (error: ExistsError) => error instanceof ExistsError && /sync/.test(error.hint!),
  );
});

Deno.test("copy v1: a finished copy that lost a record is not called whole", async () => {
  await using fresh = await freshV1();
  const from = await filled(fresh);
  const { to, place } = target();
  await copyWallet({ from, to });
  place.content.delete(place.content.sorted()[0]!);
  await assert.rejects(copyWallet({ from, to }), ConflictError);
});

Deno.test("copy: where there is no wallet, or not all of it", async () => {
  const { to } = target();
  const from = memoryStores();
  await assert.rejects(copyWallet({ from: await from(), to }), NotFoundError);
  const place = new MemoryPlace();
  await using fresh = await freshV1({ openStore: memoryStores({ place }) });
  const source = await filled(fresh);
  place.content.delete(place.content.sorted()[0]!);
  await assert.rejects(copyWallet({ from: source, to }), DamagedError);
  assert.deepEqual(to.commits, []);
});
