import assert from "node:assert/strict";
import { openRecordStore } from "../../../backends/mod.ts";
import {
  absoluteStore,
  checkedStore,
  dynamodbUrl,
  sqliteUrl,
  withTable,
} from "../../../cli/config/store_url.ts";
import { UsageError } from "../../../core/errors.ts";
import { temporaryFolder } from "../../support/folder.ts";

Deno.test("store URLs: parameters are encoded, paths are not", () => {
  assert.equal(sqliteUrl("/a b/100%#.sqlite", "t"), "sqlite:/a b/100%#.sqlite?table=t");
  const table = new URLSearchParams(sqliteUrl("/a", "x&y=z +é").split("?")[1]).get(
    "table",
  );
  assert.equal(table, "x&y=z +é");
  assert.equal(dynamodbUrl("t", "a&b"), "dynamodb:t?profile=a%26b");
  assert.throws(() => sqliteUrl("/a?b", "t"), UsageError);
});

Deno.test("store URLs: the one for secret_wallet's database opens where it says", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at("100%#.sqlite");
  await using store = await openRecordStore(sqliteUrl(path, "reloaded"));
  assert.equal(store.location, path);
});

Deno.test("store URLs: a configuration holds what means the same everywhere", () => {
  for (const url of ["file:/a?b", "sqlite:/a?table=t", "memory:", "dynamodb:t", "s3:x"]) {
    assert.equal(checkedStore(url, "linux"), url);
  }
  assert.equal(checkedStore("file:C:\\a", "windows"), "file:C:\\a");
  for (const url of ["", "a", "/a", "C:\\a", "file:a", "file:", "sqlite:?table=/t"]) {
    assert.throws(() => checkedStore(url, "linux"), UsageError);
  }
});

Deno.test("store URLs: relative paths begin at a folder that is named", () => {
  const inFolder = (url: string) => absoluteStore(url, { cwd: "/h/ann/", os: "linux" });
  const cases = {
    "w.json": "file:/h/ann/w.json",
    "/w.json": "file:/w.json",
    "././w.json": "file:/h/ann/w.json",
    "../w.json": "file:/h/ann/../w.json",
    "file:w.json": "file:/h/ann/w.json",
    "file:/w.json": "file:/w.json",
    "sqlite:./w?table=t": "sqlite:/h/ann/w?table=t",
    "dynamodb:t": "dynamodb:t",
    "memory:": "memory:",
    "": "",
  };
  for (const [url, expected] of Object.entries(cases)) {
    assert.equal(inFolder(url), expected);
    if (expected !== "") assert.equal(checkedStore(inFolder(url), "linux"), expected);
  }
});

Deno.test("store URLs: another table, with all else as it was", () => {
  assert.equal(withTable("sqlite:/a", "t u"), "sqlite:/a?table=t%20u");
  assert.equal(withTable("sqlite:/a?table=old&x=1", "t"), "sqlite:/a?table=t&x=1");
  assert.equal(withTable("dynamodb:old?region=r", "t"), "dynamodb:t?region=r");
  assert.equal(withTable("dynamodb:old", "t"), "dynamodb:t");
  for (const url of ["file:/a", "memory:", "s3:x"]) {
    assert.throws(() => withTable(url, "t"), UsageError);
  }
});
