import { recordStoreConformance } from "../support/record_store_conformance.ts";
import { freshSqlite, freshSqliteV0 } from "../support/record_stores.ts";

recordStoreConformance("sqlite", { halves: "refused" }, freshSqlite);
recordStoreConformance("sqlite of secret_wallet", { halves: "refused" }, freshSqliteV0);
