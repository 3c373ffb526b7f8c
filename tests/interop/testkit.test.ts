import assert from "node:assert/strict";
import { compare, python, readByPython } from "../support/python.ts";
import { FOLDER, type Manifest } from "../testkit/make.ts";

const { cases }: Manifest = JSON.parse(
  Deno.readTextFileSync(new URL("manifest.json", FOLDER)),
);
const EXPECTED = new Map(
  cases.filter(({ kind }) => kind === "wallet")
    .map(({ name, error }) => [name, error?.class ?? "opens"]),
);
/** They are about what a device has seen, which is no part of the format. */
const NOT_ITS_MATTER = cases.filter(({ open }) => open.after !== undefined);

python("python reads the wallets of the test kit as it says", async (t) => {
  const { "manifest.json": results } = readByPython("testkit/manifest.json");
  const found = new Map<string, string>(Object.entries(results));
  assert.deepEqual([...found.keys()], [...EXPECTED.keys()]);
  const skipped = [...found].filter(([, result]) => result.startsWith("skipped: what a"));
  assert.deepEqual(skipped.map(([name]) => name), NOT_ITS_MATTER.map(({ name }) => name));
  await compare(t, found, (name) => EXPECTED.get(name));
});
