/**
 * What a commit means, the same for every store: which changes may stand in one, what
 * it is to find things as expected, and what is done then.
 *
 * @module
 */

import {
  ConflictError,
  type ConflictSubject,
  LimitError,
  UsageError,
} from "../core/errors.ts";
import type {
  RecordChange,
  RecordFeatures,
  RecordKey,
  StoredRecord,
} from "../core/ports.ts";
import { headerVersion, recordVersion } from "./record_version.ts";

/** `atomicChanges` of an engine that takes any number of changes at once. */
export const UNBOUNDED: number = Number.MAX_SAFE_INTEGER;

/** The features of a store that holds any record, and commits any number of changes. */
export const ALL_FEATURES: RecordFeatures = Object.freeze({
  atomicChanges: UNBOUNDED,
  getsTogether: 1,
  attributes: null,
  header: true,
});

/** What is there now. */
export interface RecordSource {
  /** The header, or `null`. */
  header(): string | null;
  /** The record at `key`, or `null`. */
  get(key: RecordKey): StoredRecord | null;
}

/** Where changes are made, none of which can fail half-way. */
export interface RecordTarget extends RecordSource {
  /** Puts a record in place of what is at its key. */
  put(record: StoredRecord): void;
  /** Removes what is at `key`. */
  delete(key: RecordKey): void;
  /** Puts a header in place of what there is. */
  setHeader(header: string): void;
}

/** A place where nothing is. */
export const NOTHING: RecordSource = { header: () => null, get: () => null };

/** A text for a key that is that of no other key. */
export function keyText({ domain, access }: RecordKey): string {
  return `${domain.length}:${domain}${access}`;
}

/**
 * Checks what can be told without looking at what is there.
 *
 * @throws {LimitError} if these are more changes than one commit takes
 * @throws {UsageError} if two touch the same thing, or one puts what cannot be held
 */
export function checkChanges(
  changes: readonly RecordChange[],
  features: RecordFeatures,
): void {
  if (changes.length > features.atomicChanges) {
    throw new LimitError(
      `${changes.length} changes at once; this store takes ${features.atomicChanges}`,
      { hint: "make fewer at a time" },
    );
  }
  const subjects = new Set(changes.map((change) => subjectText(subjectOf(change))));
  if (subjects.size < changes.length) {
    throw new UsageError("two changes of one commit touch the same thing");
  }
  for (const change of changes) checkFits(change, features);
}

function checkFits(change: RecordChange, { header, attributes }: RecordFeatures): void {
  if (change.do === "header" && !header) {
    throw new UsageError("this kind of store holds no header", {
      hint: "format v1 needs a store of another kind",
    });
  }
  if (change.do !== "put" || attributes === null) return;
  for (const name of change.record.attributes.keys()) {
    if (attributes.includes(name)) continue;
    throw new UsageError("this kind of store cannot hold such an attribute", {
      hint: `it holds ${attributes.join(", ")}`,
    });
  }
}

/**
 * Compares all that the changes expect with what is there.
 *
 * @throws {ConflictError} that names all that is not as expected
 */
export function expectAll(
  changes: readonly RecordChange[],
  source: RecordSource,
  location: string,
): void {
  const stale = changes.filter((change) => stateOf(change, source) !== change.expected);
  if (stale.length > 0) throw conflict(stale.map(subjectOf), location);
}

/** Makes all changes, which have been checked. */
export function applyAll(changes: readonly RecordChange[], target: RecordTarget): void {
  for (const change of changes) {
    if (change.do === "header") target.setHeader(change.header);
    else if (change.do === "put") target.put(change.record);
    else target.delete(change.key);
  }
}

/** What a change touches. */
export function subjectOf(change: RecordChange): ConflictSubject {
  if (change.do === "header") return "header";
  const { domain, access } = change.do === "put" ? change.record : change.key;
  return { domain, access };
}

/** The error for things that are not as expected. */
export function conflict(
  subjects: readonly ConflictSubject[],
  location: string,
): ConflictError {
  const records = subjects.filter((subject) => subject !== "header").length;
  const names = [
    ...(records < subjects.length ? ["the header"] : []),
    ...(records > 0 ? [records === 1 ? "a record" : `${records} records`] : []),
  ];
  return new ConflictError(
    `somebody else has changed ${names.join(" and ")} of ${location}`,
    { subjects, hint: "read again, and decide anew" },
  );
}

function stateOf(change: RecordChange, source: RecordSource): string {
  if (change.do === "header") {
    const header = source.header();
    return header === null ? "absent" : headerVersion(header);
  }
  const record = source.get(change.do === "put" ? change.record : change.key);
  return record === null ? "absent" : recordVersion(record);
}

function subjectText(subject: ConflictSubject): string {
  return subject === "header" ? subject : keyText(subject);
}
