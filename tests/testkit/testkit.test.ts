import assert from "node:assert/strict";
import { sameBytes } from "../../core/bytes.ts";
import { casesIn, FOLDER, kitFiles, type Manifest } from "./make.ts";
import { runCase } from "./run_case.ts";

const MANIFEST: Manifest = JSON.parse(
  Deno.readTextFileSync(new URL("manifest.json", FOLDER)),
);
const REFUSALS = /^(Authentication|Damaged)Error$/;

for (const each of MANIFEST.cases) {
  const { name, error, why } = each;
  Deno.test(`testkit ${name}: ${error?.class ?? "opens"}`, async () => {
    const { code, stdout, stderr } = await runCase(each);
    if (error === null) return assert.equal(code, 0, `${why} ${stderr}`);
    assert.equal(stdout, "", why);
    const last = stderr.trimEnd().split("\n").at(-1)!;
    const said = JSON.parse(last).error;
    assert.deepEqual([said.code, code], [error.code, error.exit], `${why} ${last}`);
  });
}

Deno.test("testkit: what is there is what make.ts makes, and no more", async () => {
  const made = await kitFiles();
  const folders = new Set([...made.keys()].map((name) => name.split("/")[0]!));
  folders.delete("manifest.json");
  const there = [...folders].flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, FOLDER))].map(({ name }) => `${folder}/${name}`)
  );
  assert.deepEqual([...there, "manifest.json"].sort(), [...made.keys()].sort());
  for (const [name, bytes] of made) {
    assert.ok(sameBytes(await Deno.readFile(new URL(name, FOLDER)), bytes), name);
  }
});

Deno.test("testkit: one failure each: no two names or openings are the same", () => {
  const { cases } = MANIFEST;
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
  const openings = cases.map(({ file, open }) => JSON.stringify([file, open]));
  assert.equal(new Set(openings).size, cases.length);
  const contents = cases.map(({ kind, file, open }) =>
    JSON.stringify([
      kind,
      new Uint8Array(Deno.readFileSync(new URL(file, FOLDER))).toHex(),
      open,
    ])
  );
  assert.equal(new Set(contents).size, cases.length);
});

Deno.test("testkit: every kind has a control, which must open", () => {
  const kinds = new Set(MANIFEST.cases.map(({ kind }) => kind));
  const opening = MANIFEST.cases.filter(({ error }) => error === null);
  assert.deepEqual(new Set(opening.map(({ kind }) => kind)), kinds);
});

Deno.test("testkit: collections hold what the manifest says, each case with its class", () => {
  for (const { file, cases } of MANIFEST.collections) {
    const found = casesIn(JSON.parse(Deno.readTextFileSync(new URL(file, FOLDER))));
    assert.equal(found.length, cases, file);
    for (const { error } of found) assert.match(error, REFUSALS);
  }
});

Deno.test("testkit: README.md explains every kind and every class", async () => {
  const page = await Deno.readTextFile(new URL("README.md", FOLDER));
  for (const { kind, error } of MANIFEST.cases) {
    assert.ok(page.includes(`| \`${kind}\` `), kind);
    if (error === null) continue;
    const row = page.split("\n").find((line) => line.startsWith(`| \`${error.class}\` `));
    assert.match(row ?? "", new RegExp(`\\| ${error.exit} +\\|$`), error.class);
  }
});
