/**
 * Opens every record of a wallet in secret_wallet's format: all that this format can show.
 * Whether one is missing, old, or in another's place it cannot.
 *
 * @module
 */

import type { RecordName, Wallet } from "../wallet.ts";
import { isUnopened } from "./field_keys.ts";

/** What comes of it. */
export interface VerifyReportV0 {
  /** How many records open. */
  readonly opened: number;
  /** The others. */
  readonly unopened: readonly RecordName[];
}

/**
 * Opens each of `wallet`.
 *
 * @throws {AuthenticationError} if none opens
 */
export async function verifyV0(wallet: Wallet): Promise<VerifyReportV0> {
  await wallet.unlock();
  const names: RecordName[] = [];
  for await (const { domain, access } of wallet.names()) names.push({ domain, access });
  const unopened: RecordName[] = [];
  for (const name of names) {
    try {
      await wallet.get(name);
    } catch (error) {
      if (!isUnopened(error)) throw error;
      unopened.push(name);
    }
  }
  return { opened: names.length - unopened.length, unopened };
}
