import assert from "node:assert/strict";
import { settledNames, settleNames, settleTimes } from "../../tools/compile/settle.ts";
import { temporaryFolder } from "../support/folder.ts";

const A = "a-AAAAAAAA.js", B = "b-es-BBBBBBBB.js", MAIN = "main.js";
const [ONE, TWO] = ["chunk-CCCCCCCC.js", "chunk-DDDDDDDD.js"];

/** Two chunks of one base that import each other and differ only far away. */
const BUNDLE = new Map([
  [MAIN, `import"./${ONE}";import"./${TWO}";import("./${B}");`],
  [A, `import"./${B}";1`],
  [B, `import"./${A}";2`],
  [ONE, `import"./${A}";x`],
  [TWO, `import"./${B}";x`],
]);

/** The same bundle as another folder would name it. */
function elsewhere(
  bundle: Map<string, string>,
): [Map<string, string>, Map<string, string>] {
  const other = new Map(
    [...bundle.keys()].filter((name) => name !== MAIN)
      .map((name, at) => [name, name.replace(/[A-D]{8}/, `${at}`.repeat(8))]),
  );
  const text = (text: string) =>
    text.replace(/[\w.-]+-[A-D]{8}\.js/g, (name) => other.get(name)!);
  const texts = [...bundle].map(([name, content]) =>
    [other.get(name) ?? name, text(content)] as const
  );
  return [new Map(texts.reverse()), other];
}

Deno.test("settle: names come from what is in the files, not from their names", async () => {
  const names = await settledNames(BUNDLE);
  const [moved, other] = elsewhere(BUNDLE);
  const again = await settledNames(moved);
  for (const [name, settled] of names) {
    assert.equal(again.get(other.get(name)!), settled);
    assert.match(settled, /^(a|b-es|chunk)-[0-9A-F]{8}\.js$/);
  }
  assert.equal(new Set(names.values()).size, 4);
});

Deno.test("settle: what is changed has another name", async () => {
  const names = await settledNames(BUNDLE);
  const changed = await settledNames(new Map(BUNDLE).set(B, `import"./${A}";3`));
  assert.notEqual(names.get(B), changed.get(B));
});

Deno.test("settle: chunks that nothing tells apart are an error, not a guess", async () => {
  const twins = new Map([[ONE, "x"], [TWO, "x"]]);
  await assert.rejects(settledNames(twins), /cannot be told apart/);
});

Deno.test("settle: files are renamed in each other, in folders too, with one time for all", async () => {
  await using folder = await temporaryFolder();
  for (const [name, text] of BUNDLE) await Deno.writeTextFile(folder.at(name), text);
  await Deno.mkdir(folder.at("cli/stash"), { recursive: true });
  await Deno.writeTextFile(folder.at("cli/stash/read.js"), `import"../../${ONE}";`);
  await settleNames(folder.path);
  await settleTimes(folder.path);
  const names = await settledNames(BUNDLE);
  assert.deepEqual(folder.names(), ["cli", MAIN, ...names.values()].sort());
  const text = (name: string) => Deno.readTextFile(folder.at(name));
  const [one, two, b] = [ONE, TWO, B].map((name) => names.get(name));
  assert.equal(await text(MAIN), `import"./${one}";import"./${two}";import("./${b}");`);
  assert.equal(await text("cli/stash/read.js"), `import"../../${one}";`);
  for (const name of [MAIN, ...names.values(), "cli/stash/read.js"]) {
    assert.equal((await Deno.stat(folder.at(name))).mtime!.getUTCFullYear(), 2000);
  }
});
