/**
 * Records in a DynamoDB table: one of the Python program secret_wallet, used in place, or
 * Coffer's own, which has the same keys and an item for the header (items.ts).
 *
 * @module
 */

import { NotFoundError } from "../../core/errors.ts";
import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
import { checkChanges } from "../changes.ts";
import { compareKeys } from "../record_order.ts";
import { versionedHeader, versionedRecord } from "../record_version.ts";
import { backUp, listBackups, restoreBackup } from "./backup.ts";
import { makeClient } from "./client.ts";
import { commitChanges } from "./commit.ts";
import { changesAtOnce } from "./engine.ts";
import { HEADER_KEY, isRecord, type Item, itemHeader, itemRecord } from "./items.ts";
import { checkLimits, isPossibleKey } from "./limits.ts";
import type { TableName } from "./name.ts";
import { BATCH, TableReader } from "./reading.ts";
import { type RequestOptions, Requests } from "./requests.ts";

/**
 * The table as a place for records. Only engines other than AWS's are asked anything yet,
 * namely how many changes they take at once.
 *
 * A list of everything is sorted here and so held in memory as a whole; a scan is not.
 * What the service cannot hold is refused before anything is written: empty names, records
 * of more than 400 KiB, commits of more than 4 MiB.
 *
 * @throws {NotFoundError} if an engine that is asked has no such table
 * @throws {PermissionError | UnavailableError | UsageError}
 */
export async function dynamodbRecordStore(
  name: TableName,
  options: RequestOptions = {},
): Promise<RecordStore> {
  const client = makeClient(name);
  const requests = new Requests(client, `dynamodb:${name.table}`, options);
  try {
    const atomicChanges = await changesAtOnce(client, requests, name);
    return new DynamodbRecordStore(name.table, requests, atomicChanges);
  } catch (error) {
    requests.close();
    throw error;
  }
}

class DynamodbRecordStore implements RecordStore {
  readonly location: string;
  readonly features: RecordFeatures;
  readonly #table: string;
  readonly #requests: Requests;
  readonly #reader: TableReader;

  constructor(table: string, requests: Requests, atomicChanges: number) {
    this.location = requests.location;
    this.features = Object.freeze({
      atomicChanges,
      getsTogether: BATCH,
      attributes: null,
      header: true,
    });
    this.#table = table;
    this.#requests = requests;
    this.#reader = new TableReader(requests, table);
  }

  async header(): Promise<Versioned<string> | null> {
    const item = await this.#reader.item(HEADER_KEY);
    return item === null ? null : versionedHeader(itemHeader(item, this.location));
  }

  async get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    this.#requests.checkOpen();
    const item = isPossibleKey(key) ? await this.#reader.item(key) : null;
    return item === null ? null : versionedRecord(itemRecord(item, this.location));
  }

  async *list({ domain }: { domain?: string } = {}): AsyncGenerator<
    Versioned<StoredRecord>
  > {
    if (domain === undefined) return yield* this.#sorted();
    this.#requests.checkOpen();
    // Any access will do: whether there can be such a domain is the question.
    if (!isPossibleKey({ domain, access: "-" })) return;
    yield* this.#records(this.#reader.domain(domain));
  }

  scan(): AsyncGenerator<Versioned<StoredRecord>> {
    return this.#records(this.#reader.everything());
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    this.#requests.checkOpen();
    checkChanges(changes, this.features);
    checkLimits(changes, this.location);
    if (changes.length === 0) return;
    await commitChanges(changes, { ...this.#copying(), store: this });
  }

  async backup(label: string): Promise<Backup> {
    return await backUp(this.#copying(), label);
  }

  async backups(): Promise<Backup[]> {
    return await listBackups(this.#copying());
  }

  async restore(id: string): Promise<void> {
    const backups = await this.backups();
    if (!backups.some((backup) => backup.id === id)) {
      throw new NotFoundError("there is no such backup");
    }
    await restoreBackup(this.#copying(), id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#requests.close();
    return Promise.resolve();
  }

  async *#sorted(): AsyncGenerator<Versioned<StoredRecord>> {
    const records = await Array.fromAsync(this.scan());
    records.sort((a, b) => compareKeys(a.value, b.value));
    for (const record of records) {
      this.#requests.checkOpen();
      yield record;
    }
  }

  async *#records(
    pages: AsyncIterable<Item[]>,
  ): AsyncGenerator<Versioned<StoredRecord>> {
    for await (const page of pages) {
      for (const item of page) {
        this.#requests.checkOpen();
        if (isRecord(item)) yield versionedRecord(itemRecord(item, this.location));
      }
    }
  }

  #copying() {
    this.#requests.checkOpen();
    const [requests, reader, table] = [this.#requests, this.#reader, this.#table];
    return { requests, reader, table, atOnce: this.features.atomicChanges };
  }
}
