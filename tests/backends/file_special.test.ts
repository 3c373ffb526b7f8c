/**
 * Where no file is: pipes, devices and planted folders; and paths that a terminal
 * would obey.
 */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { fileRecordStore } from "../../backends/file/record_store.ts";
import { utf8 } from "../../core/bytes.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Version } from "../../core/ports.ts";
import { temporaryFolder } from "../support/folder.ts";
import { insert, record } from "../support/record_store_samples.ts";

const UNIX = Deno.build.os !== "windows";
const REFUSED = {
  name: "RefusedError",
  message: /is not a file, but a pipe, a socket or a device$/,
};

function pipe(path: string): void {
  const { success } = new Deno.Command("mkfifo", { args: [path], clearEnv: true })
    .outputSync();
  assert.ok(success);
}

function commitTo(store: RecordStore): Promise<void> {
  return store.commit([insert(record("d", "a"))]);
}

Deno.test(
  "file: pipes and devices are refused, not opened",
  { ignore: !UNIX },
  async () => {
    await using folder = await temporaryFolder();
    pipe(folder.at("pipe"));
    await Deno.symlink("pipe", folder.at("link"));
    // What would end comes first: the rest would hang if it were opened.
    for (const path of ["/dev/null", folder.at("pipe"), folder.at("link"), "/dev/zero"]) {
      const store = fileBlobStore(path);
      await assert.rejects(store.load(), REFUSED);
      await using records = fileRecordStore(path);
      await assert.rejects(records.header(), REFUSED);
    }
    for (const path of [folder.at("pipe"), folder.at("link")]) {
      const store = fileBlobStore(path);
      await assert.rejects(store.save(utf8("x"), "absent"), REFUSED);
      await assert.rejects(store.remove("00" as Version), REFUSED);
      await using records = fileRecordStore(path);
      await assert.rejects(commitTo(records), REFUSED);
    }
    assert.deepEqual(folder.names(), ["link", "pipe"]);
  },
);

Deno.test("file: a planted folder does not keep anybody from saving", async () => {
  await using folder = await temporaryFolder();
  const planted = [`.f.coffer-${"0".repeat(24)}`, `.g.coffer-${"1".repeat(24)}`];
  for (const name of planted) {
    await Deno.mkdir(folder.at(name));
    await Deno.writeTextFile(folder.at(`${name}/inner`), "not empty");
  }
  await Deno.writeTextFile(folder.at(`.f.coffer-${"2".repeat(24)}`), "a leftover");
  await fileBlobStore(folder.at("f")).save(utf8("new"), "absent");
  await using records = fileRecordStore(folder.at("g"));
  await commitTo(records);
  await records.backup("one");
  assert.deepEqual(
    folder.names().filter((name) => !name.includes("backup")),
    [...planted, "f", "g"],
  );
});

Deno.test("file: no path makes a terminal do anything", { ignore: !UNIX }, async () => {
  await using folder = await temporaryFolder();
  const odd = folder.at("a\x1b[2J\nb");
  const none = fileBlobStore(`${odd}/none/f`);
  const broken = fileRecordStore(odd);
  const loop = fileBlobStore(folder.at("\x1b"));
  await Deno.writeTextFile(odd, "no JSON");
  await Deno.symlink("\x1b", folder.at("\x1b"));
  const failing = [
    () => none.load(),
    () => none.save(utf8("x"), "absent"),
    () => fileBlobStore(odd).save(utf8("x"), "absent"),
    () => loop.save(utf8("x"), "absent"),
    () => fileBlobStore(`${odd}/..`).save(utf8("x"), "absent"),
    () => broken.header(),
    () => broken.restore("none"),
  ];
  for (const fails of failing) {
    await assert.rejects(fails, ({ message, hint = "" }) => {
      assert.doesNotMatch(message + hint, /\p{Cc}/u);
      assert.match(message, /\\u001b/);
      return true;
    });
  }
});
