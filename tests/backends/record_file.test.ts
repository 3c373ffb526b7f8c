import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { freshFile } from "../support/record_stores.ts";

recordStoreConformance("record file", { halves: "kept" }, freshFile);
