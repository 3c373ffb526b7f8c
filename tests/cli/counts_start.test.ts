/** What Coffer loads before it knows what it is asked for: no store, cipher or format. */

import assert from "node:assert/strict";
import { temporaryFolder } from "../support/folder.ts";
import { traced } from "../support/traced.ts";

const NEVER =
  /^(backends|exchange|agent)\/|^core\/(crypto|wallet\/v)|@noble|hash-wasm|node:/;
const MOST_MODULES = 50;

for (const flag of ["--version", "--help"]) {
  Deno.test(`${flag} loads few modules, and none that works with secrets`, async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(folder.at("home"));
    const { modules, stdout } = await traced([flag], { cwd: folder.path, env: {} });
    assert.notEqual(stdout, "");
    assert.deepEqual(modules.filter((module) => NEVER.test(module)), []);
    assert.ok(modules.includes("cli/run.ts"), "nothing was traced");
    assert.ok(modules.length <= MOST_MODULES, `${modules.length}`);
  });
}
