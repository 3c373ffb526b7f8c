/**
 * Records in a JSON file that a person can read and git can compare
 * (record_text.ts). Every commit replaces it as a whole, as a stash file is
 * (exclusive.ts, replace.ts); whoever reads needs no lock and sees one commit or the
 * next. Each call reads the file, so that a call takes longer when it holds more; what has
 * not changed since the last call is not taken apart again.
 *
 * @module
 */

import { sameBytes } from "../../core/bytes.ts";
import { UsageError } from "../../core/errors.ts";
import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
import { ALL_FEATURES, applyAll, checkChanges, expectAll } from "../changes.ts";
import { RecordContent } from "../record_content.ts";
import { versionedHeader, versionedRecord } from "../record_version.ts";
import { findBackup, listBackups, newBackup } from "./backup_files.ts";
import { exclusively, type ExclusiveWork, type FileOptions } from "./exclusive.ts";
import type { Place } from "./place.ts";
import { readIfThere } from "./read.ts";
import { parseRecordFile } from "./record_parser.ts";
import { recordFile } from "./record_text.ts";
import {
  placed,
  refuseHardLinks,
  replaceFile,
  sweep,
  syncFolder,
  writeSynced,
} from "./replace.ts";
import { refuseSpecial } from "./special.ts";

/**
 * The file at `path` as a place for records; the first commit makes it (mode 0600).
 *
 * Needs read access to the file; for commits and backups read and write access to its
 * folder. Hard-linked files are refused on writing, since a rename would part the
 * names.
 */
export function fileRecordStore(path: string, options: FileOptions = {}): RecordStore {
  return new FileRecordStore(path, options);
}

class FileRecordStore implements RecordStore {
  readonly location: string;
  readonly features: RecordFeatures = ALL_FEATURES;
  readonly #options: FileOptions;
  /** What was read last. */
  #last: { bytes: Uint8Array; content: RecordContent } | null = null;
  #closed = false;

  constructor(path: string, options: FileOptions) {
    this.location = path;
    this.#options = options;
  }

  async header(): Promise<Versioned<string> | null> {
    const header = (await this.#read()).header();
    return header === null ? null : versionedHeader(header);
  }

  async get(key: RecordKey): Promise<Versioned<StoredRecord> | null> {
    const record = (await this.#read()).get(key);
    return record === null ? null : versionedRecord(record);
  }

  async *list({ domain }: { domain?: string } = {}): AsyncGenerator<
    Versioned<StoredRecord>
  > {
    for (const record of (await this.#read()).sorted(domain)) {
      this.#checkOpen();
      yield versionedRecord(record);
    }
  }

  scan(): AsyncGenerator<Versioned<StoredRecord>> {
    return this.list();
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    checkChanges(changes, this.features);
    if (changes.length === 0) return this.#checkOpen();
    await this.#exclusively("write", async (place, folder) => {
      const { bytes, info } = await contentAt(place);
      const content = parseRecordFile(bytes, this.location);
      expectAll(changes, content, this.location);
      applyAll(changes, content);
      await sweep(place);
      await replaceFile(place, recordFile(content), info);
      await syncFolder(folder);
    });
  }

  backup(label: string): Promise<Backup> {
    return this.#exclusively("back up", async (place, folder) => {
      const { bytes } = await contentAt(place);
      parseRecordFile(bytes, this.location);
      return await copyAside(place, folder, { bytes, label });
    });
  }

  async backups(): Promise<Backup[]> {
    this.#checkOpen();
    return await listBackups(this.location);
  }

  restore(id: string): Promise<void> {
    return this.#exclusively("restore", async (place, folder) => {
      const path = await findBackup(place, id);
      const restored = await Deno.readFile(path);
      parseRecordFile(restored, path);
      // What is there may be damaged: that is when people restore.
      const { bytes, info } = await contentAt(place);
      await copyAside(place, folder, { bytes, label: "before restore" });
      await replaceFile(place, restored, info);
      await syncFolder(folder);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#last = null;
    return Promise.resolve();
  }

  async #read(): Promise<RecordContent> {
    this.#checkOpen();
    const bytes = await readIfThere(this.location);
    if (bytes === null) return new RecordContent();
    if (this.#last === null || !sameBytes(this.#last.bytes, bytes)) {
      this.#last = { bytes, content: parseRecordFile(bytes, this.location) };
    }
    return this.#last.content;
  }

  // deno-lint-ignore require-await
  async #exclusively<T>(what: string, work: ExclusiveWork<T>): Promise<T> {
    this.#checkOpen();
    return exclusively(what, { location: this.location, ...this.#options }, work);
  }

  #checkOpen(): void {
    if (this.#closed) throw new UsageError("the store has been closed");
  }
}

interface FileContent {
  bytes: Uint8Array;
  /** `null` if there is no file; then the bytes are those of an empty one. */
  info: Deno.FileInfo | null;
}

/** What is at `place`; the lock must be held. */
async function contentAt({ path }: Place): Promise<FileContent> {
  try {
    const info = await Deno.stat(path);
    refuseSpecial(path, info);
    refuseHardLinks(path, info);
    return { bytes: await Deno.readFile(path), info };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { bytes: recordFile(new RecordContent()), info: null };
  }
}

/** Makes a backup that is `bytes`; the lock must be held. */
async function copyAside(
  place: Place,
  folder: Deno.FsFile,
  { bytes, label }: { bytes: Uint8Array; label: string },
): Promise<Backup> {
  const { temporary, path, backup } = await newBackup(place, label);
  await sweep(place);
  await placed(temporary, path, () => writeSynced(temporary, bytes));
  await syncFolder(folder);
  return backup;
}
