/**
 * `coffer delete --damaged`: takes records away that cannot be opened any more.
 *
 * @module
 */

import { RefusedError, UsageError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { formatKey } from "../../core/stash/key.ts";
import { openSessionV1 } from "../../core/wallet/v1/renew_wallet.ts";
import {
  missingText,
  type RepairPlan,
  repairWallet,
} from "../../core/wallet/v1/repair.ts";
import type { Call } from "../command.ts";
import { confirmed } from "../confirmed.ts";
import { type OpenedCall, SURROUNDINGS, walletSecrets } from "./open.ts";

/** What is known of the records that stay, in words. */
const REST = {
  proved: "All other records are there, and the newest.",
  counted: "The number of records fits. Whether one of the others is older than it\n" +
    "should be can no longer be told.",
} as const;

/** Names them, asks, backs up, and removes. */
export async function deleteDamaged(
  call: Call,
  { wallet, store, settings }: OpenedCall,
): Promise<void> {
  if (wallet.format !== "coffer") {
    throw new RefusedError("secret_wallet's format has nothing that tells damage", {
      hint: "`coffer delete DOMAIN ACCESS` deletes a record that does not open",
    });
  }
  const { v1 } = walletSecrets(call, settings, store.location);
  const session = openSessionV1(store, v1!, SURROUNDINGS);
  try {
    const plan = await repairWallet(session, {
      acceptMissing: call.flag("acceptMissing"),
      onPlan: (plan) => name(call, plan),
      beforeWriting: (plan) => prepare(call, store, plan),
    });
    await tell(call, plan);
  } finally {
    // The keys of the session; the store belongs to the wallet.
    await session.header[Symbol.asyncDispose]();
  }
}

/** @throws {UsageError} if records are named too */
export function assertNothingNamed(call: Call): void {
  const named = call.arguments.length > 0 ||
    ["domain", "access", "infoKey"].some((option) => call.text(option) !== undefined);
  if (!named) return;
  throw new UsageError("--damaged finds the records itself: name none", {
    hint: "`coffer delete --damaged` names them, and asks first",
  });
}

async function name(call: Call, { damaged }: RepairPlan): Promise<void> {
  for (const { key, error } of damaged) {
    await call.out.note(`${error.message}\n  stored under ${placeOf(key)}`);
  }
}

async function prepare(call: Call, store: RecordStore, plan: RepairPlan): Promise<void> {
  const { damaged, rest } = plan;
  await call.out.note(rest === "incomplete" ? `${missingText(plan)}.` : REST[rest]);
  const what = damaged.length === 0
    ? "Make the header agree with what is there"
    : damaged.length === 1
    ? "Delete this record for good"
    : `Delete these ${damaged.length} records for good`;
  await confirmed(call, `${what}?`);
  const { id } = await store.backup("before delete --damaged");
  await call.out.note(`backup: ${id}`);
}

async function tell(call: Call, plan: RepairPlan): Promise<void> {
  const { damaged, kept, counted, rest } = plan;
  if (call.out.json) {
    const deleted = damaged.map(({ key: { domain, access }, error }) => ({
      stored: { domain, access },
      reason: error.message,
    }));
    return await call.out.value({ deleted, kept, counted, rest });
  }
  if (damaged.length === 0 && rest === "proved") {
    return await call.out.note("no record is damaged, and none is missing");
  }
  await call.out.note(`${damaged.length} deleted, ${kept} left`);
}

function placeOf({ domain, access }: { domain: string; access: string }): string {
  return formatKey([domain, access]);
}
