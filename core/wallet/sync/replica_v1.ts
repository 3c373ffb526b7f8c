/**
 * A copy of a wallet in format v1: both copies have the same key, so that records are
 * moved as they were sealed; the header of each is made anew with every change.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { RecordChange } from "../../ports.ts";
import { Portion, portioned, textOf, type Weight } from "../copy/portions.ts";
import { nameOf } from "../v1/batches.ts";
import type { Edit } from "../v1/edit.ts";
import { openRecordV1 } from "../v1/open_record.ts";
import type { OpenHeader } from "../v1/open_header.ts";
import { sealRecordV1 } from "../v1/seal_record.ts";
import type { WalletSession } from "../v1/session.ts";
import { itemOf, type ItemV1, readOpened } from "./read_v1.ts";
import { type Left, type Replica, StaleError, type Step } from "./replica.ts";

const TOO_MANY = "too many names were exchanged for one commit of this store";

/** A copy in format v1. The session stays its owner's. */
export class ReplicaV1 implements Replica<ItemV1> {
  readonly #session: WalletSession;
  readonly #epoch: number;
  #open: OpenHeader | null = null;
  /** The header that the next change is to find. */
  #generation: number | null = null;

  /** Of what is in the store of `session`, sealed with the key of `epoch` alone. */
  constructor(session: WalletSession, epoch: number) {
    this.#session = session;
    this.#epoch = epoch;
  }

  get location(): string {
    return this.#session.store.location;
  }

  generation(): number | null {
    return this.#generation;
  }

  /**
   * Everything is there, genuine, and not older than the header.
   *
   * @throws {ConflictError} if the wallet key was renewed, or if others write all the time
   */
  async read(): Promise<ItemV1[]> {
    const { items, open } = await readOpened(this.#session);
    this.#mustBeOurKey(open);
    this.#open = open;
    this.#generation = open.header.generation;
    return items;
  }

  async apply(
    steps: readonly Step<ItemV1>[],
    onMade: (steps: readonly Step<ItemV1>[]) => void,
  ): Promise<Left<ItemV1>[]> {
    const { store } = this.#session;
    const edits = steps.map((step) => ({ step, edit: editOf(step) }));
    // The header is one of the changes.
    const isTooLong = ({ edit }: Made) =>
      edit.changes.length >= store.features.atomicChanges;
    const fitting = edits.filter((each) => !isTooLong(each));
    for (const some of portioned(fitting, new Portion<Made>(store, 1), weightOf)) {
      await this.#commit(some.map(({ edit }) => edit));
      onMade(some.map(({ step }) => step));
    }
    return edits.filter(isTooLong).map(({ step }) => ({ step, reason: TOO_MANY }));
  }

  raised(item: ItemV1, rev: number): ItemV1 {
    const { record } = item;
    const { recordId, updated } = record;
    const { random } = this.#session.surroundings;
    const options = { recordId, rev, updated, random };
    const { stored } = sealRecordV1(record.plain(), this.#open!, options);
    return {
      ...itemOf(openRecordV1(stored, this.#open!), stored),
      version: item.version,
    };
  }

  /** What is sealed with another key would not open on the other side. */
  #mustBeOurKey({ header: { epochs } }: OpenHeader): void {
    if (epochs.length === 1 && epochs[0] === this.#epoch) return;
    throw new ConflictError(`the key of ${this.location} has just been renewed`, {
      hint: "try again: it says what can be done then",
    });
  }

  /** Names and recordIds were free when all was read: they are, if nobody has written. */
  async #commit(edits: readonly Edit[]): Promise<void> {
    const expected = this.#generation;
    await this.#session.change((open) => {
      if (open.header.generation === expected) return Promise.resolve(edits);
      return Promise.reject(new StaleError("somebody else has changed the wallet"));
    }, { planAnew: true });
    this.#generation = expected! + 1;
  }
}

interface Made {
  readonly step: Step<ItemV1>;
  readonly edit: Edit;
}

function weightOf({ step: { put }, edit: { changes } }: Made): Weight {
  const text = put.reduce((sum, { stored }) => sum + textOf(stored), 0);
  return { changes: changes.length, text };
}

/** What a step is to the store, and to the sum in the header. */
function editOf({ take, put }: Step<ItemV1>): Edit {
  const old = new Map(take.map((item) => [item.place, item]));
  const kept = new Set(put.map(({ place }) => place));
  const isNew = (item: ItemV1) => old.get(item.place)?.digest !== item.digest;
  const fresh = put.filter(isNew);
  const gone = take.filter(({ place, digest }) =>
    !put.some((item) => item.place === place && item.digest === digest)
  );
  const puts = fresh.map(({ stored, place }): RecordChange => ({
    do: "put",
    record: stored,
    expected: old.get(place)?.version ?? "absent",
  }));
  const deletions = gone.filter(({ place }) => !kept.has(place)).map((
    { stored, version },
  ): RecordChange => ({ do: "delete", key: nameOf(stored), expected: version }));
  return {
    names: [...fresh, ...gone].map(({ name }) => name),
    changes: [...puts, ...deletions],
    seals: [
      ...gone.map(({ record }) => ({ old: record.seal, new: null })),
      ...fresh.map(({ record }) => ({ old: null, new: record.seal })),
    ],
  };
}
