/**
 * The newest header of a wallet that is known, with its keys: read and opened once, and
 * checked with the keys at hand whenever it is read again.
 *
 * @module
 */

import { sameBytes } from "../../bytes.ts";
import { AuthenticationError, ConflictError, UsageError } from "../../errors.ts";
import type { RecordStore, Version } from "../../ports.ts";
import { headerDamaged, type HeaderV1 } from "./header.ts";
import { parseHeader } from "./header_parse.ts";
import type { Keyring } from "./keyring.ts";
import { type OpenHeader, openHeader } from "./open_header.ts";
import { type HeaderState, type Opening, storedHeader, wipeOpening } from "./opening.ts";

/** A header that is called something in its store. */
export type StoredState = HeaderState & { readonly version: Version };

/** Keeps the header of one wallet, and all keys that it ever had; wipes them at the end. */
export class HeaderKeeper implements AsyncDisposable {
  readonly #store: Pick<RecordStore, "header" | "location">;
  readonly #openIt: () => Promise<Opening>;
  /** Beside the first: records that were read still refer to them. */
  readonly #keyrings = new Set<Keyring>();
  #opening: Promise<Opening> | undefined;
  #newest: HeaderState | undefined;
  #closed = false;

  /** `openIt` runs once, unless it fails. The store stays its owner's. */
  constructor(
    store: Pick<RecordStore, "header" | "location">,
    openIt: () => Promise<Opening>,
  ) {
    this.#store = store;
    this.#openIt = openIt;
  }

  /** Whether the wallet has been opened. */
  get isOpen(): boolean {
    return this.#newest !== undefined;
  }

  /**
   * What opened the wallet; opens it if need be.
   *
   * @throws {UsageError} if the wallet was closed
   */
  async opening(): Promise<Opening> {
    this.#mustBeOpen();
    const pending = this.#opening ??= this.#openIt();
    const opening = await pending.catch((error) => {
      // A next attempt may have a better password, or a store that answers.
      if (this.#opening === pending) this.#opening = undefined;
      throw error;
    });
    this.#mustBeOpen();
    this.#newest ??= opening.state;
    return opening;
  }

  /** The newest header that is known, without a look at the store once it is open. */
  async known(): Promise<HeaderState> {
    await this.opening();
    return this.#newest!;
  }

  /** The header as it is in the store now. */
  async fresh(): Promise<StoredState> {
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
  async reread(): Promise<StoredState> {
    const { open: known, version: before } = await this.known();
    const { value, version } = await storedHeader(this.#store);
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

  /** Takes over what was committed as the next header. */
  committed(open: OpenHeader): void {
    this.#newest = { open, version: null };
  }

  /** Takes keys over, to be wiped at the end. */
  own(keyring: Keyring): void {
    this.#keyrings.add(keyring);
  }

  /** Wipes the keys. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const opening = await this.#opening?.catch(() => undefined);
    if (opening !== undefined) wipeOpening(opening);
    for (const keyring of this.#keyrings) keyring.wipe();
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
    this.own(keyring);
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

function isLater(now: HeaderV1, before: HeaderV1): boolean {
  return now.generation > before.generation || sameBytes(now.seal, before.seal);
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
