import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { NotFoundError, UsageError } from "../../core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { all, fill, record } from "../support/record_store_samples.ts";

Deno.test("record store names: a path, with or without file:, is a file", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["plain", "with space", "1:x", "q?table=x", "%41", "ü"]) {
    await using store = await openRecordStore(folder.at(name));
    await fill(store, [record("d", "a")]);
    await using again = await openRecordStore(`file:${folder.at(name)}`);
    assert.equal((await all(again.list())).length, 1);
  }
  assert.deepEqual(
    folder.names(),
    ["%41", "1:x", "plain", "q?table=x", "with space", "ü"],
  );
});

Deno.test("record store names: sqlite: is a database, with a table or without", async () => {
  await using folder = await temporaryFolder();
  await using store = await openRecordStore(`sqlite:${folder.at("%41 ü")}`);
  await fill(store, [record("d", "a")]);
  assert.deepEqual(folder.names(), ["%41 ü"]);
  assert.equal(store.location, folder.at("%41 ü"));
  const named = `sqlite:${folder.at("%41 ü")}?table=`;
  await assert.rejects(openRecordStore(`${named}x%2Dy`), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.match(error.message, /x-y/);
    return true;
  });
  for (const wrong of ["", "a%20b", "a&table=b", "a&more=1"]) {
    await assert.rejects(openRecordStore(named + wrong), UsageError, wrong);
  }
  await assert.rejects(openRecordStore(`sqlite:${folder.at("x")}?mode=ro`), UsageError);
});

Deno.test("record store names: memory: is a fresh store each time", async () => {
  await using store = await openRecordStore("memory:");
  await fill(store, [record("d", "a")]);
  await using other = await openRecordStore("memory:");
  assert.deepEqual(await all(other.list()), []);
});

for (const name of ["", "file:", "sqlite:", "sqlite:?table=x"]) {
  Deno.test(`record store names: ${JSON.stringify(name)} names nothing`, async () => {
    await assert.rejects(openRecordStore(name), UsageError);
  });
}

for (const name of ["s3:bucket", "constructor:x", "SQLITE:x", "postgres://x/y"]) {
  Deno.test(`record store names: ${name} is refused, and the kinds are named`, async () => {
    await assert.rejects(openRecordStore(name), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.hint ?? "", /file, sqlite, memory.*\.\//);
      return true;
    });
  });
}
