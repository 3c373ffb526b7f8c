/**
 * Stored records that must not open, from a wallet with sealed names.
 *
 * @module
 */

import type { RecordName } from "../../../../core/wallet/v1/place.ts";
import { type RecordJson, recordJson } from "./json.ts";
import type { Negative } from "./negative.ts";
import { attributeCases } from "./negative_record_attributes.ts";
import { faultyCases } from "./negative_record_faults.ts";
import { placeCases } from "./negative_record_places.ts";
import type { SampleWallet } from "./sample_wallets.ts";

/** A record to be opened and read whole, and refused. */
export interface NegativeRecord extends Negative {
  record: RecordJson;
  /** The names that were asked for, where that is what does not fit. */
  expected?: RecordName;
}

/** All cases, from the first record of a wallet, which has everything. */
export function negativeRecords(
  wallet: SampleWallet,
  foreign: SampleWallet,
): NegativeRecord[] {
  const cases = [
    ...attributeCases(recordJson(wallet.records[0]!.stored)),
    ...placeCases(wallet, foreign),
    ...faultyCases(wallet),
  ];
  return cases.map(([name, record, reason, expected]) => ({
    case: name,
    error: "DamagedError",
    reason,
    ...(expected === undefined ? {} : { expected }),
    record,
  }));
}
