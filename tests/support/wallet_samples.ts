/**
 * What the parts of the suite for wallets share.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { collected, type FreshWallet } from "./wallets.ts";

/** Declares one test of the suite. */
export type Test = (what: string, work: (fresh: FreshWallet) => Promise<void>) => void;

/** A name. */
export const NAME: RecordName = { domain: "energy", access: "smart energy" };
/** Another, in the same domain. */
export const OTHER: RecordName = { domain: "energy", access: "water" };

/** A record with something in every field. */
export function record(name: RecordName, uid = "jo"): WalletRecord {
  return { ...name, uid, pwd: "hunter2", info: new Map([["customer", "a-77"]]) };
}

/** The names that a wallet lists, to be compared. */
export async function namesOf(wallet: Wallet, filter?: { domain?: string }) {
  return (await collected(wallet.names(filter))).map(({ domain, access }) => [
    domain,
    access,
  ]);
}

/** The record that must be there. */
export async function got(wallet: Wallet, name: RecordName): Promise<WalletRecord> {
  const found = await wallet.get(name);
  assert.ok(found !== null, "there is no such record");
  return found;
}
