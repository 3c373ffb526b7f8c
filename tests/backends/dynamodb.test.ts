import { type Engine, startEngines } from "../support/dynamodb_engines.ts";
import { freshRecords } from "../support/dynamodb_tables.ts";
import { recordStoreConformance } from "../support/record_store_conformance.ts";
import type { Known } from "../support/record_store_known.ts";

for (const engine of await startEngines()) {
  recordStoreConformance(engine.name, knownOf(engine), () => freshRecords(engine));
}

function knownOf({ emptyTexts }: Engine): Known {
  return {
    halves: "refused",
    emptyNames: false,
    emptyTexts: emptyTexts === "kept",
    mapOrder: false,
    never: ["domain", "access", "__proto__"],
    longest: { domain: 2048, access: 1024, name: 65_535, record: 400 * 1024 },
  };
}
