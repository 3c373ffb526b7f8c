import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { keepsAll } from "../support/record_store_known.ts";
import { freshFile } from "../support/record_stores.ts";

recordStoreConformance("record file", keepsAll("kept"), freshFile);
