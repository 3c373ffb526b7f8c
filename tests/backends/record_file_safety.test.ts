/**
 * How a record file is kept: modes, links, locks, faults at every step. The steps are
 * those of a stash file (file.test.ts, file_fault.test.ts), taken by another store.
 */

import assert from "node:assert/strict";
import { fileRecordStore } from "../../backends/file/record_store.ts";
import {
  LockedError,
  NotFoundError,
  RefusedError,
  UnavailableError,
} from "../../core/errors.ts";
import { withFault } from "../support/faults.ts";
import { modeOf, temporaryFolder } from "../support/folder.ts";
import { startRecordChild } from "../support/record_store_child.ts";
import {
  all,
  contentsOf,
  fill,
  insert,
  record,
  versionAt,
} from "../support/record_store_samples.ts";

const UNIX = Deno.build.os !== "windows";

Deno.test("record file: nothing is made before the first commit", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await all(store.list());
  await store.commit([]);
  assert.deepEqual(await store.backups(), []);
  assert.deepEqual(folder.names(), []);
  await fill(store, [record("d", "a")]);
  assert.deepEqual(folder.names(), ["f"]);
});

Deno.test("record file: it and its backups are private", { ignore: !UNIX }, async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await fill(store, [record("d", "a")]);
  const { id } = await store.backup("x");
  assert.equal(await modeOf(folder.at("f")), "600");
  assert.equal(await modeOf(folder.at(id)), "600");
  assert.match(id, /^f\.backup-\d{8}T\d{6}\.\d{3}Z-x-[0-9a-f]{24}$/);
  await Deno.chmod(folder.at("f"), 0o644);
  await fill(store, [record("d", "b")]);
  assert.equal(await modeOf(folder.at("f")), "600");
});

Deno.test("record file: a backup is a store", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await fill(store, [record("d", "a")]);
  const { id } = await store.backup("before: a/b");
  await using copy = fileRecordStore(folder.at(id));
  assert.deepEqual(await contentsOf(copy), await contentsOf(store));
  assert.match(id, /-before%3A-a%2Fb-/);
});

Deno.test("record file: what only looks like a backup is none", async () => {
  await using folder = await temporaryFolder();
  const random = "0".repeat(24);
  const names = [
    `f.backup-20240102T030405.678Z-x-${random}`,
    `f.backup-20240102T030405.678Z-%-${random}`,
    `f.backup-20241302T030405.678Z-x-${random}`,
    `f.backup-20240102T030405Z-x-${random}`,
    `f.backup-20240102T030405.678Z-x-${random}0`,
    `g.backup-20240102T030405.678Z-x-${random}`,
    `ff.backup-20240102T030405.678Z-x-${random}`,
    `f.backup-20240102T030405.678Z-x`,
    "f.backup",
  ];
  for (const name of names) await Deno.writeTextFile(folder.at(name), "x");
  await Deno.mkdir(folder.at(`f.backup-20240102T030405.678Z-dir-${random}`));
  await using store = fileRecordStore(folder.at("f"));
  assert.deepEqual(await store.backups(), [
    { id: names[0], label: "x", made: "2024-01-02T03:04:05.678Z" },
  ]);
});

Deno.test("record file: a new backup is the latest, whatever the clock says", async () => {
  await using folder = await temporaryFolder();
  const future = `f.backup-29990102T030405.678Z-x-${"0".repeat(24)}`;
  await Deno.writeTextFile(folder.at(future), "x");
  await using store = fileRecordStore(folder.at("f"));
  const made = await store.backup("now");
  assert.deepEqual((await store.backups()).map(({ id }) => id), [future, made.id]);
  assert.equal(made.made, "2999-01-02T03:04:05.679Z");
});

Deno.test(
  "record file: links are kept, and both names are one store",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(folder.at("d"));
    await Deno.symlink("d/real", folder.at("link"));
    await using store = fileRecordStore(folder.at("link"));
    assert.deepEqual(await all(store.list()), []);
    await fill(store, [record("d", "a")]);
    const { id } = await store.backup("x");
    await using real = fileRecordStore(folder.at("d/real"));
    await fill(real, [record("d", "b")]);
    assert.equal((await all(store.list())).length, 2);
    assert.deepEqual((await real.backups()).map((backup) => backup.id), [id]);
    assert.equal(await Deno.readLink(folder.at("link")), "d/real");
    assert.deepEqual(folder.names(), ["d", "link"]);
  },
);

Deno.test(
  "record file: a hard-linked file is read, and not written",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    await using store = fileRecordStore(folder.at("f"));
    await fill(store, [record("d", "a")]);
    const { id } = await store.backup("x");
    await Deno.link(folder.at("f"), folder.at("second"));
    await assert.rejects(fill(store, [record("d", "b")]), RefusedError);
    await assert.rejects(store.restore(id), RefusedError);
    assert.equal((await all(store.list())).length, 1);
  },
);

