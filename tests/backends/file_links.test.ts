import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { CofferError, NotFoundError, UsageError } from "../../core/errors.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";

/** Links by name, each with its target; and where a save must end up. */
const CASES: [string, links: [path: string, target: string][], real: string][] = [
  ["a link beside it", [["link", "real"]], "real"],
  ["a relative link into a folder", [["link", "d/real"]], "d/real"],
  [
    "a relative link out of a folder",
    [["d/link", "../real"], ["link", "d/link"]],
    "real",
  ],
  ["a chain of links", [["link", "2"], ["2", "./d/3"], ["d/3", "../e/real"]], "e/real"],
  ["a link to a folder on the way", [["way", "d"], ["link", "way/real"]], "d/real"],
  ["a way up from behind a link", [["way", "d/deep"], ["link", "way/../real"]], "d/real"],
  ["a link with odd slashes", [["link", ".//d/./real"]], "d/real"],
];

async function folderWith(links: [string, string][]): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (const name of ["d", "d/deep", "e"]) await Deno.mkdir(folder.at(name));
  for (const [path, target] of links) await Deno.symlink(target, folder.at(path));
  return folder;
}

async function assertLinks(folder: TemporaryFolder, links: [string, string][]) {
  for (const [path, target] of links) {
    assert.equal(await Deno.readLink(folder.at(path)), target);
  }
}

for (const [what, links, real] of CASES) {
  for (const first of ["there already", "made by the first save"]) {
    Deno.test(`file: ${what} is kept, its file ${first}`, async () => {
      await using folder = await folderWith(links);
      if (first === "there already") await Deno.writeFile(folder.at(real), utf8("old"));
      const store = fileBlobStore(folder.at("link"));
      let version = (await store.load())?.version ?? "absent" as const;
      for (const text of ["new", "newer"]) {
        version = await store.save(utf8(text), version);
        assert.equal(await Deno.readTextFile(folder.at(real)), text);
        assert.ok((await Deno.lstat(folder.at(real))).isFile);
        await assertLinks(folder, links);
      }
    });
  }
}

Deno.test("file: an absolute link is kept", async () => {
  await using folder = await folderWith([]);
  await using elsewhere = await temporaryFolder();
  await Deno.symlink(elsewhere.at("real"), folder.at("link"));
  await fileBlobStore(folder.at("link")).save(utf8("new"), "absent");
  assert.equal(await Deno.readTextFile(elsewhere.at("real")), "new");
  assert.equal(await Deno.readLink(folder.at("link")), elsewhere.at("real"));
  assert.deepEqual(elsewhere.names(), ["real"]);
});

Deno.test("file: both names of a link and its file are one store", async () => {
  await using folder = await folderWith([["link", "d/real"]]);
  const version = await fileBlobStore(folder.at("link")).save(utf8("1"), "absent");
  await fileBlobStore(folder.at("d/real")).save(utf8("2"), version);
  assert.equal(await Deno.readTextFile(folder.at("link")), "2");
});

for (const links of [[["link", "link"]], [["link", "b"], ["b", "link"]]]) {
  Deno.test(`file: a circle of ${links.length} is refused and stays`, async () => {
    await using folder = await folderWith(links as [string, string][]);
    const store = fileBlobStore(folder.at("link"));
    await assert.rejects(store.load(), CofferError);
    await assert.rejects(store.save(utf8("x"), "absent"), UsageError);
    await assertLinks(folder, links as [string, string][]);
  });
}

Deno.test("file: a link into a folder that is missing makes none", async () => {
  await using folder = await folderWith([["link", "no/real"]]);
  const store = fileBlobStore(folder.at("link"));
  assert.equal(await store.load(), null);
  await assert.rejects(store.save(utf8("x"), "absent"), NotFoundError);
  await assertLinks(folder, [["link", "no/real"]]);
});

Deno.test("file: removing through a link takes the file, not the link", async () => {
  await using folder = await folderWith([["link", "real"]]);
  const store = fileBlobStore(folder.at("link"));
  await store.remove(await store.save(utf8("x"), "absent"));
  assert.deepEqual(folder.names(), ["d", "e", "link"]);
});

Deno.test("file: a temporary file of that name is not followed anywhere", async () => {
  await using folder = await folderWith([]);
  await Deno.writeFile(folder.at("victim"), utf8("mine"));
  // A planted link can only be a leftover: it is swept, and its target stays.
  await Deno.symlink("victim", folder.at(`.f.coffer-${"0".repeat(24)}`));
  await fileBlobStore(folder.at("f")).save(utf8("new"), "absent");
  assert.equal(await Deno.readTextFile(folder.at("victim")), "mine");
  assert.deepEqual(folder.names(), ["d", "e", "f", "victim"]);
});
