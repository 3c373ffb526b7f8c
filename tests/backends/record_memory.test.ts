import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { keepsAll } from "../support/record_store_known.ts";
import { freshMemory } from "../support/record_stores.ts";

recordStoreConformance("memory records", keepsAll("kept"), () => freshMemory());

// Stands for an engine such as DynamoDB with a v0 table.
recordStoreConformance(
  "memory records that can less",
  keepsAll("kept"),
  () => {
    const attributes = ["uid", "pwd", "info", "timestamp"];
    return freshMemory({ features: { atomicChanges: 3, attributes, header: false } });
  },
);
