/**
 * Putting back what another table has, the header last.
 *
 * @module
 */

import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { ConflictError } from "../../core/errors.ts";
import { keyText } from "../changes.ts";
import type { Copying } from "./copying.ts";
import { contentOf, isSameItem } from "./backup_table.ts";
import { requestFor } from "./commit.ts";
import { still } from "./conditions.ts";
import { failureOf, raised, unmetConditions } from "./failure.ts";
import { HEADER_KEY, type Item, itemKey, keyItem } from "./items.ts";
import { byteLength, LARGEST_TRANSACTION } from "./limits.ts";
import { TableReader } from "./reading.ts";

const HEADER_TEXT = keyText(HEADER_KEY);
/** How often what others changed in between is looked at again. */
const ROUNDS = 10;

/**
 * Makes the table the same as `source`: compares, changes what differs, and compares again
 * until nothing does. Cut short, it can be done again.
 *
 * @throws {ConflictError} if others keep changing the table
 */
export async function putBack(copying: Copying, source: string): Promise<void> {
  const { requests, reader } = copying;
  const { location } = requests;
  const wanted = await contentOf(new TableReader(requests, source), location);
  for (let round = 0; round < ROUNDS; round++) {
    const present = await contentOf(reader, location);
    const writes = writesTo(wanted, present, copying);
    if (writes.length === 0) return;
    if (!await allMade(writes, copying)) continue;
  }
  throw new ConflictError(`${location} is being changed while it is put back`, {
    hint: "restore again when nobody writes to it",
  });
}

/** What has to be done to get from `present` to `wanted`; the header comes last. */
function writesTo(
  wanted: ReadonlyMap<string, Item>,
  present: ReadonlyMap<string, Item>,
  { table, requests: { location } }: Copying,
): TransactWriteItem[] {
  const writes: TransactWriteItem[] = [];
  const keys = new Set([...present.keys(), ...wanted.keys()]);
  if (keys.delete(HEADER_TEXT)) keys.add(HEADER_TEXT);
  for (const key of keys) {
    const [item, found] = [wanted.get(key), present.get(key)];
    const condition = still(found ?? null);
    if (item === undefined) {
      const Key = keyItem(itemKey(found!, location));
      writes.push({ Delete: { TableName: table, Key, ...condition } });
    } else if (found === undefined || !isSameItem(item, found, location)) {
      writes.push({ Put: { TableName: table, Item: item, ...condition } });
    }
  }
  return writes;
}

/** Makes them, as many at once as the engine takes; `false` if something has changed. */
async function allMade(
  writes: readonly TransactWriteItem[],
  { requests, atOnce }: Copying,
): Promise<boolean> {
  for (const part of parts(writes, atOnce)) {
    const send = requestFor(part, atOnce);
    const deadline = requests.deadline();
    for (let made = false; !made;) {
      try {
        await requests.once(send, deadline);
        made = true;
      } catch (error) {
        if (unmetConditions(error).length > 0) return false;
        if (failureOf(error) === "final" || !await deadline.pause()) {
          throw raised(error, requests);
        }
      }
    }
  }
  return true;
}

function* parts(
  writes: readonly TransactWriteItem[],
  most: number,
): Generator<TransactWriteItem[]> {
  let part: TransactWriteItem[] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = byteLength(JSON.stringify(write.Put?.Item ?? {}));
    if (part.length === most || (part.length > 0 && bytes + size > LARGEST_TRANSACTION)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(write);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
