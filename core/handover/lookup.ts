/**
 * From references to values, with each place opened once.
 *
 * @module
 */

import { utf8, wipe } from "../bytes.ts";
import { NotFoundError } from "../errors.ts";
import { shortened } from "../shown_path.ts";
import type { Key } from "../stash/key.ts";
import type { WalletRecord } from "../wallet/record.ts";
import type { RecordName } from "../wallet/wallet.ts";
import {
  encoded,
  formatReference,
  type Reference,
  type StashReference,
  type WalletReference,
} from "./reference.ts";

/** What is needed of a wallet. */
export interface WalletSource {
  /** The record under `name`, opened, or `null`. */
  get(name: RecordName): Promise<WalletRecord | null>;
}

/** What is needed of a stash. */
export interface StashSource {
  /**
   * The value at `key`, in a new array.
   *
   * @throws {NotFoundError} if there is none
   */
  read(key: Key): Uint8Array;
}

/** Where values come from. Each is asked for at most once, and only if it is needed. */
export interface Sources {
  /** Opens the wallet. */
  wallet(): Promise<WalletSource>;
  /** Opens the stash. */
  stash(): Promise<StashSource>;
}

/** The most references that a message names. */
const MOST_NAMED = 5;

/**
 * The values that `references` stand for, in their order; the caller owns them. Each
 * record is fetched once, however many of its fields are wanted.
 *
 * @throws {NotFoundError} if there is nothing at some of them, which it names
 * @throws what opening and reading the sources throws
 *
 * @example
 * ```ts
 * import { lookUp } from "./lookup.ts";
 * import { parseReference } from "./reference.ts";
 * import assert from "node:assert/strict";
 *
 * const record = { domain: "a", access: "b", uid: "me", pwd: "1234", info: new Map() };
 * const [uid] = await lookUp([parseReference("coffer://a/b/uid")], {
 *   wallet: () => Promise.resolve({ get: () => Promise.resolve(record) }),
 *   stash: () => Promise.reject(new Error("not needed")),
 * });
 * assert.equal(new TextDecoder().decode(uid), "me");
 * ```
 */
export async function lookUp(
  references: readonly Reference[],
  sources: Sources,
): Promise<Uint8Array[]> {
  const records = await fetchRecords(references.filter(isInWallet), sources);
  const stash = references.some(isInStash) ? await sources.stash() : null;
  const values = references.map((reference) => {
    const value = isInWallet(reference)
      ? fieldOf(records.get(idOf(reference))!, reference)
      : valueIn(stash!, reference);
    return value === null ? null : encoded(value, reference);
  });
  assertAllFound(references, values);
  return values as Uint8Array[];
}

const isInWallet = (each: Reference): each is WalletReference => each.kind === "coffer";
const isInStash = (each: Reference): each is StashReference => each.kind === "stash";
const idOf = ({ domain, access }: RecordName) => JSON.stringify([domain, access]);

async function fetchRecords(
  references: readonly WalletReference[],
  sources: Sources,
): Promise<Map<string, WalletRecord | null>> {
  const records = new Map<string, WalletRecord | null>();
  if (references.length === 0) return records;
  const wallet = await sources.wallet();
  for (const { domain, access } of references) {
    const id = idOf({ domain, access });
    if (!records.has(id)) records.set(id, await wallet.get({ domain, access }));
  }
  return records;
}

function fieldOf(
  record: WalletRecord | null,
  { field }: WalletReference,
): Uint8Array | null {
  if (record === null) return null;
  const text = typeof field === "string" ? record[field] : record.info.get(field.info);
  return text === null || text === undefined ? null : utf8(text);
}

function valueIn(stash: StashSource, { key }: StashReference): Uint8Array | null {
  try {
    return stash.read(key);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function assertAllFound(
  references: readonly Reference[],
  values: readonly (Uint8Array | null)[],
): void {
  const all = references.filter((_, index) => values[index] === null);
  const missing = [...new Set(all.map(formatReference))];
  if (missing.length === 0) return;
  wipe(...values.map((value) => value ?? undefined));
  const named = missing.slice(0, MOST_NAMED).map((text) => shortened(text)).join(", ");
  const more = missing.length - MOST_NAMED;
  throw new NotFoundError(
    `there is nothing at ${named}${more > 0 ? ` and ${more} more` : ""}`,
    { hint: "`coffer list` and `coffer stash ls` list what there is" },
  );
}
