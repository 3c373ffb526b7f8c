/** Wallets of format v1 on the stores that keep them on this machine. */

import { fileRecordStore } from "../../backends/file/record_store.ts";
import { sqliteRecordStore } from "../../backends/sqlite/record_store.ts";
import type { RecordStore } from "../../core/ports.ts";
import { temporaryFolder } from "../support/folder.ts";
import { walletConformance } from "../support/wallet_conformance.ts";
import { freshV1, type FreshWallet, NOW_V1 } from "../support/wallets.ts";

const KNOWN = {
  format: "coffer",
  tellsAbsent: true,
  kept: "2019-03-04T05:06:07.123456Z",
  now: NOW_V1,
} as const;

async function freshIn(
  name: string,
  open: (path: string) => RecordStore | Promise<RecordStore>,
): Promise<FreshWallet> {
  const folder = await temporaryFolder();
  const fresh = await freshV1({ openStore: () => open(folder.at(name)) });
  return {
    open: (password) => fresh.open(password),
    raw: () => fresh.raw(),
    async [Symbol.asyncDispose]() {
      await fresh[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

walletConformance(
  "v1 in a file",
  KNOWN,
  () => freshIn("wallet.json", (path) => fileRecordStore(path)),
);
walletConformance(
  "v1 in a database",
  KNOWN,
  () => freshIn("wallet.sqlite", (path) => sqliteRecordStore(path)),
);
