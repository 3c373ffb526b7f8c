/**
 * The text in which a device keeps what it has seen (seen.ts).
 *
 * @module
 */

import { DamagedError } from "../../errors.ts";
import { asciiJson } from "../../stash/key.ts";
import { MAX_SEEN_RECORDS, RECORD_ID, type Seen } from "./seen.ts";

const VERSION = 1;
/** Longer than any that is written. */
const MAX_LENGTH = 1 << 20;
const WALLET_ID = /^[0-9a-f]{32}$/;
const SEAL = /^[A-Za-z0-9_-]{43}$/;

/** One line of JSON, for what was seen in the store of this URL. */
export function formatSeen(
  { walletId, generation, seal, records }: Seen,
  store: string,
): string {
  const version = { coffer_seen: VERSION };
  return asciiJson({
    ...version,
    store,
    walletId,
    generation,
    seal,
    records: [...records],
  }) + "\n";
}

/**
 * What is in such a text.
 *
 * @throws {DamagedError} if it is none
 */
export function parseSeen(text: string): Seen {
  if (text.length > MAX_LENGTH) throw damaged();
  const json = parsed(text);
  const { walletId, generation, seal, records } = json;
  if (json["coffer_seen"] !== VERSION || !Array.isArray(records)) throw damaged();
  if (!fits(walletId, WALLET_ID) || !fits(seal, SEAL)) throw damaged();
  if (!isCounter(generation) || records.length > MAX_SEEN_RECORDS) throw damaged();
  return { walletId, generation, seal, records: new Map(records.map(entryOf)) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null) return json as Record<string, unknown>;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

function entryOf(value: unknown): [string, number] {
  if (!Array.isArray(value) || value.length !== 2) throw damaged();
  const [id, rev] = value;
  if (!fits(id, RECORD_ID) || !isCounter(rev)) throw damaged();
  return [id, rev];
}

function fits(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function isCounter(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 1;
}

function damaged(cause?: unknown): DamagedError {
  return new DamagedError("what this device has seen of the wallet is damaged", {
    cause,
    hint: "`coffer verify --accept` makes it anew, after a look at the wallet",
  });
}
