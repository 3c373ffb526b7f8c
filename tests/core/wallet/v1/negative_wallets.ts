/**
 * Wallets whose header opens and whose every record is genuine, and which must not pass a
 * full read.
 *
 * @module
 */

import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { changeRecords } from "../../../../core/wallet/v1/change_header.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import {
  type SealedRecord,
  sealRecordV1,
} from "../../../../core/wallet/v1/seal_record.ts";
import { toHex } from "../../../../core/bytes.ts";
import { fixedRandom } from "./fixed_random.ts";
import { recordJson } from "./json.ts";
import type { Negative } from "./negative.ts";
import type { SampleWallet } from "./sample_wallets.ts";

/** A header and the records that are found with it. */
export interface NegativeWallet extends Negative {
  header: string;
  records: ReturnType<typeof recordJson>[];
}

/** All cases, and the keys that open them. */
export function negativeWallets({ open, records, plain }: SampleWallet) {
  const random = fixedRandom("negative wallets");
  const [first, second, ...rest] = records as [SealedRecord, SealedRecord];
  const { recordId, updated } = parseRecord(first.stored).parts;
  const newer = sealRecordV1(plain[0]!, open, { recordId, rev: 2, updated, random });
  const renamed = sealRecordV1({ ...plain[0]!, access: "gas" }, open, {
    recordId,
    rev: 2,
    updated,
    random,
  });
  const twin = sealRecordV1(plain[0]!, open, {
    recordId: random(16),
    rev: 1,
    updated,
    random,
  });
  const added = sealRecordV1({ ...plain[0]!, access: "gas" }, open, {
    recordId: random(16),
    rev: 1,
    updated,
    random,
  });
  const after = changeRecords(open, [{ old: first.seal, new: newer.seal }], random);
  const counted = changeRecords(open, [{ old: null, new: renamed.seal }], random);
  const named = changeRecords(open, [{ old: null, new: twin.seal }], random);
  const [few, sum] = ["its header says", "not all are those of its header"];
  const cases: [string, typeof open, SealedRecord[], string][] = [
    ["a record missing", open, [second, ...rest], few],
    ["no records", open, [], few],
    ["a record too many", open, [...records, renamed], "is there twice"],
    ["a record that was deleted is back", removed(open, first, random), records, few],
    ["an old revision", after, records, sum],
    ["a revision that was never committed", open, [newer, second, ...rest], sum],
    ["a record that was never committed", open, [...records, added], few],
    ["one record for another", open, [renamed, second, ...rest], sum],
    ["one recordId under two names", counted, [...records, renamed], "is there twice"],
    ["one name with two recordIds", named, [...records, twin], "is there twice"],
  ];
  return {
    keyring: toHex(open.keyring.toBytes()),
    cases: cases.map(([name, { header }, records, reason]): NegativeWallet => ({
      case: name,
      error: "DamagedError",
      reason,
      header: formatHeader(header),
      records: records.map(({ stored }) => recordJson(stored)),
    })),
  };
}

function removed(
  open: SampleWallet["open"],
  record: SealedRecord,
  random: ReturnType<typeof fixedRandom>,
) {
  return changeRecords(open, [{ old: record.seal, new: null }], random);
}
