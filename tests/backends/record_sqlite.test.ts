import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { keepsAll } from "../support/record_store_known.ts";
import { freshSqlite, freshSqliteV0 } from "../support/record_stores.ts";

recordStoreConformance("sqlite", keepsAll("refused"), freshSqlite);
recordStoreConformance("sqlite of secret_wallet", keepsAll("refused"), freshSqliteV0);
