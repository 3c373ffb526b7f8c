/**
 * Opens records for others, with keyrings that are held (held_keyring.ts).
 *
 * @module
 */

import { CofferError } from "../../errors.ts";
import type {
  FindRecord,
  KeyHolder,
  RecordOpener,
  RecordWanted,
} from "../../held_keys.ts";
import type { WalletRecord } from "../record.ts";
import type { HeaderV1 } from "./header.ts";
import { parseHeader } from "./header_parse.ts";
import { openHeld } from "./held_keyring.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { placesOf } from "./place.ts";

/**
 * Opens records of wallets whose keyring `holder` has; the header must be genuine. While
 * somebody looks for a record no key is kept: what `holder` has let go by then opens nothing.
 */
export class HeldOpener implements RecordOpener {
  readonly #holder: KeyHolder;

  /** Asks `holder` for each record anew, twice. */
  constructor(holder: KeyHolder) {
    this.#holder = holder;
  }

  async open(wanted: RecordWanted, find: FindRecord): Promise<WalletRecord | null> {
    const header = orNull(() => parseHeader(wanted.header));
    if (header === null) return null;
    const places = await this.#with(header, (open) => placesOf(wanted, open));
    const stored = places && await find(places);
    return stored && await this.#with(header, (open) => {
      const record = openRecordV1(stored, open, { expected: wanted }).plain();
      return { ...record, info: record.info ?? new Map<string, string>() };
    });
  }

  async #with<T>(header: HeaderV1, work: (open: OpenHeader) => T): Promise<T | null> {
    const held = await openHeld(header, this.#holder);
    try {
      return held && orNull(() => work(held.open));
    } finally {
      held?.open.keyring.wipe();
    }
  }
}

/** What is wrong is for whoever opens it with a password to say. */
function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof CofferError) return null;
    throw error;
  }
}
