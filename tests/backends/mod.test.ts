import assert from "node:assert/strict";
import { openBlobStore } from "../../backends/mod.ts";
import { utf8 } from "../../core/bytes.ts";
import { UsageError } from "../../core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";

Deno.test("store names: a path, with or without file:, is a file", async () => {
  await using folder = await temporaryFolder();
  const names = ["plain", "with space", "a+b", "1:x", "-f", "ü"];
  for (const name of names) {
    const store = await openBlobStore(folder.at(name));
    await store.save(utf8(name), "absent");
    const again = await openBlobStore(`file:${folder.at(name)}`);
    assert.deepEqual((await again.load())!.bytes, utf8(name));
  }
  assert.deepEqual(folder.names(), names.toSorted());
});

Deno.test("store names: memory: is a fresh store each time", async () => {
  const store = await openBlobStore("memory:");
  await store.save(utf8("x"), "absent");
  assert.equal(await (await openBlobStore("memory:")).load(), null);
});

Deno.test("store names: what looks like a URL or one letter is a path all the same", async () => {
  const paths = ["./s3:bucket", "C:\\stash", "c:stash", "a/b:c", "1st:stash", ":x"];
  for (const path of paths) {
    assert.equal((await openBlobStore(path)).location, path);
  }
});

for (
  const name of ["s3:bucket", "constructor:x", "https://x/y", "stash:new", "FILES:x"]
) {
  Deno.test(`store names: ${name} is refused, and the hint tells how to mean a file`, async () => {
    await assert.rejects(openBlobStore(name), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.hint ?? "", /\bfile\b.*\.\//);
      return true;
    });
  });
}

for (const name of ["", "file:"]) {
  Deno.test(`store names: ${JSON.stringify(name)} names nothing`, async () => {
    await assert.rejects(openBlobStore(name), UsageError);
  });
}

Deno.test("store names: a name of several lines is taken whole", async () => {
  assert.equal((await openBlobStore("file:a\nb")).location, "a\nb");
  await assert.rejects(openBlobStore("s3:a\nb"), UsageError);
});
