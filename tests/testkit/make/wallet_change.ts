/**
 * Changes of a wallet by somebody who has its key.
 *
 * @module
 */

import type { RandomSource } from "../../../core/crypto/random.ts";
import { parseRecord } from "../../../core/wallet/v1/parse_record.ts";
import { type SealedRecord, sealRecordV1 } from "../../../core/wallet/v1/seal_record.ts";
import type { KitWallet } from "./kit_wallet.ts";

/** A change of the wallet by somebody who has its key. */
export function changeOf(
  { wallet: { open, records, plain }, rev, access }: {
    wallet: KitWallet;
    rev: number;
    access?: string;
  },
  random: RandomSource,
): SealedRecord {
  const { recordId, updated } = parseRecord(records[0]!.stored).parts;
  const record = access === undefined ? plain[0]! : { ...plain[0]!, access };
  return sealRecordV1(record, open, { recordId, rev, updated, random });
}
