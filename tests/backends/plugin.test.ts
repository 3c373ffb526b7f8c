import assert from "node:assert/strict";
import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { keepsAll } from "../support/record_store_known.ts";
import { EXAMPLE, pluginFolder, WORKERS } from "./plugin_support.ts";

Deno.test("plug-in: Workers may have permissions of their own", () => {
  assert.ok(WORKERS, 'deno.json needs "unstable": ["worker-options"]');
});

if (WORKERS) {
  recordStoreConformance("plug-in", keepsAll("kept"), async () => {
    const folder = await pluginFolder(EXAMPLE);
    return {
      store: await folder.open(),
      again: () => folder.open(),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  });
}
