/**
 * The stores in tests/golden: which there are, what opens them, and what they hold.
 *
 * @module
 */

import type { WalletRecord } from "../../core/wallet/record.ts";

/** Where they are. */
export const GOLDEN = new URL("../golden/", import.meta.url).pathname;

/** One store that must open for ever. */
export interface GoldenStore {
  /** A file in the folder. */
  file: string;
  /** The kind of store, as its URL begins. */
  scheme: "file" | "sqlite";
  format: "coffer" | "secret-wallet";
  names: "sealed" | "clear";
  password: string;
  /** What device key it needs, and what it is made from. */
  device:
    | { kind: "none" }
    | { kind: "password"; password: string }
    | { kind: "random"; sheet: string }
    | { kind: "v0"; key: string };
  /** A CI token that opens it too. */
  token?: string;
}

/** A record as the files of the folder have it. */
export type PlainRecord = Omit<WalletRecord, "info"> & { info: [string, string][] };

/** All stores, from the list in the folder. */
export async function goldenStores(): Promise<GoldenStore[]> {
  return JSON.parse(await Deno.readTextFile(`${GOLDEN}stores.json`));
}

/** What each of them holds, in order of names: v0 cannot tell absent from empty. */
export async function goldenRecords(
  { format }: Pick<GoldenStore, "format">,
): Promise<PlainRecord[]> {
  const name = format === "coffer" ? "records_v1.json" : "records_v0.json";
  return JSON.parse(await Deno.readTextFile(`${GOLDEN}${name}`));
}

/** A record in the form that can be compared. */
export function plainRecord({ info, ...rest }: WalletRecord): PlainRecord {
  return { ...rest, info: [...info] };
}
