import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { sameBytes, utf8 } from "../../core/bytes.ts";
import {
  ConflictError,
  NotFoundError,
  PermissionError,
  RefusedError,
  UnavailableError,
  UsageError,
} from "../../core/errors.ts";
import { blobStoreConformance } from "../support/blob_store_conformance.ts";
import { startBlobChild } from "../support/blob_store_child.ts";
import { modeOf, temporaryFolder } from "../support/folder.ts";

const NEW = utf8("new content");

blobStoreConformance("file", async () => {
  const folder = await temporaryFolder();
  return {
    store: fileBlobStore(folder.at("a.stash")),
    again: () => fileBlobStore(folder.at("a.stash")),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

/** Saves `NEW` over whatever is there. */
async function replace(path: string): Promise<void> {
  const store = fileBlobStore(path);
  await store.save(NEW, (await store.load())?.version ?? "absent");
}

async function isRoot(path: string): Promise<boolean> {
  return (await Deno.stat(path)).uid === 0;
}

Deno.test("file: a new file is 0600 whatever the umask", async () => {
  await using folder = await temporaryFolder();
  for (const umask of ["000", "022", "077", "177", "277", "777"]) {
    await startBlobChild(["create", folder.at(umask)], { folder: folder.path, umask })
      .end();
    assert.equal(await modeOf(folder.at(umask)), "600", `umask ${umask}`);
  }
});

Deno.test("file: a file that is replaced is 0600 whatever the umask", async () => {
  await using folder = await temporaryFolder();
  for (const umask of ["000", "277"]) {
    await Deno.writeFile(folder.at(umask), utf8("old"), { mode: 0o600 });
    await startBlobChild(["replace", folder.at(umask)], { folder: folder.path, umask })
      .end();
    assert.equal(await Deno.readTextFile(folder.at(umask)), "replaced");
    assert.equal(await modeOf(folder.at(umask)), "600", `umask ${umask}`);
  }
});

for (
  const [before, after] of [
    ["644", "600"],
    ["666", "600"],
    ["600", "600"],
    ["755", "600"],
    ["440", "400"],
    ["400", "400"],
  ] as const
) {
  Deno.test(`file: mode ${before} becomes ${after}`, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeFile(folder.at("f"), utf8("old"));
    await Deno.chmod(folder.at("f"), parseInt(before, 8));
    await replace(folder.at("f"));
    assert.equal(await modeOf(folder.at("f")), after);
    await replace(folder.at("f"));
    assert.equal(await modeOf(folder.at("f")), after);
  });
}

Deno.test("file: the owner and group of a file stay", async (t) => {
  await using folder = await temporaryFolder();
  const asRoot = await isRoot(folder.path);
  await t.step({
    name: "as root",
    ignore: !asRoot,
    fn: async () => {
      await Deno.writeFile(folder.at("f"), utf8("old"));
      await Deno.chown(folder.at("f"), 12345, 23456);
      await replace(folder.at("f"));
      const { uid, gid } = await Deno.stat(folder.at("f"));
      assert.deepEqual([uid, gid], [12345, 23456]);
      assert.equal(await modeOf(folder.at("f")), "600");
    },
  });
});

Deno.test("file: nothing but the file itself is left after each step", async () => {
  await using folder = await temporaryFolder();
  const store = fileBlobStore(folder.at("f"));
  let version = await store.save(utf8("1"), "absent");
  version = await store.save(utf8("2"), version);
  await assert.rejects(store.save(utf8("3"), "absent"), ConflictError);
  assert.deepEqual(folder.names(), ["f"]);
  await store.remove(version);
  assert.deepEqual(folder.names(), []);
});

Deno.test("file: a hard-linked file is refused and untouched", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeFile(folder.at("f"), utf8("old"));
  await Deno.link(folder.at("f"), folder.at("g"));
  await assert.rejects(replace(folder.at("f")), RefusedError);
  assert.deepEqual(folder.names(), ["f", "g"]);
  assert.equal(await Deno.readTextFile(folder.at("f")), "old");
  assert.equal((await Deno.stat(folder.at("f"))).nlink, 2);
  await Deno.remove(folder.at("g"));
  await replace(folder.at("f"));
});

Deno.test("file: a folder is not a file", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(folder.at("d"));
  await Deno.writeFile(folder.at("d/inside"), utf8("x"));
  const store = fileBlobStore(folder.at("d"));
  await assert.rejects(store.load(), UnavailableError);
  await assert.rejects(store.save(NEW, "absent"), UnavailableError);
  assert.deepEqual([folder.names(), [...Deno.readDirSync(folder.at("d"))].length], [
    ["d"],
    1,
  ]);
});

