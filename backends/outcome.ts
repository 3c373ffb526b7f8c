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

/** How often is looked again at what was made while it was looked at. */
const LOOKS = 3;

/**
 * Whether `changes` were made (`"made"`) or what they expected is there (`"unmade"`).
 *
 * They are made as a whole or not at all, so that the very content of one shows that all
 * were; what else is not as it was left has been changed by somebody since. That a record
 * is gone shows nothing by itself: somebody else may have deleted it.
 *
 * @throws {ConflictError} if there is something else; it names what
 * @throws {PartialError} if some are there and some are not, which no store does by itself
 */
export async function outcomeOf(
  changes: readonly RecordChange[],
  store: Pick<RecordStore, "header" | "get" | "location">,
): Promise<"made" | "unmade"> {
  let found = 0;
  for (let look = 0; look < LOOKS; look++) {
    const states: State[] = [];
    for (const change of changes) states.push(await stateOf(change, store));
    const are = (wanted: (state: State, change: RecordChange) => boolean) =>
      changes.filter((change, at) => wanted(states[at]!, change));
    const left = are(({ made, unmade }) => unmade && !made);
    const made = are(({ made, unmade }) => made && !unmade);
    const isProven = made.some((change) => change.do !== "delete");
    if (left.length === 0 && (isProven || are(isAsWanted).length === changes.length)) {
      return "made";
    }
    found = made.length;
    if (!isProven) {
      const others = are(({ unmade }) => !unmade);
      if (others.length > 0) throw conflict(others.map(subjectOf), store.location);
      return "unmade";
    }
    // Made while it was looked at: the next look sees all of it.
  }
  throw new PartialError(
    `${found} of ${changes.length} changes were made in ${store.location}`,
    { hint: "read again, and make the others" },
  );
}

/** Of the header alone others have more to say: what was deleted is gone all the same. */
function isAsWanted({ made }: State, change: RecordChange): boolean {
  return made || change.do === "header";
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
