/**
 * What a device has seen of a wallet in a store: enough to tell an older state, or a fork,
 * from a newer one. Identifiers, counters and one seal; no names and no secrets.
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import { toHex } from "../../bytes.ts";
import { DamagedError, RollbackError } from "../../errors.ts";
import type { StoredRecord } from "../../ports.ts";
import {
  FORMAT,
  type HeaderV1,
  MAX_HEADER_LENGTH,
  SEAL_LENGTH,
  WALLET_ID_LENGTH,
} from "./header.ts";
import { bytes, integer, member, objectOf } from "./json_members.ts";

/** Of how many records the revision is kept: those written last. */
export const MAX_SEEN_RECORDS = 4096;
/** The stored text of a recordId. */
export const RECORD_ID = /^[A-Za-z0-9_-]{22}$/;

/** The header that was seen last. */
export interface SeenHeader {
  /** 32 hexadecimal digits. */
  readonly walletId: string;
  /** It goes up by one with every change. */
  readonly generation: number;
  /** Its seal, as base64url. */
  readonly seal: string;
}

/** What was seen of one wallet in one store. */
export interface Seen extends SeenHeader {
  /**
   * By the stored text of a recordId: the lowest revision that is not older than what was
   * seen. That of a deleted record is one more than it ever had. Written last comes last.
   */
  readonly records: ReadonlyMap<string, number>;
}

/** What a run has written, to be added to what was seen. */
export interface Written extends SeenHeader {
  /** Whether the wallet is a new one in its store. */
  readonly isNew: boolean;
  /** As in `Seen`; `again` for a deleted record that was brought back on purpose. */
  readonly records: ReadonlyMap<
    string,
    { readonly rev: number; readonly again: boolean }
  >;
}

const HINT =
  "somebody may have put an old state in its place; if it was you, look at it with " +
  "`coffer verify --accept`, which takes it as it is";

/** What a header says of itself. */
export function seenHeader({ walletId, generation, seal }: HeaderV1): SeenHeader {
  return { walletId: toHex(walletId), generation, seal: toBase64Url(seal) };
}

/**
 * The same from its text, or `null` if it does not say that. The rest of it is looked at by
 * whoever opens it, who says what is wrong with it.
 */
export function seenHeaderOf(text: string): SeenHeader | null {
  if (text.length > MAX_HEADER_LENGTH) return null;
  try {
    const header = objectOf(JSON.parse(text), "the header");
    if (member(header, "format") !== FORMAT) return null;
    return {
      walletId: toHex(bytes(header, "walletId", [WALLET_ID_LENGTH])),
      generation: integer(header, "generation", 1),
      seal: toBase64Url(bytes(header, "seal", [SEAL_LENGTH])),
    };
  } catch (error) {
    if (error instanceof DamagedError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Compares the header of a store, `null` if there is none, with what was seen there.
 *
 * @throws {RollbackError} if it is gone, older, of another wallet, or another of the same
 * generation
 */
export function assertNotOlder(
  seen: SeenHeader | null,
  header: string | null,
  location: string,
): void {
  const objection = seen === null ? null : objectionTo(seen, header);
  if (objection === null) return;
  throw new RollbackError(`the wallet in ${location} ${objection}`, { hint: HINT });
}

/** What is wrong with a header after what was seen, to follow "the wallet"; or `null`. */
export function objectionTo(seen: SeenHeader, header: string | null): string | null {
  if (header === null) return "is gone: this device has seen one there";
  const now = seenHeaderOf(header);
  if (now === null) return null;
  if (now.walletId !== seen.walletId) {
    return "is another than the one that this device has seen there";
  }
  if (now.generation < seen.generation) {
    return `is older than this device has seen it: generation ${now.generation}, and it ` +
      `was ${seen.generation}`;
  }
  if (now.generation > seen.generation || now.seal === seen.seal) return null;
  return `is a fork: its generation ${now.generation} is not the one that this device ` +
    "has seen";
}

/** The id and the revision that a stored record names; nothing of it is authenticated. */
export function idAndRev(
  { attributes }: StoredRecord,
): { id: string; rev: number } | null {
  const [id, rev] = [attributes.get("id"), Number(attributes.get("rev"))];
  if (typeof id !== "string" || !RECORD_ID.test(id)) return null;
  return Number.isSafeInteger(rev + 1) && rev >= 1 ? { id, rev } : null;
}

/** The error for a record that is older than it was; `what` names it. */
export function recordRolledBack(
  what: string,
  { rev, seen }: { rev: number; seen: number },
): RollbackError {
  return new RollbackError(
    `${what} is older than this device has seen it, or was deleted: revision ${rev}, ` +
      `and ${seen} is the lowest that can be`,
    { hint: HINT },
  );
}

/** What is to be remembered after a run: what others have added meanwhile stays. */
export function withWritten(before: Seen | null, written: Written): Seen {
  const { isNew, records: more, ...header } = written;
  const known = isNew || before?.walletId !== written.walletId ? null : before;
  const records = new Map(known?.records);
  for (const [id, { rev, again }] of more) {
    const least = again ? rev : Math.max(rev, records.get(id) ?? 0);
    records.delete(id);
    records.set(id, least);
  }
  const { walletId, generation, seal } =
    known !== null && known.generation > header.generation ? known : header;
  return { walletId, generation, seal, records: newest(records) };
}

/** As many as are kept. */
export function newest(records: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...records].slice(-MAX_SEEN_RECORDS));
}
