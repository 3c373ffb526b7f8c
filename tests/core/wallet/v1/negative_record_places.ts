/**
 * Records that are whole, but not in their place, or not in this wallet.
 *
 * @module
 */

import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { sealRecordV1 } from "../../../../core/wallet/v1/seal_record.ts";
import { fixedRandom } from "./fixed_random.ts";
import { type RecordJson, recordJson } from "./json.ts";
import { type RecordCase, SEAL, UPDATED } from "./negative.ts";
import type { SampleWallet } from "./sample_wallets.ts";

/** From two wallets with the same records. */
export function placeCases(wallet: SampleWallet, foreign: SampleWallet): RecordCase[] {
  const [first, second, third] = wallet.records.map(({ stored }) =>
    recordJson(stored)
  ) as [RecordJson, RecordJson, RecordJson];
  const random = fixedRandom("places");
  const { recordId } = parseRecord(wallet.records[0]!.stored).parts;
  const newer = recordJson(
    sealRecordV1(wallet.plain[0]!, wallet.open, {
      recordId,
      rev: 2,
      updated: UPDATED,
      random,
    })
      .stored,
  );
  const from = (name: string) => ({
    ...first,
    attributes: { ...first.attributes, [name]: newer.attributes[name]! },
  });
  const { domain, access } = third;
  return [
    ["in the place of another record", { ...first, domain, access }, SEAL],
    ["in the place of another domain", { ...first, domain }, SEAL],
    ["in the place of another access", { ...first, access: second.access }, SEAL],
    ["in a place that is no hash", { ...first, access: "smart energy" }, "base64url"],
    [
      "a record of another wallet",
      recordJson(foreign.records[0]!.stored),
      SEAL,
    ],
    ...["seal", "uid", "pwd", "names"].map((name): RecordCase => [
      `${name} of a newer revision`,
      from(name),
      SEAL,
    ]),
    ...["uid", "pwd", "id"].map((name): RecordCase => [
      `${name} of another record`,
      {
        ...first,
        attributes: {
          ...first.attributes,
          [name]: third.attributes[name]!,
        },
      },
      SEAL,
    ]),
    ["not the one that was asked for", first, "gave another record", {
      domain: "energy",
      access: "water",
    }],
  ];
}
