/**
 * What changes expect to find, looked up before they are made.
 *
 * @module
 */

import { ConflictError } from "../../core/errors.ts";
import type { RecordChange, RecordKey } from "../../core/ports.ts";
import { expectAll, keyText, type RecordSource } from "../changes.ts";
import { HEADER_KEY, type Item, itemHeader, itemRecord } from "./items.ts";
import type { TableReader } from "./reading.ts";

/**
 * The items that changes expect to be there, by `keyText`. What is to be absent needs no
 * look, since a condition says as much, unless all that is amiss is to be named.
 *
 * @throws {ConflictError} if one is not as expected
 */
export async function expectedItems(
  changes: readonly RecordChange[],
  { reader, location }: { reader: TableReader; location: string },
): Promise<Map<string, Item>> {
  const [present, absent] = parted(changes);
  const found = await reader.items(present.map(keyOf));
  try {
    expectAll(present, sourceOf(found, location), location);
    return found;
  } catch (error) {
    if (!(error instanceof ConflictError) || absent.length === 0) throw error;
    const others = await reader.items(absent.map(keyOf));
    expectAll(changes, sourceOf(new Map([...found, ...others]), location), location);
    throw error;
  }
}

/** Where a change is made. */
export function keyOf(change: RecordChange): RecordKey {
  if (change.do === "header") return HEADER_KEY;
  return change.do === "put" ? change.record : change.key;
}

/** What is to be there, and what not. */
function parted(changes: readonly RecordChange[]): [RecordChange[], RecordChange[]] {
  const isAbsent = ({ expected }: RecordChange) => expected === "absent";
  return [changes.filter((change) => !isAbsent(change)), changes.filter(isAbsent)];
}

function sourceOf(found: ReadonlyMap<string, Item>, location: string): RecordSource {
  return {
    header: () => {
      const item = found.get(keyText(HEADER_KEY));
      return item === undefined ? null : itemHeader(item, location);
    },
    get: (key) => {
      const item = found.get(keyText(key));
      return item === undefined ? null : itemRecord(item, location);
    },
  };
}
