/** What a database beside the wallet's own is while it is made: gone again, if that fails. */

import assert from "node:assert/strict";
import { sqliteRecordStore } from "../../backends/sqlite/record_store.ts";
import { withFault } from "../support/faults.ts";
import { temporaryFolder } from "../support/folder.ts";

Deno.test("SQLite: a restore of which one call fails leaves nothing on its way", async () => {
  await using folder = await temporaryFolder();
  await using store = await sqliteRecordStore(folder.at("wallet.sqlite"));
  await store.commit([{ do: "header", header: "h", expected: "absent" }]);
  const { id } = await store.backup("good");
  for (let at = 1;; at++) {
    const fault = { at, then: "once" } as const;
    const { calls } = await withFault(fault, () => store.restore(id));
    if (calls.length < at) break;
    // Where it is the removal that fails, the next writer sweeps.
    if (/remove/i.test(calls[at - 1]!)) continue;
    const left = folder.names().filter((name) => name.includes(".coffer-"));
    assert.deepEqual(left, [], `call ${at}: ${calls[at - 1]}`);
  }
});
