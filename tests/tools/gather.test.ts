import assert from "node:assert/strict";
import { groupsOf, type Importing } from "../../tools/compile/gather.ts";

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
