import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { freshMemory } from "../support/record_stores.ts";

recordStoreConformance("memory records", { halves: "kept" }, () => freshMemory());

// Stands for an engine such as DynamoDB with a v0 table.
recordStoreConformance(
  "memory records that can less",
  { halves: "kept" },
  () => {
    const attributes = ["uid", "pwd", "info", "timestamp"];
    return freshMemory({ features: { atomicChanges: 3, attributes, header: false } });
  },
);
