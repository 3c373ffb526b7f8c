import assert from "node:assert/strict";
import { GATHERED, groupsOf, type Importing } from "../../tools/compile/gather.ts";

const ROOT = new URL("../../", import.meta.url);
/** As the bundler names what has an entry of its own. */
const idOf = (path: string) => path;
const module = (id: string, ...dependencies: string[]): Importing => ({
  id,
  dependencies,
});

Deno.test("gather: what is needed together is one group, what two share another", () => {
  const groups = groupsOf([
    module("main.ts", "start"),
    module("start", "errors", "node:util"),
    module("errors"),
    module("cli/wallet/get.ts", "open", "bytes", "errors"),
    module("open", "store"),
    module("store", "open"),
    module("cli/stash/read.ts", "bytes", "stash"),
    module("stash"),
    module("bytes"),
    module("cli/doctor.ts", "doctor", "open"),
    module("doctor"),
  ], { input: "main.ts", idOf });
  assert.deepEqual(Object.fromEntries(groups), {
    start: "start",
    errors: "start",
    "cli/wallet/get.ts": "wallet",
    open: "wallet",
    store: "wallet",
    "cli/stash/read.ts": "stash",
    stash: "stash",
    bytes: "wallet-stash",
  });
});

Deno.test("gather: the first module is in no group: it would wait for itself", () => {
  const groups = groupsOf([
    module("main.ts", "cli/wallet/get.ts"),
    module("cli/wallet/get.ts", "main.ts"),
  ], { input: "main.ts", idOf });
  assert.deepEqual([...groups], [["cli/wallet/get.ts", "start"]]);
});

Deno.test("gather: what groups begin with is there, and loaded when it is needed", () => {
  const loaded = new Set(
    ["backends", "cli", "core"].flatMap((folder) => filesIn(new URL(`${folder}/`, ROOT)))
      .flatMap((file) =>
        [...Deno.readTextFileSync(file).matchAll(/import\("([^"]+)"\)/g)]
          .map(([, path]) => new URL(path!, file).href)
      ),
  );
  for (const path of GATHERED) assert.ok(loaded.has(new URL(path, ROOT).href), path);
});

function filesIn(folder: URL): URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(new URL(`${name}/`, folder)) : [new URL(name, folder)]
  );
}
