/**
 * A wallet from one store to another, ciphertext as it is: no key is needed, and no store
 * sees more than it did. It can be stopped at any point; the next run goes on.
 *
 * @module
 */

import { ConflictError, PartialError } from "../../errors.ts";
import type { RecordChange, RecordStore } from "../../ports.ts";
import { type Format, type Marks, movable, placeMark, storable } from "./content.ts";
import { Portion, textOf } from "./portions.ts";
import { isOf, isUnchanged, readSource, type Source } from "./source.ts";
import { type Found, mustHold, readTarget } from "./target.ts";

/** From where to where. */
export interface CopyOptions {
  /** A wallet of either format. It is only read, and stays the caller's. */
  from: RecordStore;
  /** An empty store, or what an earlier copy of the same has left. It stays the caller's. */
  to: RecordStore;
  /** Whether only to tell what would be done. */
  dryRun?: boolean;
  /** Told how many records are in the copy. */
  onProgress?: (done: number, total: number) => void;
}

/** What came of it. */
export interface Copied {
  format: Format;
  /** How many records there are. */
  records: number;
  /** How many of them were there already. */
  already: number;
  /** Of both, for a later comparison; `null` in v0. */
  header: string | null;
  /** Of all records, likewise. */
  marks: Marks;
}

/**
 * Copies all records, reads them back and compares each; then comes the header, without
 * which nobody takes what is there for a wallet.
 *
 * @throws {NotFoundError} if there is no wallet in `from`
 * @throws {RefusedError} if this kind of store cannot hold it
 * @throws {ExistsError | ConflictError} if `to` holds something else; nothing is written
 * @throws {DamagedError} if `from` is not whole
 * @throws {PartialError} if `from` was changed meanwhile: the copy is not finished
 */
export async function copyWallet(options: CopyOptions): Promise<Copied> {
  const { from, to, dryRun = false, onProgress = () => {} } = options;
  const source = await readSource(from);
  mustHold(to, source);
  const found = await readTarget(to, source);
  const { marks } = source;
  const result = { ...source, records: marks.size, already: found.places.size };
  if (found.finished) mustBeWhole(to, result);
  if (dryRun || found.finished) return result;
  await copyMissing({ from, to, source, found, onProgress });
  await mustBeUnchanged(from, to, source);
  await compareAll(to, source);
  await copyHeader(to, source);
  return result;
}

interface Work {
  from: RecordStore;
  to: RecordStore;
  source: Source;
  found: Found;
  onProgress: (done: number, total: number) => void;
}

async function copyMissing(
  { from, to, source, found, onProgress }: Work,
): Promise<void> {
  let done = found.places.size;
  const portion = new Portion<RecordChange>(to);
  const commit = async () => {
    const changes = portion.taken();
    if (changes.length > 0) await to.commit(changes);
    onProgress(done += changes.length, source.marks.size);
  };
  for await (const { value } of from.scan()) {
    const record = movable(value, source.format);
    if (!isOf(source, record)) throw changedMeanwhile(from, to);
    if (found.places.has(placeMark(record))) continue;
    const stored = storable(value, source.format, to);
    const weight = { changes: 1, text: textOf(stored) };
    if (!portion.takes(weight)) await commit();
    portion.add({ do: "put", record: stored, expected: "absent" }, weight);
  }
  await commit();
}

async function mustBeUnchanged(
  from: RecordStore,
  to: RecordStore,
  source: Source,
): Promise<void> {
  if (!await isUnchanged(from, source)) throw changedMeanwhile(from, to);
}

async function compareAll(to: RecordStore, source: Source): Promise<void> {
  let count = 0;
  for await (const { value } of to.scan()) {
    if (!isOf(source, movable(value, source.format))) throw notTheSame(to);
    count++;
  }
  if (count !== source.marks.size) throw notTheSame(to);
}

async function copyHeader(to: RecordStore, { header }: Source): Promise<void> {
  if (header === null) return;
  await to.commit([{ do: "header", header, expected: "absent" }]);
  if ((await to.header())?.value !== header) throw notTheSame(to);
}

/** Behind a header, an earlier copy has left everything, or it was changed since. */
function mustBeWhole(to: RecordStore, { records, already }: Copied): void {
  if (records !== already) throw notTheSame(to);
}

function notTheSame({ location }: RecordStore): ConflictError {
  return new ConflictError(`what is in ${location} is not what was copied there`, {
    hint: "somebody else has changed it; empty the place and start again",
  });
}

function changedMeanwhile(from: RecordStore, to: RecordStore): PartialError {
  return new PartialError(
    `${from.location} was changed while it was copied; ${to.location} holds a part of it`,
    { hint: "empty the place and start again when nobody else writes" },
  );
}
