/**
 * The decorators of record stores: read-only, and retrying.
 */

import assert from "node:assert/strict";
import { memoryRecordStore } from "../../backends/memory.ts";
import { readOnly } from "../../backends/read_only.ts";
import { retrying } from "../../backends/retrying.ts";
import {
  CofferError,
  ConflictError,
  LockedError,
  NotFoundError,
  PartialError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import type { RecordChange, RecordStore } from "../../core/ports.ts";
import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { keepsAll } from "../support/record_store_known.ts";
import {
  all,
  contentsOf,
  fill,
  insert,
  keysOf,
  record,
  versionAt,
} from "../support/record_store_samples.ts";
import { freshMemory } from "../support/record_stores.ts";

recordStoreConformance("retrying", keepsAll("kept"), () => {
  const { store, again, ...rest } = freshMemory();
  return {
    ...rest,
    store: retrying(store),
    again: async () => retrying(await again()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

Deno.test("read-only: reads what there is, and writes nothing", async () => {
  const store = memoryRecordStore();
  await fill(store, [record("d", "a"), record("e", "b")]);
  await store.commit([{ do: "header", header: "h", expected: "absent" }]);
  const { id } = await store.backup("x");
  const reader = readOnly(store);
  assert.deepEqual(await contentsOf(reader), await contentsOf(store));
  assert.deepEqual(keysOf(await all(reader.list({ domain: "e" }))), [["e", "b"]]);
  assert.equal((await all(reader.scan())).length, 2);
  assert.equal((await reader.backups()).length, 1);
  assert.deepEqual([reader.location, reader.features], [store.location, store.features]);
  const before = await contentsOf(store);
  const writes: (() => Promise<unknown>)[] = [
    () => reader.commit([]),
    () => reader.commit([insert(record("d", "c"))]),
    () => reader.backup("y"),
    () => reader.restore(id),
  ];
  for (const write of writes) await assert.rejects(write, PermissionError);
  assert.deepEqual(await contentsOf(store), before);
  assert.equal((await store.backups()).length, 1);
  await reader[Symbol.asyncDispose]();
  await assert.rejects(store.header(), CofferError);
});

type Method =
  | "header"
  | "get"
  | "list"
  | "scan"
  | "commit"
  | "backup"
  | "backups"
  | "restore";

/** What happens at the next calls of a method: before it, or in place of its answer. */
interface Trouble {
  before?: CofferError;
  after?: CofferError;
  /** For lists: after how many records. */
  at?: number;
}

/** A store whose methods have the given troubles, one call after the other. */
function troubled(
  store: RecordStore,
  troubles: Partial<Record<Method, Trouble[]>>,
): RecordStore & { calls: Method[] } {
  const calls: Method[] = [];
  const next = (method: Method): Trouble => {
    calls.push(method);
    return troubles[method]?.shift() ?? {};
  };
  const around = async <T>(method: Method, work: () => Promise<T>): Promise<T> => {
    const { before, after } = next(method);
    if (before) throw before;
    const result = await work();
    if (after) throw after;
    return result;
  };
  async function* list(method: "list" | "scan", filter?: { domain?: string }) {
    const { after, at = 0 } = next(method);
    let count = 0;
    for await (const found of store.list(filter)) {
      if (after && count++ === at) throw after;
      yield found;
    }
    if (after) throw after;
  }
  return {
    calls,
    location: store.location,
    features: store.features,
    header: () => around("header", () => store.header()),
    get: (key) => around("get", () => store.get(key)),
    list: (filter) => list("list", filter),
    scan: () => list("scan"),
    commit: (changes) => around("commit", () => store.commit(changes)),
    backup: (label) => around("backup", () => store.backup(label)),
    backups: () => around("backups", () => store.backups()),
    restore: (id) => around("restore", () => store.restore(id)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const lost = () => new UnavailableError("the connection is gone");
const locked = () => new LockedError("somebody writes");

/** Pauses that take no time, written down. */
function clockwork() {
  const pauses: number[] = [];
  const sleep = (milliseconds: number) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  return { pauses, options: { attempts: 4, delay: 100, sleep, random: () => 0.5 } };
}

Deno.test("retrying: reads are made again, after pauses that grow", async () => {
  const memory = memoryRecordStore();
  await fill(memory, [record("d", "a")]);
  const { pauses, options } = clockwork();
  const store = retrying(
    troubled(memory, {
      get: [{ before: lost() }, { before: locked() }, { after: lost() }],
      header: [{ before: lost() }],
      backups: [{ after: locked() }],
    }),
    options,
  );
  assert.ok(await store.get(record("d", "a")) !== null);
  assert.deepEqual(pauses, [50, 100, 200]);
  assert.equal(await store.header(), null);
  assert.deepEqual(await store.backups(), []);
  assert.deepEqual(pauses, [50, 100, 200, 50, 50]);
});

Deno.test("retrying: an end is made of it, with the last error", async () => {
  const { pauses, options } = clockwork();
  const errors = [lost(), lost(), lost(), lost(), lost()];
  const inner = troubled(memoryRecordStore(), {
    header: errors.map((before) => ({ before })),
  });
  await assert.rejects(retrying(inner, options).header(), (error) => error === errors[3]);
  assert.deepEqual(inner.calls, Array(4).fill("header"));
  assert.equal(pauses.length, 3);
});

Deno.test("retrying: what will not pass is not tried again", async () => {
  const { pauses, options } = clockwork();
  const memory = memoryRecordStore();
  for (
    const error of [
      new PermissionError("no"),
      new ConflictError("no"),
      new NotFoundError("no"),
    ]
  ) {
    const store = retrying(
      troubled(memory, {
        header: [{ before: error }],
        commit: [{ before: error }],
        list: [{ after: error }],
      }),
      options,
    );
    await assert.rejects(store.header(), (thrown) => thrown === error);
    await assert.rejects(fill(store, [record("d", "a")]), (thrown) => thrown === error);
    await assert.rejects(all(store.list()), (thrown) => thrown === error);
  }
  assert.deepEqual(pauses, []);
});

for (const method of ["list", "scan"] as const) {
  Deno.test(`retrying: a ${method} goes on where it was`, async () => {
    const memory = memoryRecordStore();
    const records = ["", "a", "b", "c", "😀", "\uff5a"].flatMap((a) =>
      ["1", "2"].map((b) => record(a, b))
    );
    await fill(memory, records);
    const { options, pauses } = clockwork();
    // More failures than attempts, but something comes in between.
    const troubles = [0, 3, 3, 5, 7, 7, 11].map((at) => ({ after: lost(), at }));
    const store = retrying(troubled(memory, { [method]: troubles }), options);
    assert.deepEqual(
      keysOf(await all(store[method]())),
      keysOf(await all(memory.list())),
    );
    assert.equal(pauses.length, 7);
    const hopeless = [2, 2, 2, 2].map((at) => ({ after: lost(), at }));
    const given: unknown[] = [];
    await assert.rejects(async () => {
      const store = retrying(troubled(memory, { [method]: hopeless }), options);
      for await (const { value } of store[method]()) given.push(value.access);
    }, UnavailableError);
    assert.deepEqual(given, ["1", "2"]);
  });
}

/** A store with two records, and a commit that changes them, removes one, and counts. */
async function prepared() {
  const memory = memoryRecordStore();
  await fill(memory, [record("d", "put", "old"), record("d", "delete")]);
  await memory.commit([{ do: "header", header: "1", expected: "absent" }]);
  const key = { domain: "d", access: "delete" };
  const changes: RecordChange[] = [
    {
      do: "put",
      record: record("d", "put", "new"),
      expected: await versionAt(memory, record("d", "put")),
    },
    { do: "delete", key, expected: await versionAt(memory, key) },
    insert(record("d", "insert")),
    { do: "header", header: "2", expected: (await memory.header())!.version },
  ];
  const done = memoryRecordStore();
  await fill(done, [record("d", "put", "new"), record("d", "insert")]);
  await done.commit([{ do: "header", header: "2", expected: "absent" }]);
  return { memory, changes, done: await contentsOf(done) };
}

for (
  const [what, troubles, commits] of [
    ["was made and not confirmed", [{ after: lost() }], 1],
    ["was not made", [{ before: lost() }], 2],
    ["found a lock", [{ before: locked() }, { before: locked() }], 3],
    ["was not made, and then not confirmed", [{ before: lost() }, { after: lost() }], 2],
    ["was not made, and found a lock", [{ before: lost() }, { before: locked() }], 3],
  ] as [string, Trouble[], number][]
) {
  Deno.test(`retrying: a commit that ${what} is done once`, async () => {
    const { memory, changes, done } = await prepared();
    const inner = troubled(memory, { commit: [...troubles] });
    await retrying(inner, clockwork().options).commit(changes);
    assert.deepEqual(await contentsOf(memory), done);
    assert.equal(inner.calls.filter((call) => call === "commit").length, commits);
  });
}

Deno.test("retrying: a commit that comes true late does not conflict with itself", async () => {
  const { memory, changes, done } = await prepared();
  const inner = troubled(memory, { commit: [{ before: lost() }] });
  const { options } = clockwork();
  const store = retrying(inner, { ...options, sleep: () => memory.commit(changes) });
  await store.commit(changes);
  assert.deepEqual(await contentsOf(memory), done);
});

Deno.test("retrying: after a commit in doubt, what others deleted is a conflict", async () => {
  const { memory, changes } = await prepared();
  const inner = troubled(memory, { commit: [{ before: lost() }] });
  const get = inner.get;
  let meddled = false;
  const key = { domain: "d", access: "delete" };
  inner.get = async (asked) => {
    if (!meddled) {
      meddled = true;
      const expected = await versionAt(memory, key);
      await memory.commit([{ do: "delete", key, expected }]);
    }
    return await get(asked);
  };
  await assert.rejects(
    retrying(inner, clockwork().options).commit(changes),
    (error) => {
      assert.ok(error instanceof ConflictError, String(error));
      assert.deepEqual(error.subjects, [key]);
      return true;
    },
  );
});

Deno.test("retrying: a deletion that was made counts, whoever changed the header since", async () => {
  const { memory } = await prepared();
  const inner = troubled(memory, { commit: [{ after: lost() }] });
  const key = { domain: "d", access: "delete" };
  const { version } = (await memory.header())!;
  const header = inner.header;
  inner.header = async () => {
    const found = (await memory.header())!;
    if (found.value === "2") {
      const theirs = { do: "header", header: "theirs", expected: found.version } as const;
      await memory.commit([theirs]);
    }
    return await header();
  };
  await retrying(inner, clockwork().options).commit([
    { do: "delete", key, expected: await versionAt(memory, key) },
    { do: "header", header: "2", expected: version },
  ]);
  assert.equal(await memory.get(key), null);
  assert.equal(inner.calls.filter((call) => call === "commit").length, 1);
});

Deno.test("retrying: after a commit in doubt, somebody else's change is a conflict", async () => {
  for (
    const [trouble, wasMade] of [[{ before: lost() }, false], [
      { after: lost() },
      true,
    ]] as const
  ) {
    const { memory, changes } = await prepared();
    const inner = troubled(memory, { commit: [trouble], header: [] });
    const get = inner.get;
    let meddled = false;
    inner.get = async (key) => {
      if (!meddled) {
        meddled = true;
        const theirs = record("d", "put", "theirs");
        const expected = await versionAt(memory, theirs);
        await memory.commit([{ do: "put", record: theirs, expected }]);
      }
      return await get(key);
    };
    const committed = retrying(inner, clockwork().options).commit(changes);
    // What was made and then changed again by somebody was made all the same.
    if (wasMade) await committed;
    else {await assert.rejects(
        committed,
        (error) => {
          assert.ok(error instanceof ConflictError, String(error));
          assert.deepEqual(error.subjects, [{ domain: "d", access: "put" }]);
          return true;
        },
      );}
    assert.equal(inner.calls.filter((call) => call === "commit").length, 1);
  }
});

Deno.test("retrying: a commit of which a part is there is told apart", async () => {
  const { memory, changes } = await prepared();
  const inner = troubled(memory, {});
  inner.commit = async (changes) => {
    await memory.commit(changes.slice(0, 2));
    throw lost();
  };
  await assert.rejects(retrying(inner, clockwork().options).commit(changes), (error) => {
    assert.ok(error instanceof PartialError, String(error));
    assert.match(error.message, /2 of 4/);
    return true;
  });
});

Deno.test("retrying: where nobody can say what came of a commit, it says that", async () => {
  const { memory, changes } = await prepared();
  const gone = Array.from({ length: 20 }, () => ({ before: lost() }));
  const inner = troubled(memory, { commit: [{ after: lost() }], get: gone });
  await assert.rejects(retrying(inner, clockwork().options).commit(changes), (error) => {
    assert.ok(error instanceof UnavailableError, String(error));
    assert.match(error.message, /not known/);
    assert.ok(error.cause instanceof UnavailableError);
    return true;
  });
});

Deno.test("retrying: a commit that changes nothing may be made again", async () => {
  const memory = memoryRecordStore();
  await fill(memory, [record("d", "a")]);
  const same = record("d", "a");
  const changes: RecordChange[] = [
    { do: "put", record: same, expected: await versionAt(memory, same) },
  ];
  for (const trouble of [{ before: lost() }, { after: lost() }]) {
    await retrying(troubled(memory, { commit: [trouble] }), clockwork().options)
      .commit(changes);
  }
  assert.deepEqual(keysOf(await all(memory.list())), [["d", "a"]]);
});

Deno.test("retrying: backups and restores are made again only where nothing was done", async () => {
  const memory = memoryRecordStore();
  const { options } = clockwork();
  const patient = retrying(troubled(memory, { backup: [{ before: locked() }] }), options);
  const { id } = await patient.backup("x");
  assert.equal((await memory.backups()).length, 1);
  const doubtful = retrying(
    troubled(memory, { backup: [{ after: lost() }], restore: [{ after: lost() }] }),
    options,
  );
  await assert.rejects(doubtful.backup("y"), UnavailableError);
  await assert.rejects(doubtful.restore(id), UnavailableError);
  assert.equal((await memory.backups()).length, 3);
  await retrying(troubled(memory, { restore: [{ before: locked() }] }), options).restore(
    id,
  );
  assert.equal((await memory.backups()).length, 4);
});

Deno.test("retrying: the default pauses are random and end", async () => {
  const errors = Array.from({ length: 3 }, () => ({ before: lost() }));
  const store = retrying(troubled(memoryRecordStore(), { header: errors }), { delay: 1 });
  assert.equal(await store.header(), null);
});
