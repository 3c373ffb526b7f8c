import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { LockedError } from "../../core/errors.ts";
import { startBlobChild } from "../support/blob_store_child.ts";
import { temporaryFolder } from "../support/folder.ts";

/**
 * Runs `work` and then waits until no request for a lock is pending: one that has
 * timed out cannot be taken back and ends only when the lock is free.
 */
async function collectingLocks(work: () => Promise<void>): Promise<void> {
  const original = Deno.FsFile.prototype.lock;
  const requests: Promise<void>[] = [];
  Deno.FsFile.prototype.lock = function (exclusive) {
    const request = original.call(this, exclusive);
    requests.push(request);
    return request;
  };
  try {
    await work();
  } finally {
    Deno.FsFile.prototype.lock = original;
    await Promise.allSettled(requests);
  }
}

async function assertLocked(save: Promise<unknown>, folder: string): Promise<void> {
  await assert.rejects(save, (error) => {
    assert.ok(error instanceof LockedError, String(error));
    assert.ok(error.message.includes(folder));
    assert.match(error.hint ?? "", /--lock-timeout/);
    return true;
  });
}

Deno.test("file lock: another process holds it: LockedError, and nothing changes", async () => {
  await using folder = await temporaryFolder();
  await collectingLocks(async () => {
    await using child = startBlobChild(["lock", folder.path], { folder: folder.path });
    assert.equal(await child.line(), "locked");
    const store = fileBlobStore(folder.at("f"), { lockTimeout: 30 });
    await assertLocked(store.save(utf8("x"), "absent"), folder.path);
    assert.equal(await store.load(), null);
    assert.deepEqual(folder.names(), []);
    await child.kill();
    // Whoever is killed holds nothing any more.
    const patient = fileBlobStore(folder.at("f"));
    await patient.save(utf8("x"), "absent");
  });
});

Deno.test("file lock: a save waits until the lock is free", async () => {
  await using folder = await temporaryFolder();
  const handle = await Deno.open(folder.path);
  await handle.lock(true);
  let saved = false;
  const save = fileBlobStore(folder.at("f")).save(utf8("x"), "absent")
    .then(() => saved = true);
  // Long enough for many saves; a false pass is possible, a false failure is not.
  for (let i = 0; i < 50; i++) await Deno.stat(folder.path);
  assert.equal(saved, false);
  handle.close();
  assert.equal(await save, true);
});

Deno.test("file lock: loading needs none", async () => {
  await using folder = await temporaryFolder();
  const store = fileBlobStore(folder.at("f"));
  await store.save(utf8("x"), "absent");
  using handle = await Deno.open(folder.path);
  await handle.lock(true);
  assert.deepEqual((await store.load())!.bytes, utf8("x"));
});

Deno.test("file lock: not to wait at all is fine while it is free", async () => {
  await using folder = await temporaryFolder();
  for (let i = 0; i < 30; i++) {
    const store = fileBlobStore(folder.at(`${i}`), { lockTimeout: 0 });
    await store.save(utf8("x"), "absent");
  }
});

Deno.test("file lock: not to wait at all is told at once while it is held", async () => {
  await using folder = await temporaryFolder();
  await collectingLocks(async () => {
    using handle = await Deno.open(folder.path);
    await handle.lock(true);
    const store = fileBlobStore(folder.at("f"), { lockTimeout: 0 });
    await assertLocked(store.save(utf8("x"), "absent"), folder.path);
  });
});

Deno.test("file lock: an error gives it back", async () => {
  await using folder = await temporaryFolder();
  const store = fileBlobStore(folder.at("f"), { lockTimeout: 5000 });
  const version = await store.save(utf8("x"), "absent");
  for (let i = 0; i < 3; i++) await assert.rejects(store.save(utf8("y"), "absent"));
  await store.save(utf8("z"), version);
});

Deno.test("file lock: a lock that cannot be had is an error, and nothing stays open", async () => {
  await using folder = await temporaryFolder();
  const original = Deno.FsFile.prototype.lock;
  Deno.FsFile.prototype.lock = () => Promise.reject(new Error("No locks available"));
  try {
    await assert.rejects(fileBlobStore(folder.at("f")).save(utf8("x"), "absent"));
  } finally {
    Deno.FsFile.prototype.lock = original;
  }
  assert.deepEqual(folder.names(), []);
});
