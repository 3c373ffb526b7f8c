/**
 * Wallets whose records are not those of their header.
 *
 * @module
 */

import { changeRecords } from "../../../core/wallet/v1/change_header.ts";
import type { SealedRecord } from "../../../core/wallet/v1/seal_record.ts";
import { fixedRandom } from "../../core/wallet/v1/fixed_random.ts";
import { recordJson } from "../../core/wallet/v1/json.ts";
import type { Maker } from "./kit.ts";
import type { KitWallet } from "./kit_wallet.ts";
import { changeOf } from "./wallet_change.ts";
import { changed, damaged, flip, type Store, storeOf, text } from "./wallet_store.ts";

/** Cases of records. */
export function addRecords(
  make: Maker,
  { good, wallet, foreign }: { good: Store; wallet: KitWallet; foreign: KitWallet },
): void {
  const random = fixedRandom("testkit, records");
  const { open, records } = wallet;
  const [first, ...rest] = records as [SealedRecord, ...SealedRecord[]];
  const newer = changeOf({ wallet, rev: 2 }, random);
  const after = changeRecords(open, [{ old: first.seal, new: newer.seal }], random);
  const without = changeRecords(open, [{ old: first.seal, new: null }], random);
  const attributes = (at: number) => good.records[at]!.attributes;
  // deno-lint-ignore no-explicit-any
  const one = (change: (attributes: any) => void) =>
    changed(good, (it) => change(it.records[0]!.attributes));
  const cases: [string, string, string][] = [
    [
      "record_dropped",
      text(storeOf(open, rest)),
      "A record is missing that the header counts.",
    ],
    ["records_dropped", text(storeOf(open, [])), "All records are missing."],
    [
      "record_back",
      text(storeOf(without, records)),
      "A record is there that was deleted.",
    ],
    [
      "record_stale",
      text(storeOf(after, records)),
      "A record is older than the header says.",
    ],
    [
      "record_early",
      text(storeOf(open, [newer, ...rest])),
      "A record is newer than the header says.",
    ],
    [
      "record_foreign",
      changed(good, (it) => it.records[0] = recordJson(foreign.records[0]!.stored)),
      "A record is another wallet's.",
    ],
    [
      "records_swapped",
      changed(good, (it) => {
        it.records[0]!.attributes = attributes(1);
        it.records[1]!.attributes = attributes(0);
      }),
      "Two records stand in each other's place.",
    ],
    [
      "record_copied",
      changed(good, (it) => it.records[1]!.attributes = attributes(0)),
      "One record stands in the place of another as well.",
    ],
    [
      "values_swapped",
      one((it) => [it.uid, it.pwd] = [it.pwd, it.uid]),
      "User id and password of a record are swapped.",
    ],
    [
      "value_of_another",
      one((it) => it.pwd = attributes(1)["pwd"]),
      "The password is that of another record.",
    ],
    [
      "value_flipped",
      one((it) => it.pwd = flip(it.pwd, 60)),
      "A bit of a sealed value is flipped.",
    ],
    [
      "value_cut",
      one((it) => it.pwd = it.pwd.slice(0, -4)),
      "A sealed value is cut short.",
    ],
    [
      "value_short",
      one((it) => it.pwd = "c1.AAAA"),
      "A sealed value is shorter than any can be.",
    ],
    [
      "value_prefix",
      one((it) => it.pwd = it.pwd.replace("c1.", "c2.")),
      "A sealed value is of a form that nobody has defined.",
    ],
    ["value_gone", one((it) => delete it.pwd), "A value was taken away."],
    [
      "attribute_unknown",
      one((it) => it.note = it.pwd),
      "A record has an attribute that does not belong.",
    ],
    [
      "attribute_null",
      one((it) => it.pwd = null),
      "A value is null, which is not the same as absent.",
    ],
    ["rev_0", one((it) => it.rev = "0"), "A record has the revision 0."],
    [
      "rev_leading_zero",
      one((it) => it.rev = "01"),
      "A revision is written with a zero before it.",
    ],
    [
      "epoch_record",
      one((it) => it.epoch = "2"),
      "A record is of an epoch that has no key.",
    ],
    [
      "updated",
      one((it) => it.updated = "2026-02-30T00:00:00.000000Z"),
      "A record was changed on a day that there is not.",
    ],
    [
      "record_seal",
      one((it) => it.seal = flip(it.seal)),
      "A bit of a record's seal is flipped.",
    ],
    ["record_id", one((it) => it.id = flip(it.id)), "A bit of a recordId is flipped."],
    ["info_names", one((it) => delete it.info_names), "Entries have lost their names."],
  ];
  for (const [name, content, why] of cases) {
    make.refuses(`${name}.json`, content, damaged(why));
  }
}
