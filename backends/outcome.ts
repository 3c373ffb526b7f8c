/**
 * What became of a commit that failed in a way that does not say.
 *
 * @module
 */

import { PartialError } from "../core/errors.ts";
import type { RecordChange, RecordStore, Versioned } from "../core/ports.ts";
import { conflict, subjectOf } from "./changes.ts";
import { headerVersion, recordVersion } from "./record_version.ts";

/** How things stand with one change; both where it changes nothing. */
interface State {
  /** What it makes is there. */
  made: boolean;
  /** What it expected is there. */
  unmade: boolean;
}

/**
 * Whether `changes` are there (`"made"`) or what they expected is (`"unmade"`).
 *
 * @throws {ConflictError} if there is something else; it names what
 * @throws {PartialError} if some are there and some are not
 */
export async function outcomeOf(
  changes: readonly RecordChange[],
  store: Pick<RecordStore, "header" | "get" | "location">,
): Promise<"made" | "unmade"> {
  const states: State[] = [];
  for (const change of changes) states.push(await stateOf(change, store));
  const others = changes.filter((_, at) => !states[at]!.made && !states[at]!.unmade);
  if (others.length > 0) throw conflict(others.map(subjectOf), store.location);
  if (states.every(({ made }) => made)) return "made";
  if (states.every(({ unmade }) => unmade)) return "unmade";
  const count = states.filter(({ made }) => made).length;
  throw new PartialError(
    `${count} of ${changes.length} changes were made in ${store.location}`,
    { hint: "read again, and make the others" },
  );
}

async function stateOf(
  change: RecordChange,
  store: Pick<RecordStore, "header" | "get">,
): Promise<State> {
  switch (change.do) {
    case "header": {
      const found = await store.header();
      return state(change, found, headerVersion(change.header), headerVersion);
    }
    case "put": {
      const found = await store.get(change.record);
      return state(change, found, recordVersion(change.record), recordVersion);
    }
    case "delete": {
      const found = await store.get(change.key);
      return { made: found === null, unmade: found?.version === change.expected };
    }
  }
}

/** A store's versions are its own: contents are compared by ours. */
function state<T>(
  { expected }: RecordChange,
  found: Versioned<T> | null,
  wanted: string,
  versionOf: (value: T) => string,
): State {
  return {
    made: found !== null && versionOf(found.value) === wanted,
    unmade: (found?.version ?? "absent") === expected,
  };
}
