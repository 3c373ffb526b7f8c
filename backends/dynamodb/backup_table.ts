/**
 * Backups on engines that have none: copies in tables of their own, ciphertext as it is.
 *
 * @module
 */

import { ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ConflictError, LimitError } from "../../core/errors.ts";
import type { Backup, RecordKey } from "../../core/ports.ts";
import { keyText } from "../changes.ts";
import { recordVersion } from "../record_version.ts";
import type { Copying } from "./copying.ts";
import {
  BACKUP_DOMAIN,
  HEADER_KEY,
  isRecord,
  type Item,
  itemKey,
  itemRecord,
  keyItem,
} from "./items.ts";
import { TableReader } from "./reading.ts";
import { makeTable } from "./table.ts";
import { putAll } from "./writing.ts";

/** What a copy says of itself; written last, so that half a copy is none. */
const ABOUT: RecordKey = { domain: BACKUP_DOMAIN, access: BACKUP_DOMAIN };
const MARK = ".coffer-backup.";
/** A table's name may have 255 letters. */
const LONGEST_TABLE = 255 - MARK.length - 36;
/** How often a table is read in vain that others keep changing. */
const ATTEMPTS = 20;

/** Copies everything into a new table. */
export async function copyAside(copying: Copying, label: string): Promise<Backup> {
  const { requests, table } = copying;
  if (table.length > LONGEST_TABLE) {
    throw new LimitError(`${requests.location}: the name is too long for a backup's`);
  }
  const id = `${table}${MARK}${crypto.randomUUID()}`;
  const items = await atOneMoment(copying);
  const made = new Date().toISOString();
  await makeTable(requests, id, { protect: false });
  await putAll(requests, id, [...items.values()]);
  // Older engines take no empty texts.
  const about = { ...keyItem(ABOUT), label: { S: `=${label}` }, made: { S: made } };
  const command = new PutItemCommand({ TableName: id, Item: about });
  await requests.read((client, options) => client.send(command, options));
  return { id, label, made };
}

/** The whole copies that there are. */
export async function listCopies({ requests, table }: Copying): Promise<Backup[]> {
  const backups: Backup[] = [];
  const prefix = table + MARK;
  let from: string | undefined;
  do {
    const command = new ListTablesCommand(
      from === undefined ? {} : { ExclusiveStartTableName: from },
    );
    const { TableNames, LastEvaluatedTableName } = await requests.read(
      (client, options) => client.send(command, options),
    );
    for (const name of TableNames ?? []) {
      if (!name.startsWith(prefix)) continue;
      const about = await new TableReader(requests, name).item(ABOUT);
      const [label, made] = [about?.["label"]?.S, about?.["made"]?.S];
      if (label === undefined || made === undefined) continue;
      backups.push({ id: name, label: label.slice(1), made });
    }
    from = LastEvaluatedTableName;
  } while (from !== undefined);
  return backups;
}

/**
 * The records and the header as they were at one moment, by `keyText`: read twice, with
 * nothing changed in between.
 *
 * @throws {ConflictError} if others never stop changing them
 */
async function atOneMoment(copying: Copying): Promise<Map<string, Item>> {
  let before = await contentOf(copying.reader, copying.requests.location);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const after = await contentOf(copying.reader, copying.requests.location);
    if (isSame(before, after, copying.requests.location)) return after;
    before = after;
  }
  throw new ConflictError(`${copying.requests.location} is being changed all the time`, {
    hint: "try again when nobody writes to it",
  });
}

/** All records and the header, by `keyText`; not what else a table may hold. */
export async function contentOf(
  reader: TableReader,
  location: string,
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const page of reader.everything()) {
    for (const item of page) {
      const key = itemKey(item, location);
      if (isRecord(item) || key.domain === HEADER_KEY.domain) {
        items.set(keyText(key), item);
      }
    }
  }
  return items;
}

/** Whether two items hold the same. */
export function isSameItem(a: Item, b: Item, location: string): boolean {
  return recordVersion(itemRecord(a, location)) ===
    recordVersion(itemRecord(b, location));
}

function isSame(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
  location: string,
): boolean {
  if (before.size !== after.size) return false;
  for (const [key, item] of after) {
    const other = before.get(key);
    if (other === undefined || !isSameItem(item, other, location)) return false;
  }
  return true;
}