Deno.test("record file: a folder, and a file in no folder, say so", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.path);
  await assert.rejects(all(store.list()), UnavailableError);
  await using lost = fileRecordStore(folder.at("none/f"));
  assert.deepEqual(await all(lost.list()), []);
  assert.deepEqual(await lost.backups(), []);
  await assert.rejects(fill(lost, [record("d", "a")]), NotFoundError);
});

Deno.test("record file: reading needs no lock, writing does", async () => {
  await using folder = await temporaryFolder();
  await using store = fileRecordStore(folder.at("f"));
  await fill(store, [record("d", "a")]);
  const before = await Deno.readFile(folder.at("f"));
  await using impatient = fileRecordStore(folder.at("f"), { lockTimeout: 0 });
  await using child = startRecordChild(["lock", folder.path], {
    read: [folder.path],
    write: [],
  });
  assert.equal(await child.line(), "locked");
  assert.equal((await all(impatient.list())).length, 1);
  for (
    const write of [
      () => fill(impatient, [record("d", "b")]),
      () => impatient.backup("x"),
      () => impatient.restore("x"),
    ]
  ) await assert.rejects(write, LockedError);
  assert.deepEqual(await Deno.readFile(folder.at("f")), before);
  assert.deepEqual(folder.names(), ["f"]);
  await child.kill();
  // Requests that have timed out end now, and let go.
  await fill(store, [record("d", "b")]);
});

Deno.test("record file: whoever may read the file alone reads it", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at("f");
  await using store = fileRecordStore(path);
  await fill(store, [record("d", "a")]);
  const permissions = { read: [path], write: [] };
  await using reader = startRecordChild(["read", `file:${path}`], permissions);
  assert.deepEqual(await reader.end(), ["1 records", "header none"]);
  await using writer = startRecordChild(["write", `file:${path}`, "b"], permissions);
  assert.match((await writer.end()).join(), /^permission: /);
});

/** Runs `work` again and again, each time with the next file call failing. */
async function failingEverywhere(
  then: "once" | "dead",
  work: (at: (name: string) => string) => Promise<() => Promise<unknown>>,
  check: (at: (name: string) => string, error: unknown) => Promise<void>,
): Promise<number> {
  for (let at = 1;; at++) {
    await using folder = await temporaryFolder();
    const prepared = await work(folder.at);
    const { calls, error } = await withFault({ at, then }, prepared);
    await check(folder.at, error);
    if (calls.length < at) return at - 1;
  }
}

for (const then of ["once", "dead"] as const) {
  Deno.test(`record file: a commit with a fault (${then}) anywhere is done or not`, async () => {
    const outcomes = { done: 0, undone: 0 };
    const steps = await failingEverywhere(then, async (at) => {
      const store = fileRecordStore(at("f"));
      await fill(store, [record("d", "old")]);
      const changes = [
        {
          do: "delete",
          key: record("d", "old"),
          expected: await versionAt(store, record("d", "old")),
        } as const,
        insert(record("d", "new")),
      ];
      return () => store.commit(changes);
    }, async (at, error) => {
      const store = fileRecordStore(at("f"));
      const names = (await all(store.list())).map(({ access }) => access);
      if (error === undefined) assert.deepEqual(names, ["new"]);
      assert.ok(["old", "new"].includes(names.join()), names.join());
      outcomes[names.join() === "new" ? "done" : "undone"]++;
      // Whatever was left behind is gone after the next commit.
      await fill(store, [record("d", "next")]);
      const left = [...Deno.readDirSync(at("."))].map(({ name }) => name);
      assert.deepEqual(left, ["f"]);
    });
    assert.ok(steps > 8 && outcomes.done > 1 && outcomes.undone > 4, `${steps} steps`);
  });
}

Deno.test("record file: a restore with a fault anywhere is done or not, and loses nothing", async () => {
  const outcomes = { done: 0, undone: 0 };
  const steps = await failingEverywhere("dead", async (at) => {
    const store = fileRecordStore(at("f"));
    await fill(store, [record("d", "old")]);
    const { id } = await store.backup("old");
    await fill(store, [record("d", "new")]);
    return () => store.restore(id);
  }, async (at, error) => {
    const store = fileRecordStore(at("f"));
    const count = (await all(store.list())).length;
    if (error === undefined) assert.equal(count, 1);
    outcomes[count === 1 ? "done" : "undone"]++;
    for (const { id, label } of await store.backups()) {
      await store.restore(id);
      assert.equal((await all(store.list())).length, label === "old" ? 1 : 2);
    }
    if (count === 1) assert.equal((await store.backups()).at(1)!.label, "before restore");
  });
  assert.ok(steps > 12 && outcomes.done > 1 && outcomes.undone > 8, `${steps} steps`);
});
