/**
 * Wallets that were put back, on a device that has seen them newer.
 *
 * @module
 */

import { NotFoundError, RollbackError } from "../../../core/errors.ts";
import { changeRecords } from "../../../core/wallet/v1/change_header.ts";
import type { SealedRecord } from "../../../core/wallet/v1/seal_record.ts";
import { fixedRandom } from "../../core/wallet/v1/fixed_random.ts";
import type { ErrorClass, Maker } from "./kit.ts";
import { type KitWallet, PASSWORD } from "./kit_wallet.ts";
import { changeOf } from "./wallet_change.ts";
import { changed, storeOf, text } from "./wallet_store.ts";

/** Cases of rollbacks. */
export function addRollbacks(
  make: Maker,
  { wallet, foreign }: { wallet: KitWallet; foreign: KitWallet },
): void {
  const random = fixedRandom("testkit, rollbacks");
  const { open, records } = wallet;
  const [first, ...rest] = records as [SealedRecord, ...SealedRecord[]];
  const rollback = (why: string): [ErrorClass, string] => [RollbackError, why];
  const seenBefore = { password: PASSWORD, after: "wallet/newer.json" };
  const [second, other] = [
    changeOf({ wallet, rev: 2 }, random),
    changeOf({ wallet, rev: 2 }, random),
  ];
  const newer = changeRecords(open, [{ old: first.seal, new: second.seal }], random);
  const fork = changeRecords(open, [{ old: first.seal, new: other.seal }], random);
  const back = changeRecords(newer, [{ old: second.seal, new: first.seal }], random);
  make.opens(
    "newer.json",
    text(storeOf(newer, [second, ...rest])),
    "The good wallet after a change, on a device that has seen it before the change.",
    { password: PASSWORD, after: "wallet/good.json" },
  );
  make.again(
    "put_back",
    "good.json",
    rollback("The whole wallet is older than this device has seen."),
    seenBefore,
  );
  make.refuses(
    "fork.json",
    text(storeOf(fork, [other, ...rest])),
    rollback("It is of the same generation as this device has seen, and another."),
    seenBefore,
  );
  make.refuses(
    "another_wallet.json",
    text(storeOf(foreign.open, foreign.records)),
    rollback("Another wallet is in the place of the one that this device has seen."),
    seenBefore,
  );
  make.refuses(
    "record_put_back.json",
    text(storeOf(back, records)),
    rollback("The header is newer, and a record older than this device has seen."),
    seenBefore,
  );
  make.refuses(
    "no_header.json",
    changed(storeOf(open, []), (it) => it.header = null),
    rollback("Nothing is in the place of the wallet that this device has seen."),
    seenBefore,
  );
  make.again("no_header_unseen", "no_header.json", [
    NotFoundError,
    "There is no wallet, and this device has seen none.",
  ], { password: PASSWORD });
}
