/**
 * Brings two copies of a wallet together: what was changed in one of them since both were
 * the same goes to the other, record by record. What was changed in both is left alone and
 * named. Run again, it does what is left.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { Mark } from "../copy/content.ts";
import type { RecordName } from "../wallet.ts";
import type { Base } from "./base.ts";
import type { Which } from "./decide.ts";
import { type Contents, groupsOf, type RecordGroup } from "./groups.ts";
import { type Conflict, type Plan, planOf, remembered } from "./plan.ts";
import { type Item, type Left, type Replica, StaleError, type Step } from "./replica.ts";
import { movedBy, type MovedRecord, namesOf } from "./report.ts";

/** How often sync starts anew because others write. */
const MAX_ROUNDS = 20;

/** What a sync remembers of the two copies. */
export type Memory = Pick<Base, "marks" | "generations">;

/** What looks like a mistake, so that somebody should confirm it. */
export type Risk =
  /** A copy that held records holds none. */
  | { readonly kind: "emptied"; readonly location: string }
  /** The two have no record in common. */
  | { readonly kind: "unrelated" };

/** How two copies are brought together. */
export interface SyncOptions {
  /** What the last sync has remembered, or nothing. */
  base: Memory | null;
  /** Which copy is right where both have changed a record; without it, neither is. */
  prefer?: Which;
  /** Whether only to tell what would be done. */
  dryRun?: boolean;
  /** Called before anything is written that may be a mistake; throws if it is one. */
  onRisk?: (risk: Risk) => Promise<void>;
  /** Told how many changes were made, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** Records that were left as they are. */
export interface LeftAlone {
  names: RecordName[];
  /** Why, in words. */
  reason: string;
}

/** What came of it. */
export interface Synced {
  /** How many records were the same in both. */
  same: number;
  /** What was done, or would be. */
  moved: MovedRecord[];
  left: LeftAlone[];
  /** What to remember for the next time. */
  memory: Memory;
}

/**
 * Brings two copies together. Nothing is written before both were read and found whole.
 *
 * @throws {ConflictError} if a copy is older than it was the last time, or if others write
 * all the time
 * @throws {DamagedError} if a copy is not whole
 */
export async function syncReplicas<I extends Item>(
  replicas: Record<Which, Replica<I>>,
  options: SyncOptions,
): Promise<Synced> {
  const work = new SyncWork(replicas, options);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    try {
      return await work.round();
    } catch (error) {
      if (!(error instanceof StaleError)) throw error;
    }
  }
  throw new ConflictError("others kept changing the wallet while it was synchronised", {
    hint: "try again when they have finished",
  });
}

/** One sync, which may take several rounds. */
class SyncWork<I extends Item> {
  readonly #replicas: Record<Which, Replica<I>>;
  readonly #options: SyncOptions;
  /** In all rounds. */
  readonly #moved: MovedRecord[] = [];

  constructor(replicas: Record<Which, Replica<I>>, options: SyncOptions) {
    this.#replicas = replicas;
    this.#options = options;
  }

  /** Looks at all, and does what is to be done. */
  async round(): Promise<Synced> {
    const { prefer, dryRun = false } = this.#options;
    const contents = await this.#read();
    const plan = planOf(groupsOf(contents), this.#replicas, prefer ?? null);
    if (!dryRun && plan.moves.length > 0) await this.#confirm(contents, plan);
    const left = dryRun ? this.#pretend(plan) : await this.#make(plan);
    const conflicts = [...plan.conflicts, ...left];
    const undone = new Set(left.map(({ group }) => group));
    const done = new Set(
      plan.moves.map(({ group }) => group).filter((group) => !undone.has(group)),
    );
    return {
      same: plan.same.reduce((sum, { first }) => sum + first.length, 0),
      moved: this.#moved,
      left: conflicts.map(({ group, reason }) => ({ names: namesOf(group), reason })),
      memory: { marks: remembered(plan, done), generations: this.#generations() },
    };
  }

  async #read(): Promise<Contents<I>> {
    const { first, second } = this.#replicas;
    const base = this.#options.base?.marks ?? new Map<string, Mark>();
    const contents = { first: await first.read(), second: await second.read(), base };
    this.#mustNotBeOlder();
    return contents;
  }

  /** First what goes to the second copy, then what comes from there. */
  async #make({ moves }: Plan<I>): Promise<Conflict<I>[]> {
    const total = moves.reduce((sum, { steps }) => sum + Object.keys(steps).length, 0);
    const left: Conflict<I>[] = [];
    let done = 0;
    for (const to of ["second", "first"] as const) {
      const groups = new Map<Step<I>, RecordGroup<I>>();
      for (const { group, steps: { [to]: step } } of moves) {
        if (step !== undefined) groups.set(step, group);
      }
      const onMade = (steps: readonly Step<I>[]) => {
        this.#moved.push(...steps.map((step) => movedBy(step, to)));
        this.#options.onProgress?.(done += steps.length, total);
      };
      const unmade = await this.#replicas[to].apply([...groups.keys()], onMade);
      left.push(...unmade.map((each) => conflictOf(each, groups)));
    }
    return left;
  }

  #pretend({ moves }: Plan<I>): [] {
    for (const to of ["second", "first"] as const) {
      for (const { steps: { [to]: step } } of moves) {
        if (step !== undefined) this.#moved.push(movedBy(step, to));
      }
    }
    return [];
  }

  /** In v1 the header shows that nothing is missing, and whose copy it is. */
  async #confirm({ first, second, base }: Contents<I>, plan: Plan<I>): Promise<void> {
    if (this.#generations() !== null) return;
    const { onRisk = () => {} } = this.#options;
    const [here, there] = [first.length > 0, second.length > 0];
    if (base.size > 0 && here !== there) {
      const { location } = this.#replicas[here ? "second" : "first"];
      await onRisk({ kind: "emptied", location });
    }
    const related = plan.same.some((group) => group.first.length > 0);
    if (base.size === 0 && here && there && !related) {
      await onRisk({ kind: "unrelated" });
    }
  }

  /** A backup that was put back looks like many changes, and is none. */
  #mustNotBeOlder(): void {
    const before = this.#options.base?.generations ?? null;
    const now = this.#generations();
    if (before === null || now === null) return;
    const { first, second } = this.#replicas;
    if (now[0] < before[0]) throw older(first.location);
    if (now[1] < before[1]) throw older(second.location);
  }

  #generations(): [number, number] | null {
    const { first, second } = this.#replicas;
    const [one, other] = [first.generation(), second.generation()];
    return one === null || other === null ? null : [one, other];
  }
}

function conflictOf<I extends Item>(
  { step, reason }: Left<I>,
  groups: ReadonlyMap<Step<I>, RecordGroup<I>>,
): Conflict<I> {
  return { group: groups.get(step)!, reason };
}

function older(location: string): ConflictError {
  return new ConflictError(`${location} is older than it was at the last sync`, {
    hint: "if a backup was put back on purpose, `--forget` syncs without the memory of " +
      "what was the same: what is in one copy alone is new then",
  });
}
