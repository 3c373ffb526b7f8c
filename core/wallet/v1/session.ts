/**
 * An open wallet of format v1 and its store: the newest header that is known, and changes
 * that are committed together with the next one (docs/format_v1.md, section 10).
 *
 * @module
 */

import { sameBytes } from "../../bytes.ts";
import {
  AuthenticationError,
  ConflictError,
  DamagedError,
  NotFoundError,
  UsageError,
} from "../../errors.ts";
import type { RecordChange, RecordStore, Version } from "../../ports.ts";
import { Turns } from "../../stash/turns.ts";
import type { Surroundings } from "../v0/wallet.ts";
import { changeRecords } from "./change_header.ts";
import { type Edit, editConflict } from "./edit.ts";
import { headerDamaged, type HeaderV1 } from "./header.ts";
import { formatHeader } from "./header_format.ts";
import { parseHeader } from "./header_parse.ts";
import type { Keyring } from "./keyring.ts";
import { type OpenHeader, openHeader } from "./open_header.ts";
import { type HeaderState, type Opening, storedHeader, wipeOpening } from "./opening.ts";
import { isRenewing } from "./renew_key.ts";

/**
 * How often work starts anew because others were quicker. Each time means that somebody
 * else's change went through.
 */
export const MAX_ATTEMPTS = 100;

/** Looks records up under `open` and says what to change; may be called several times. */
export type Plan = (open: OpenHeader) => Promise<readonly Edit[]>;

/** A wallet that opens when it is first used. It owns the store and all keys. */
export class WalletSession implements AsyncDisposable {
  readonly store: RecordStore;
  readonly surroundings: Surroundings;
  readonly #openIt: () => Promise<Opening>;
  readonly #turns = new Turns();
  /** Those of renewals that others began; records that were read still refer to them. */
  readonly #keyrings: Keyring[] = [];
  #opening: Promise<Opening> | undefined;
  #newest: HeaderState | undefined;
  #closed = false;

  /** `openIt` runs once, unless it fails. */
  constructor(
    store: RecordStore,
    openIt: () => Promise<Opening>,
    surroundings: Surroundings,
  ) {
    this.store = store;
    this.surroundings = surroundings;
    this.#openIt = openIt;
  }

