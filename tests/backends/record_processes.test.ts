/**
 * Several processes at one store, and one that is killed.
 */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startRecordChild } from "../support/record_store_child.ts";
import { all, fill, keysOf, record } from "../support/record_store_samples.ts";

const PROCESSES = 4;
const EACH = 5;
const KILLS = 4;

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);

for (const scheme of ["file", "sqlite"]) {
  Deno.test(`${scheme}: of processes that write at once, none loses anything`, async () => {
    await using folder = await temporaryFolder();
    const url = `${scheme}:${folder.at("store")}`;
    const permissions = { read: [folder.path], write: [folder.path] };
    const children = numbers(PROCESSES).map((name) =>
      startRecordChild(["own", url, name, `${EACH}`], permissions)
    );
    try {
      for (const child of children) assert.equal(await child.line(), "ready");
      for (const child of children) await child.go();
      for (const child of children) assert.deepEqual(await child.end(), ["done"]);
    } finally {
      for (const child of children) await child[Symbol.asyncDispose]();
    }
    await using store = await openRecordStore(url);
    const expected = numbers(PROCESSES).flatMap((a) => numbers(EACH).map((b) => [a, b]));
    assert.deepEqual(keysOf(await all(store.list())), expected);
    assert.equal((await store.header())!.value, `${PROCESSES * EACH}`);
    assert.deepEqual(folder.names(), ["store"]);
  });

  Deno.test(`${scheme}: a commit is whole or not there when its process is killed`, async () => {
    await using folder = await temporaryFolder();
    const url = `${scheme}:${folder.at("store")}`;
    const permissions = { read: [folder.path], write: [folder.path] };
    await using store = await openRecordStore(url);
    await fill(store, numbers(40).map((access) => record("d", access, "0".repeat(1000))));
    for (let kill = 0; kill < KILLS; kill++) {
      await using child = startRecordChild(["rewrite", url], permissions);
      // Some commits are through, and the next one is somewhere in the middle.
      for (let i = 0; i <= kill; i++) assert.ok(await child.line() !== null);
      await child.kill();
      const header = (await store.header())!.value;
      const records = await all(store.list());
      assert.equal(records.length, 40);
      for (const { attributes } of records) assert.equal(attributes.get("uid"), header);
      assert.ok(header.length >= 1000);
    }
    // Nothing holds a lock any more, and what was left behind is swept.
    await fill(store, [record("e", "last")]);
    assert.deepEqual(folder.names(), ["store"]);
  });
}
