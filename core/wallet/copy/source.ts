/**
 * What is to be copied: read once for what it is, and again to see that it still is.
 *
 * @module
 */

import { ConflictError, DamagedError, NotFoundError } from "../../errors.ts";
import type { RecordStore, StoredRecord } from "../../ports.ts";
import { parseHeader } from "../v1/header_parse.ts";
import { type Format, type Mark, markOf, movable, placeMark } from "./content.ts";

/** A wallet as it was found. */
export interface Source {
  readonly format: Format;
  /** `null` in v0. */
  readonly header: string | null;
  readonly marks: ReadonlyMap<string, Mark>;
  /** The names of all attributes that occur. */
  readonly attributes: ReadonlySet<string>;
}

/**
 * Reads a wallet without its key.
 *
 * @throws {NotFoundError} if there is none
 * @throws {DamagedError} if its header is not one, or does not count its records
 * @throws {ConflictError} if it is changed meanwhile
 */
export async function readSource(store: RecordStore): Promise<Source> {
  const header = (await store.header())?.value ?? null;
  const format = header === null ? "secret-wallet" : "coffer";
  const marks = new Map<string, Mark>();
  const attributes = new Set<string>();
  for await (const { value } of store.scan()) {
    const record = movable(value, format);
    marks.set(placeMark(record), markOf(record));
    for (const name of record.attributes.keys()) attributes.add(name);
  }
  if ((await store.header())?.value !== (header ?? undefined)) throw changed(store);
  if (header === null) mustBeThere(store, marks.size);
  else mustCount(header, marks.size);
  return { format, header, marks, attributes };
}

/** Whether the wallet is what it was. In v1 every change is one of the header, too. */
export async function isUnchanged(store: RecordStore, source: Source): Promise<boolean> {
  const header = (await store.header())?.value ?? null;
  if (header !== source.header) return false;
  if (header !== null) return true;
  let count = 0;
  for await (const { value } of store.scan()) {
    if (!isOf(source, movable(value, source.format))) return false;
    count++;
  }
  return count === source.marks.size;
}

/** Whether the source has this very record. */
export function isOf({ marks }: Source, record: StoredRecord): boolean {
  return marks.get(placeMark(record))?.digest === markOf(record).digest;
}

/** A store that could hold a header and holds nothing has no wallet. */
function mustBeThere({ features, location }: RecordStore, count: number): void {
  if (count > 0 || !features.header) return;
  throw new NotFoundError(`there is no wallet in ${location}`, {
    hint: "check the name of the store",
  });
}

function mustCount(header: string, found: number): void {
  const { count } = parseHeader(header);
  if (count === found) return;
  throw new DamagedError(
    `the wallet holds ${found} records, and its header says ${count}`,
    {
      hint: "nothing was copied; `coffer backup list` shows what there is to go back to",
    },
  );
}

function changed({ location }: RecordStore): ConflictError {
  return new ConflictError(`${location} was changed while it was read`, {
    hint: "nothing was written; try again when nobody else writes",
  });
}