  /**
   * What opened the wallet; opens it if need be.
   *
   * @throws {UsageError} if the wallet was closed
   */
  async opening(): Promise<Opening> {
    this.#mustBeOpen();
    this.#opening ??= this.#openIt();
    try {
      const opening = await this.#opening;
      this.#mustBeOpen();
      this.#newest ??= opening.state;
      return opening;
    } catch (error) {
      // A next attempt may have a better password, or a store that answers.
      if (!this.#closed) this.#opening = undefined;
      throw error;
    }
  }

  /** The newest header that is known, without a look at the store once it is open. */
  async known(): Promise<HeaderState> {
    await this.opening();
    return this.#newest!;
  }

  /** The header as it is in the store now. */
  async fresh(): Promise<HeaderState & { version: Version }> {
    if (this.#newest === undefined) {
      const { open, version } = await this.known();
      if (version !== null) return { open, version };
    }
    return await this.reread();
  }

  /**
   * Reads the header again, and checks it with the keys that are at hand.
   *
   * @throws {DamagedError} if it is not that of this wallet, or was changed without its key
   * @throws {ConflictError} if the wallet key was renewed and our slot is gone, or if the
   * wallet is older than it was before
   */
  async reread(): Promise<HeaderState & { version: Version }> {
    const { open: known, version: before } = await this.known();
    const { value, version } = await storedHeader(this.store);
    this.#mustBeOpen();
    if (version === before) return { open: known, version };
    const open = await this.#checked(parseHeader(value), known);
    if (!isLater(open.header, known.header)) throw wentBack();
    const state = { open, version };
    // Another call may have seen something newer meanwhile.
    if (open.header.generation >= this.#newest!.open.header.generation) {
      this.#newest = state;
    }
    return state;
  }

  /**
   * Looks something up, and once more if it was not found, or found damaged, while others
   * moved records to other keys.
   */
  async look<T>(look: (open: OpenHeader) => Promise<T | null>): Promise<T | null> {
    return await this.#look(await this.known(), look);
  }

  /**
   * Makes the changes of a plan and the header's in one commit. If only the header was
   * changed meanwhile, it does so on top of that.
   *
   * @throws {ConflictError} if somebody else has changed one of the records, or if others
   * are quicker all the time
   */
  change(plan: Plan): Promise<void> {
    return this.#turns.take(() => this.#change(plan));
  }

  /**
   * Commits another header, made from the newest; makes it once more if somebody else was
   * quicker.
   *
   * @throws {ConflictError} if others are quicker all the time
   */
  changeHeader(
    make: (open: OpenHeader) => OpenHeader | Promise<OpenHeader>,
  ): Promise<void> {
    return this.#turns.take(async () => {
      let state = await this.fresh();
      for (let attempt = 1;; attempt++) {
        const error = await this.#committed([], state, await make(state.open));
        if (error === null) return;
        if (!isHeaderAlone(error) || attempt === MAX_ATTEMPTS) throw error;
        state = await this.reread();
      }
    });
  }

  /** Wipes the keys and lets go of the store. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const opening = await this.#opening?.catch(() => undefined);
    if (opening !== undefined) wipeOpening(opening);
    for (const keyring of this.#keyrings) keyring.wipe();
    await this.store[Symbol.asyncDispose]();
  }

  async #change(plan: Plan): Promise<void> {
    let state = await this.fresh();
    let edits: readonly Edit[] | null = null;
    for (let attempt = 1;; attempt++) {
      edits ??= await this.#look(state, plan) ?? [];
      if (edits.length === 0) return;
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
      state = await this.reread();
      if (mayHaveMoved(before.open, state.open)) edits = null;
      else if (!isHeaderAlone(error)) throw editConflict(error, edits);
    }
  }

  /** What kept the commit from being made, if it is somebody else. */
  async #committed(
    changes: readonly RecordChange[],
    { version }: { version: Version },
    next: OpenHeader,
  ): Promise<ConflictError | null> {
    const header = formatHeader(next.header);
    try {
      await this.store.commit([...changes, { do: "header", header, expected: version }]);
    } catch (error) {
      if (error instanceof ConflictError) return error;
      throw error;
    }
    this.#newest = { open: next, version: null };
    return null;
  }

  async #look<T>(
    state: HeaderState,
    look: (open: OpenHeader) => Promise<T | null>,
  ): Promise<T | null> {
    for (let attempt = 1;; attempt++) {
      const { value, error } = await attempted(() => look(state.open));
      if (value !== null) return value;
      const now = await this.reread();
      if (!mayHaveMoved(state.open, now.open) || attempt === MAX_ATTEMPTS) {
        if (error !== null) throw error;
        return null;
      }
      state = now;
    }
  }

  async #checked(header: HeaderV1, known: OpenHeader): Promise<OpenHeader> {
    try {
      return openHeader(header, known.keyring);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      return this.#unwrapped(header, await this.opening(), error);
    }
  }

  /** Opens a header whose key was renewed, if our slot was taken along. */
  #unwrapped(header: HeaderV1, { slotKey }: Opening, cause: unknown): OpenHeader {
    const slot = header.slots.find(({ id }) => id === slotKey?.slotId);
    if (slotKey === null || slot === undefined || !slotKey.fits(slot)) {
      throw keyRenewed(cause);
    }
    using whole = slotKey.unwrap(slot, header.walletId);
    if (whole.epochs.at(-1) !== header.epochs.at(-1)) {
      throw headerDamaged("its epochs are not those of its keys");
    }
    const keyring = whole.only(header.epochs);
    this.#keyrings.push(keyring);
    return openHeader(header, keyring);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new UsageError("the wallet has been closed");
  }
}

/** Whether two headers are the very same. */
export function sameHeader(a: OpenHeader, b: OpenHeader): boolean {
  return sameBytes(a.header.seal, b.header.seal);
}

/** Whether records can be in other places under `now` than they were found in before. */
function mayHaveMoved(before: OpenHeader, now: OpenHeader): boolean {
  return !sameHeader(before, now) &&
    (isRenewing(before) || before.header.epochs[0] !== now.header.epochs[0] ||
      isRenewing(now));
}

function isLater(now: HeaderV1, before: HeaderV1): boolean {
  return now.generation > before.generation || sameBytes(now.seal, before.seal);
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

function keyRenewed(cause: unknown): ConflictError {
  return new ConflictError("the wallet key has just been renewed", {
    cause,
    hint: "nothing was written; open the wallet again with its password",
  });
}

function wentBack(): ConflictError {
  return new ConflictError("the wallet is older than it was a moment ago", {
    hint: "if somebody has put a backup back, open the wallet again",
  });
}
