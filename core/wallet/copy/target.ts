/**
 * Where a wallet is copied to: what it must be able to hold, and what it may hold already.
 *
 * @module
 */

import {
  type CofferError,
  ConflictError,
  ExistsError,
  RefusedError,
} from "../../errors.ts";
import { toHex } from "../../bytes.ts";
import type { RecordKey, RecordStore } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import { parseHeader } from "../v1/header_parse.ts";
import { movable, placeMark } from "./content.ts";
import { assertHoldsV1 } from "../v1/able_store.ts";
import { isOf, type Source } from "./source.ts";

const SHOWN = 5;

/**
 * Checks that a kind of store can hold the wallet.
 *
 * @throws {RefusedError} if not
 */
export function mustHold(store: RecordStore, source: Source): void {
  if (source.format === "coffer") return assertHoldsV1(store);
  const { features: { attributes }, location } = store;
  const unknown = [...source.attributes].filter((name) =>
    attributes !== null && !attributes.includes(name)
  );
  if (unknown.length === 0) return;
  throw new RefusedError(
    `${location} cannot hold the attributes ${unknown.map((n) => formatKey([n])).join()}`,
    { hint: "nothing was written; choose a store of another kind" },
  );
}

/** What a target holds already. */
export interface Found {
  /** The places of records that are those of the source. */
  readonly places: ReadonlySet<string>;
  /** Whether the header is that of the source: an earlier copy was finished. */
  readonly finished: boolean;
}

/**
 * What an earlier run has left: nothing, or records of the source, and no others.
 *
 * @throws {ExistsError} if there is something else
 * @throws {ConflictError} if a record is there and not the same
 */
export async function readTarget(store: RecordStore, source: Source): Promise<Found> {
  const header = await store.header();
  if (header !== null && header.value !== source.header) {
    throw otherWallet(store, header.value, source);
  }
  const places = new Set<string>();
  const others: RecordKey[] = [], foreign: RecordKey[] = [];
  for await (const { value } of store.scan()) {
    const place = placeMark(value);
    if (!source.marks.has(place)) foreign.push(value);
    else if (!isOf(source, movable(value, source.format))) others.push(value);
    else places.add(place);
  }
  if (foreign.length > 0) throw notEmpty(store, named(foreign, source));
  if (others.length > 0) throw different(store, named(others, source));
  return { places, finished: header !== null };
}

function otherWallet(
  { location }: RecordStore,
  header: string,
  source: Source,
): ExistsError {
  const ours = idOf(header);
  const isSame = source.header !== null && ours !== null && ours === idOf(source.header);
  return new ExistsError(`there is a wallet in ${location} already`, {
    hint: isSame
      ? "it is a copy of the same wallet; `coffer sync` brings the two together"
      : "nothing was written; choose an empty place",
  });
}

/** Which wallet a header is of; `null` if that cannot be told. */
function idOf(header: string): string | null {
  try {
    return toHex(parseHeader(header).walletId);
  } catch {
    return null;
  }
}

/** Names of records for messages, where the store has names. */
function named(keys: readonly RecordKey[], { header }: Source): string {
  const count = keys.length === 1 ? "1 record" : `${keys.length} records`;
  if (header !== null && parseHeader(header).names === "sealed") return count;
  const names = keys.slice(0, SHOWN).map((key) => formatKey([key.domain, key.access]));
  return `${count} (${names.join(", ")}${keys.length > SHOWN ? ", ..." : ""})`;
}

function notEmpty({ location }: RecordStore, records: string): CofferError {
  return new ExistsError(`${location} holds ${records} that are not in the source`, {
    hint: "nothing was written; choose an empty place",
  });
}

function different({ location }: RecordStore, records: string): CofferError {
  return new ConflictError(`${location} holds another state of ${records}`, {
    hint: "nothing was written; if an earlier copy was stopped and its source changed " +
      "since, empty the place and start again",
  });
}
