/**
 * A copy of a wallet in format v0: its records are moved as they are, without a key, and
 * nothing else of the table is changed.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { RecordChange, RecordStore } from "../../ports.ts";
import { markOf, movable, placeMark, storable } from "../copy/content.ts";
import { Portion, portioned, textOf, type Weight } from "../copy/portions.ts";
import { nameOf } from "../v1/batches.ts";
import type { Item, Left, Replica, Step } from "./replica.ts";

const JUST_CHANGED = "somebody else has just changed it";

/** A copy in format v0. The store stays its owner's. */
export class ReplicaV0 implements Replica<Item> {
  readonly #store: RecordStore;

  /** Of what is in `store`, which has no header. */
  constructor(store: RecordStore) {
    this.#store = store;
  }

  get location(): string {
    return this.#store.location;
  }

  generation(): null {
    return null;
  }

  async read(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const { value: stored, version } of this.#store.list()) {
      const place = placeMark(stored);
      const mark = { ...markOf(movable(stored, "secret-wallet")), id: null };
      items.push({ ...mark, place, stored, version, name: nameOf(stored), rev: null });
    }
    return items;
  }

  async apply(
    steps: readonly Step<Item>[],
    onMade: (steps: readonly Step<Item>[]) => void,
  ): Promise<Left<Item>[]> {
    const isPut = ({ put }: Step<Item>) => put.length > 0;
    // What is put comes first: a rename must not take away before it has put.
    const ordered = [...steps.filter(isPut), ...steps.filter((step) => !isPut(step))];
    const left: Left<Item>[] = [];
    const portion = new Portion<Step<Item>>(this.#store);
    for (const some of portioned(ordered, portion, weightOf)) {
      left.push(...await this.#some(some, onMade));
    }
    return left;
  }

  raised(item: Item): Item {
    return item;
  }

  /** One commit; if somebody else was quicker anywhere, one for each record. */
  async #some(
    steps: readonly Step<Item>[],
    onMade: (steps: readonly Step<Item>[]) => void,
  ): Promise<Left<Item>[]> {
    try {
      await this.#store.commit(steps.map((step) => changeOf(step, this.#store)));
      onMade(steps);
      return [];
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (steps.length === 1) return [{ step: steps[0]!, reason: JUST_CHANGED }];
    }
    const left: Left<Item>[] = [];
    for (const step of steps) left.push(...await this.#some([step], onMade));
    return left;
  }
}

/** Without recordIds, each group is of one place. */
function changeOf(
  { take: [old], put: [item] }: Step<Item>,
  store: RecordStore,
): RecordChange {
  if (item === undefined) {
    return { do: "delete", key: nameOf(old!.stored), expected: old!.version };
  }
  const record = storable(item.stored, "secret-wallet", store);
  return { do: "put", record, expected: old?.version ?? "absent" };
}

function weightOf({ put: [item] }: Step<Item>): Weight {
  return { changes: 1, text: item === undefined ? 0 : textOf(item.stored) };
}
