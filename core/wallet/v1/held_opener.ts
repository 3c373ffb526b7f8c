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
import { parseHeader } from "./header_parse.ts";
import { openHeld } from "./held_keyring.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { placesOf } from "./place.ts";

/** Opens records of wallets whose keyring `holder` has; the header must be genuine. */
export class HeldOpener implements RecordOpener {
  readonly #holder: KeyHolder;

  /** Asks `holder` for each record anew. */
  constructor(holder: KeyHolder) {
    this.#holder = holder;
  }

  async open(wanted: RecordWanted, find: FindRecord): Promise<WalletRecord | null> {
    const open = await this.#opened(wanted.header);
    if (open === null) return null;
    try {
      const places = unless(() => placesOf(wanted, open));
      const stored = places && await find(places);
      return stored && unless(() => {
        const record = openRecordV1(stored, open, { expected: wanted }).plain();
        return { ...record, info: record.info ?? new Map<string, string>() };
      });
    } finally {
      open.keyring.wipe();
    }
  }

  async #opened(text: string): Promise<OpenHeader | null> {
    const header = unless(() => parseHeader(text));
    return header && ((await openHeld(header, this.#holder))?.open ?? null);
  }
}

/** What is wrong is for whoever opens it with a password to say. */
function unless<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof CofferError) return null;
    throw error;
  }
}
