/**
 * An open wallet of format v1 and its store: changes are committed together with the next
 * header (docs/format_v1.md, section 10).
 *
 * @module
 */

import { ConflictError, DamagedError, NotFoundError } from "../../errors.ts";
import type { RecordChange, RecordStore } from "../../ports.ts";
import { Turns } from "../../stash/turns.ts";
import type { Surroundings } from "../v0/wallet.ts";
import { changeRecords } from "./change_header.ts";
import { type Edit, editConflict } from "./edit.ts";
import { formatHeader } from "./header_format.ts";
import { HeaderKeeper, sameHeader, type StoredState } from "./header_keeper.ts";
import type { OpenHeader } from "./open_header.ts";
import type { HeaderState, Opening } from "./opening.ts";
import { isRenewing } from "./renew_key.ts";

/**
 * How often work starts anew because others were quicker. Each time means that somebody
 * else's change went through.
 */
export const MAX_ATTEMPTS = 100;

/** Looks records up under `open` and says what to change; may be called several times. */
export type Plan = (open: OpenHeader) => Promise<readonly Edit[]>;

/** How a change is made. */
export interface ChangeOptions {
  /** Whether the plan depends on more than the records that it changes. */
  planAnew?: boolean;
}

/** A wallet that opens when it is first used. It owns the store and all keys. */
export class WalletSession implements AsyncDisposable {
  readonly store: RecordStore;
  readonly surroundings: Surroundings;
  /** The header and the keys. */
  readonly header: HeaderKeeper;
  readonly #turns = new Turns();

  /** `openIt` runs once, unless it fails. */
  constructor(
    store: RecordStore,
    openIt: () => Promise<Opening>,
    surroundings: Surroundings,
  ) {
    this.store = store;
    this.surroundings = surroundings;
    this.header = new HeaderKeeper(store, openIt);
  }

  /**
   * Looks something up, and once more if it was not found, or found damaged, while others
   * moved records to other keys.
   */
  async look<T>(look: (open: OpenHeader) => Promise<T | null>): Promise<T | null> {
    return (await this.#look(await this.header.known(), look)).value;
  }

  /**
   * Makes the changes of a plan and the header's in one commit. If only the header was
   * changed meanwhile, it does so on top of that; with `planAnew`, after another plan.
   *
   * @throws {ConflictError} if somebody else has changed one of the records, or if others
   * are quicker all the time
   */
  change(plan: Plan, { planAnew = false }: ChangeOptions = {}): Promise<void> {
    return this.#turns.take(() => this.#change(plan, planAnew));
  }

  /**
   * Commits another header, made from the newest; makes it once more if somebody else was
   * quicker. The session owns the keyring of what `make` gives.
   *
   * @throws {ConflictError} if others are quicker all the time
   */
  changeHeader(
    make: (open: OpenHeader) => OpenHeader | Promise<OpenHeader>,
  ): Promise<void> {
    return this.#turns.take(async () => {
      let state = await this.header.fresh();
      for (let attempt = 1;; attempt++) {
        const error = await this.#committed([], state, await make(state.open));
        if (error === null) return;
        if (!isHeaderAlone(error) || attempt === MAX_ATTEMPTS) throw error;
        state = await this.header.reread();
      }
    });
  }

  /**
   * Commits changes together with the next header, which must have been made from `state`.
   *
   * @throws {ConflictError} if somebody else was quicker; nothing is tried again
   */
  commit(
    state: StoredState,
    changes: readonly RecordChange[],
    next: OpenHeader,
  ): Promise<void> {
    return this.#turns.take(async () => {
      const error = await this.#committed(changes, state, next);
      if (error !== null) throw error;
    });
  }

  /** Wipes the keys and lets go of the store. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.header[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }

  async #change(plan: Plan, planAnew: boolean): Promise<void> {
    let state = await this.header.fresh();
    let edits: readonly Edit[] | null = null;
    for (let attempt = 1;; attempt++) {
      if (edits === null) ({ value: edits, state } = await this.#look(state, plan));
      if (edits === null || edits.length === 0) return;
      const seals = edits.flatMap(({ seals }) => seals);
      const next = changeRecords(state.open, seals, this.surroundings.random);
      const error = await this.#committed(
        edits.flatMap((edit) => edit.changes),
        state,
        next,
      );
      if (error === null) return;
      if (!error.subjects.includes("header") || attempt === MAX_ATTEMPTS) {
        throw editConflict(error, edits);
      }
      const before = state;
      state = await this.header.reread();
      if (planAnew || mayHaveMoved(before.open, state.open)) edits = null;
      else if (!isHeaderAlone(error)) throw editConflict(error, edits);
    }
  }

  /** What kept the commit from being made, if it is somebody else. */
  async #committed(
    changes: readonly RecordChange[],
    { version }: StoredState,
    next: OpenHeader,
  ): Promise<ConflictError | null> {
    this.header.own(next.keyring);
    const header = formatHeader(next.header);
    try {
      await this.store.commit([...changes, { do: "header", header, expected: version }]);
    } catch (error) {
      if (error instanceof ConflictError) return error;
      throw error;
    }
    this.header.committed(next);
    return null;
  }

  /** What was found, and the header that it was found under. */
  async #look<T, State extends HeaderState>(
    first: State,
    look: (open: OpenHeader) => Promise<T | null>,
  ): Promise<{ value: T | null; state: State | StoredState }> {
    let state: State | StoredState = first;
    for (let attempt = 1;; attempt++) {
      const { value, error } = await attempted(() => look(state.open));
      if (value !== null) return { value, state };
      const now = await this.header.reread();
      if (!mayHaveMoved(state.open, now.open) || attempt === MAX_ATTEMPTS) {
        if (error !== null) throw error;
        return { value, state };
      }
      state = now;
    }
  }
}

/** Whether records can be in other places under `now` than they were found in before. */
function mayHaveMoved(before: OpenHeader, now: OpenHeader): boolean {
  const renewed = before.header.epochs[0] !== now.header.epochs[0];
  return !sameHeader(before, now) && (renewed || isRenewing(before) || isRenewing(now));
}

function isHeaderAlone({ subjects }: ConflictError): boolean {
  return subjects.length > 0 && subjects.every((subject) => subject === "header");
}

async function attempted<T>(
  look: () => Promise<T | null>,
): Promise<{ value: T | null; error: Error | null }> {
  try {
    return { value: await look(), error: null };
  } catch (error) {
    if (!(error instanceof DamagedError || error instanceof NotFoundError)) throw error;
    return { value: null, error };
  }
}
