/**
 * Takes records away that cannot be opened any more, so that the rest of a wallet can be
 * used again where there is no backup. What is lost is said before it is written off.
 *
 * @module
 */

import { RefusedError } from "../../errors.ts";
import type { RecordChange, RecordKey, Version } from "../../ports.ts";
import { next } from "./change_header.ts";
import { type DamagedRecord, Survey } from "./survey.ts";
import type { OpenHeader } from "./open_header.ts";
import { readOfOneMoment } from "./read_records.ts";
import type { WalletSession } from "./session.ts";

export type { DamagedRecord } from "./survey.ts";

/** What can be known of the records that are left. */
export type Rest =
  /** They are all that the header covers, but for the damaged ones. */
  | "proved"
  /** Their number fits; whether one is older than it should be cannot be told. */
  | "counted"
  /** Some have vanished, are older than the header says, or are too many. */
  | "incomplete";

/** What a repair would do. */
export interface RepairPlan {
  /** What is to go: every record that does not open, with the place where it lies. */
  readonly damaged: readonly DamagedRecord[];
  /** How many records open, all of each. */
  readonly kept: number;
  /** How many the header counts. */
  readonly counted: number;
  /** How many are there, the damaged ones too, but no older copies. */
  readonly found: number;
  readonly rest: Rest;
}

/** What a repair takes. */
export interface RepairOptions {
  /**
   * Whether to go on where the rest is `incomplete`: the header then says that the records
   * which are there are all, and nobody can tell any more.
   */
  acceptMissing: boolean;
  /** Is told what was found, also where that is refused. */
  onPlan?(plan: RepairPlan): void | Promise<void>;
  /** Runs when it is known what to do, before anything is written. It may throw. */
  beforeWriting(plan: RepairPlan): void | Promise<void>;
}

/** A version of a record that is to go. */
interface Doomed {
  readonly key: RecordKey;
  readonly version: Version;
}

/**
 * Removes the damaged records, and makes a header that covers the others, in one commit;
 * where the store takes fewer changes at once, in several, of which the first says what the
 * wallet holds. Nothing is written if nothing is wrong.
 *
 * @throws {RefusedError} if the rest is incomplete and `acceptMissing` is not set
 * @throws {ConflictError} if somebody else has written meanwhile; run it again
 * @throws as `beforeWriting`
 */
export async function repairWallet(
  session: WalletSession,
  { acceptMissing, onPlan, beforeWriting }: RepairOptions,
): Promise<RepairPlan> {
  const { open, version, survey } = await surveyed(session);
  const plan = planOf(open, survey);
  await onPlan?.(plan);
  if (plan.damaged.length === 0 && plan.rest === "proved") return plan;
  if (plan.rest === "incomplete" && !acceptMissing) throw incomplete(plan);
  await beforeWriting(plan);
  const doomed = survey.damaged.map(({ key, version }): Doomed => ({ key, version }));
  const size = session.store.features.atomicChanges - 1;
  const { random } = session.surroundings;
  const content = { count: survey.genuine, sum: survey.sum };
  await session.commit(
    { open, version },
    doomed.slice(0, size).map(deletion),
    next(open, content, random),
  );
  for (let at = size; at < doomed.length; at += size) {
    const state = await session.header.fresh();
    const changes = doomed.slice(at, at + size).map(deletion);
    await session.commit(state, changes, next(state.open, {}, random));
  }
  return plan;
}

function surveyed(session: WalletSession) {
  return readOfOneMoment(session, async (open, version) => {
    const survey = new Survey(open);
    for await (const stored of session.store.scan()) survey.add(stored);
    return { open, version, survey };
  });
}

function planOf({ header, sum }: OpenHeader, survey: Survey): RepairPlan {
  const { damaged, genuine: kept, found } = survey;
  const { count: counted } = header;
  return { damaged, kept, counted, found, rest: restOf() };

  function restOf(): Rest {
    if (kept === counted && survey.sum === sum) return "proved";
    if (found !== counted) return "incomplete";
    if (survey.sumWithLost === sum) return "proved";
    return kept < counted ? "counted" : "incomplete";
  }
}

function deletion({ key, version }: Doomed): RecordChange {
  return { do: "delete", key, expected: version };
}

function incomplete(plan: RepairPlan): RefusedError {
  return new RefusedError(`not only damage: ${missingText(plan)}`, {
    hint: "put a backup back if there is one (`coffer backup list`); --accept-missing " +
      "makes the header agree with what is there, and nobody can tell any more",
  });
}

/** What is wrong beside records that are damaged. */
export function missingText(
  { found, counted }: Pick<RepairPlan, "found" | "counted">,
): string {
  const missing = counted - found;
  if (missing === 1) return `1 record of ${counted} has vanished without a trace`;
  if (missing > 1) {
    return `${missing} records of ${counted} have vanished without a trace`;
  }
  if (missing < 0) {
    return `the store holds ${found} records, and the header says ${counted}`;
  }
  return "at least one record is older than it should be, or stands in for another";
}
