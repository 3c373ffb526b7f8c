/**
 * One of two copies of a wallet, as sync and diff see it: what is in it, and how it is
 * changed. Each format has its own way (replica_v0.ts, replica_v1.ts).
 *
 * @module
 */

import type { StoredRecord, Version } from "../../ports.ts";
import type { Mark } from "../copy/content.ts";
import type { RecordName } from "../wallet.ts";

/** A record in one of the copies. */
export interface Item extends Mark {
  /** Of where it is stored (`placeMark`). */
  readonly place: string;
  readonly stored: StoredRecord;
  readonly version: Version;
  /** What people call it; `null` if that is sealed, and no key is at hand. */
  readonly name: RecordName | null;
  /** How often it was written, as v1 counts; `null` in v0. */
  readonly rev: number | null;
}

/** Records that take the place of others, all at once. */
export interface Step<I extends Item> {
  /** What is there so far. */
  readonly take: readonly I[];
  /** What is to be there. */
  readonly put: readonly I[];
}

/** A copy of a wallet. */
export interface Replica<I extends Item> {
  /** Where it is, for messages. */
  readonly location: string;
  /**
   * All records of one moment.
   *
   * @throws {DamagedError} if they are not what a wallet may hold
   */
  read(): Promise<I[]>;
  /** How often the wallet was changed, as v1 counts; `null` in v0. Known after `read`. */
  generation(): number | null;
  /**
   * Makes the steps, and tells of those that were made; gives those that were not, since
   * somebody else has just changed the records, or since they are too many for one commit.
   *
   * @throws {StaleError} if somebody else has changed something since `read`
   */
  apply(
    steps: readonly Step<I>[],
    onMade: (steps: readonly Step<I>[]) => void,
  ): Promise<Left<I>[]>;
  /** The record of an item once more, as its revision `rev`. v0 has none: the same. */
  raised(item: I, rev: number): I;
}

/** A step that was not made. */
export interface Left<I extends Item> {
  readonly step: Step<I>;
  readonly reason: string;
}

/** Somebody else has written: look again. */
export class StaleError extends Error {}
