/**
 * Which of many records a wallet has already, with as few requests as may be.
 *
 * @module
 */

import type { RecordStore } from "../../core/ports.ts";
import { lookUp } from "../../core/wallet/look_up.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { nameOf } from "./show.ts";

/** From how many names on all of a wallet's are read at once. */
const MANY = 32;

/** Whether there is a record of a name. */
export type IsThere = (name: RecordName) => boolean | Promise<boolean>;

/** By all names of a wallet that seals them, where that is quicker than to open each. */
export async function namesIn(
  wallet: Wallet,
  records: readonly RecordName[],
): Promise<IsThere> {
  if (records.length < MANY) return async (name) => await wallet.get(name) !== null;
  const names = new Set<string>();
  for await (const name of wallet.names()) names.add(nameOf(name));
  return (name) => names.has(nameOf(name));
}

/** By the store alone, without a password. */
export async function placesIn(
  store: RecordStore,
  records: readonly RecordName[],
): Promise<IsThere> {
  const look = await lookUp(store, records);
  return async (name) => await look(name) !== null;
}
