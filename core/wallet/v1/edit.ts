/**
 * Changes of records as data: what a commit does to the store, and to the sum in the
 * header.
 *
 * @module
 */

import { ConflictError } from "../../errors.ts";
import type { RecordChange, Version } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import type { SealChange } from "./change_header.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { RecordName } from "./place.ts";
import type { RecordParts } from "./record_parts.ts";
import type { SealedRecord } from "./seal_record.ts";

/** A record of the store that was found to be genuine. */
export interface Found {
  readonly record: OpenedRecord;
  /** Its sealed parts. */
  readonly parts: RecordParts;
  readonly version: Version;
}

/** What is done about one record, or two. */
export interface Edit {
  /** For messages. */
  readonly names: readonly RecordName[];
  readonly changes: readonly RecordChange[];
  readonly seals: readonly SealChange[];
}

/** Puts `sealed`, instead of `found` if that is not `null`. */
export function putEdit(
  name: RecordName,
  sealed: SealedRecord,
  found: Found | null,
): Edit {
  const { stored } = sealed;
  const moves = found !== null && !isAt(found, stored);
  const put: RecordChange = {
    do: "put",
    record: stored,
    expected: found === null || moves ? "absent" : found.version,
  };
  return {
    names: [name],
    changes: moves ? [put, deletion(found)] : [put],
    seals: [{ old: found?.record.seal ?? null, new: sealed.seal }],
  };
}

/** Takes `found` away. */
export function deleteEdit(found: Found): Edit {
  return {
    names: [found.record],
    changes: [deletion(found)],
    seals: [{ old: found.record.seal, new: null }],
  };
}

/**
 * Puts `sealed`, which is `source` under another name, and takes away `source` and what
 * had that name, if anything.
 */
export function renameEdit(
  { sealed, source, target }: {
    sealed: SealedRecord;
    source: Found;
    target: Found | null;
  },
  to: RecordName,
): Edit {
  const put = putEdit(to, sealed, target);
  return {
    names: [source.record, to],
    changes: [...put.changes, deletion(source)],
    seals: [...put.seals, { old: source.record.seal, new: null }],
  };
}

/** Says which records are in conflict by names that people know. */
export function editConflict(
  error: ConflictError,
  edits: readonly Edit[],
): ConflictError {
  const names = edits.filter((edit) => isSubject(error, edit)).flatMap(({ names }) =>
    names
  );
  if (names.length === 0) return error;
  const [first, ...others] = names.map(({ domain, access }) =>
    formatKey([domain, access])
  );
  const what = others.length === 0 ? first : `${first} and ${others.length} more`;
  return new ConflictError(`somebody else has just changed ${what}`, {
    cause: error,
    subjects: names.map(({ domain, access }) => ({ domain, access })),
    hint: "look at what is there now, and try again",
  });
}

function isSubject({ subjects }: ConflictError, { changes }: Edit): boolean {
  return subjects.some((subject) =>
    subject !== "header" && changes.some((change) => {
      if (change.do === "header") return false;
      const { domain, access } = change.do === "put" ? change.record : change.key;
      return domain === subject.domain && access === subject.access;
    })
  );
}

function deletion({ record, version }: Found): RecordChange {
  return { do: "delete", key: record.key, expected: version };
}

function isAt({ record: { key } }: Found, { domain, access }: RecordName): boolean {
  return key.domain === domain && key.access === access;
}