Deno.test("file: a missing folder is named, and not made", async () => {
  await using folder = await temporaryFolder();
  const store = fileBlobStore(folder.at("no/such/f"));
  assert.equal(await store.load(), null);
  await assert.rejects(store.save(NEW, "absent"), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.ok(error.message.includes(folder.at("no/such")));
    return true;
  });
  assert.deepEqual(folder.names(), []);
});

Deno.test("file: a path through a file is refused", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeFile(folder.at("f"), utf8("old"));
  const store = fileBlobStore(folder.at("f/g"));
  await assert.rejects(store.load(), UnavailableError);
  await assert.rejects(store.save(NEW, "absent"), UnavailableError);
});

for (const name of ["", "d/", ".", "..", "d/.", "d/..", "/"]) {
  Deno.test(`file: ${JSON.stringify(name)} names no file`, async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(folder.at("d"));
    const path = name === "" || name === "/" ? name : folder.at(name);
    await assert.rejects(fileBlobStore(path).save(NEW, "absent"), UsageError);
  });
}

Deno.test("file: a read-only folder is reported as such, and nothing is left", async (t) => {
  await using folder = await temporaryFolder();
  const asRoot = await isRoot(folder.path);
  await t.step({
    name: "as somebody whom modes stop",
    ignore: asRoot,
    fn: async () => {
      await Deno.writeFile(folder.at("f"), utf8("old"));
      await Deno.chmod(folder.path, 0o500);
      try {
        await assert.rejects(replace(folder.at("f")), PermissionError);
        await assert.rejects(replace(folder.at("g")), PermissionError);
      } finally {
        await Deno.chmod(folder.path, 0o700);
      }
      assert.deepEqual(folder.names(), ["f"]);
      assert.equal(await Deno.readTextFile(folder.at("f")), "old");
    },
  });
});

const NAMES = [
  "with space",
  "ünïcödé 漢字 🔑",
  "e\u0301",
  "-rf",
  "--",
  ".hidden",
  "a\\b",
  "new\nline",
  "100%",
  "*?[x]",
  "'\"$(x)`",
  "...",
  "a.coffer-b",
  "x".repeat(200),
];

for (const name of NAMES) {
  Deno.test(`file: a name may be ${JSON.stringify(name).slice(0, 40)}`, async () => {
    await using folder = await temporaryFolder();
    await replace(folder.at(name));
    await replace(folder.at(name));
    assert.deepEqual(folder.names(), [name]);
    assert.ok(sameBytes(await Deno.readFile(folder.at(name)), NEW));
  });
}

Deno.test("file: what a crash has left is swept, what is others' is not", async () => {
  await using folder = await temporaryFolder();
  const mine = [`.f.coffer-${"0".repeat(24)}`, `.f.coffer-${"0123456789ab".repeat(2)}`];
  const others = [
    ".f.coffer-notes",
    ".f.coffer-",
    `.f.coffer-${"0".repeat(23)}`,
    `.f.coffer-${"0".repeat(25)}`,
    `.f.coffer-${"0".repeat(24)}.txt`,
    `.f.coffer-x.coffer-${"0".repeat(24)}`,
    `.fg.coffer-${"0".repeat(24)}`,
    `.g.coffer-${"0".repeat(24)}`,
    `f.coffer-${"0".repeat(24)}`,
    ".f.tmp",
    ".f",
  ];
  for (const name of [...mine, ...others]) {
    await Deno.writeFile(folder.at(name), utf8("x"));
  }
  await replace(folder.at("f"));
  assert.deepEqual(folder.names(), [...others, "f"].toSorted());
});

Deno.test("file: saving what has such a name is no danger to it", async () => {
  await using folder = await temporaryFolder();
  await replace(folder.at(".f.coffer-backup"));
  await replace(folder.at("f"));
  assert.deepEqual(folder.names(), [".f.coffer-backup", "f"]);
});
