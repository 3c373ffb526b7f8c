/**
 * A wallet in format v0, worked on in place: secret_wallet goes on working beside it.
 *
 * Nothing but records is written: no header, no other attribute. What needs no
 * plaintext needs no password. The field key is derived once.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import type { FernetKey } from "../../crypto/fernet.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { AuthenticationError, PartialError } from "../../errors.ts";
import type { RecordChange, RecordStore, StoredRecord, Versioned } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import { openRecordV0, sealFieldV0, sealRecordV0 } from "../format_v0.ts";
import { commitAll } from "../in_parts.ts";
import { lookUp } from "../look_up.ts";
import type { WalletRecord } from "../record.ts";
import type { StoredRecordV0 } from "../stored_v0.ts";
import { timestampV0 } from "../timestamp_v0.ts";
import { withoutRepeated } from "../v1/batches.ts";
import type { Insertion, RecordName, RecordPatch, Summary, Wallet } from "../wallet.ts";
import { noEntry, noRecord, taken } from "../v1/wallet_errors.ts";
import { fromStored, toStored } from "./attributes.ts";
import { FieldKeys, isUnopened, type SecretsV0 } from "./field_keys.ts";

export type { SecretsV0 } from "./field_keys.ts";

/** Where time and chance come from. */
export interface Surroundings {
  /** What time it is. */
  clock: Clock;
  /** Where random bytes come from. */
  random: RandomSource;
}

/** Opens the records of `store`, which has no header. Nothing is read yet. */
export function openWalletV0(
  store: RecordStore,
  secrets: SecretsV0,
  surroundings: Surroundings,
): Wallet {
  return new WalletV0(store, secrets, surroundings);
}

class WalletV0 implements Wallet {
  readonly format = "secret-wallet";
  readonly sealsNames = false;
  readonly #store: RecordStore;
  readonly #keys: FieldKeys;
  readonly #surroundings: Surroundings;
  /** Whether a record has shown the key to be right; `null` before it was tried. */
  #proven: boolean | null = null;

  constructor(store: RecordStore, secrets: SecretsV0, surroundings: Surroundings) {
    this.#store = store;
    this.#keys = new FieldKeys(secrets, store.location);
    this.#surroundings = surroundings;
  }

  get location(): string {
    return this.#store.location;
  }

  async unlock(): Promise<void> {
    await this.#prove(null);
  }

  async *names(filter: { domain?: string } = {}): AsyncIterable<Summary> {
    for await (const { value } of this.#store.list(filter)) {
      const { domain, access, timestamp } = fromStored(value);
      yield { domain, access, updated: timestamp };
    }
  }

  async get(name: RecordName): Promise<WalletRecord | null> {
    const found = await this.#store.get(name);
    if (found === null) return null;
    return await this.#opened(found.value);
  }

  async *records(): AsyncIterable<WalletRecord> {
    for await (const { value } of this.#store.list()) {
      yield await this.#opened(value);
    }
  }

  async set(name: RecordName, patch: RecordPatch): Promise<"inserted" | "updated"> {
    const found = await this.#store.get(name);
    const key = await this.#prove(found);
    const record = found === null
      ? this.#insertion(name, patch, key)
      : this.#updated(fromStored(found.value), patch, key);
    const expected = found?.version ?? "absent";
    await this.#store.commit([{ do: "put", record: toStored(record), expected }]);
    return found === null ? "inserted" : "updated";
  }

  async insert(insertions: readonly Insertion[]): Promise<RecordName[]> {
    if (insertions.length === 0) return [];
    const { wanted, left } = withoutRepeated(insertions);
    const key = await this.#prove(null);
    const changes: RecordChange[] = [];
    const look = await lookUp(this.#store, wanted.map(({ record }) => record));
    for (const { record, overwrite } of wanted) {
      const found = await look(record);
      if (found !== null && !overwrite) {
        left.push({ domain: record.domain, access: record.access });
        continue;
      }
      const sealed = sealRecordV0(record, {
        ...this.#surroundings,
        key,
        ...(record.updated !== undefined && { timestamp: record.updated }),
      });
      const expected = found?.version ?? "absent";
      changes.push({ do: "put", record: toStored(sealed), expected });
    }
    await commitAll(this.#store, changes);
    return left;
  }

  async rename(
    from: RecordName,
    to: RecordName,
    { force = false }: { force?: boolean } = {},
  ): Promise<void> {
    const [source, target] = [await this.#existing(from), await this.#store.get(to)];
    const same = from.domain === to.domain && from.access === to.access;
    if (target !== null && (same || !force)) throw taken(to);
    const record = toStored({
      ...fromStored(source.value),
      ...to,
      timestamp: timestampV0(this.#surroundings.clock()),
    });
    await this.#replace(
      { do: "put", record, expected: target?.version ?? "absent" },
      { do: "delete", key: from, expected: source.version },
    );
  }

  async delete(names: readonly RecordName[]): Promise<void> {
    const changes: RecordChange[] = [];
    const look = await lookUp(this.#store, names);
    for (const name of names) {
      const found = await look(name);
      if (found === null) throw noRecord(name);
      changes.push({ do: "delete", key: name, expected: found.version });
    }
    await commitAll(this.#store, changes);
  }

  async deleteInfo(name: RecordName, entry: string): Promise<void> {
    const { value, version } = await this.#existing(name);
    const record = fromStored(value);
    const info = new Map(record.info);
    if (!info.delete(entry)) throw noEntry(name, entry);
    const timestamp = timestampV0(this.#surroundings.clock());
    const changed = toStored({ ...record, info, timestamp });
    await this.#store.commit([{ do: "put", record: changed, expected: version }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keys[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }

  #insertion(name: RecordName, patch: RecordPatch, key: FernetKey): StoredRecordV0 {
    const { uid = null, pwd = null, info = new Map<string, string>() } = patch;
    const record = { domain: name.domain, access: name.access, uid, pwd };
    return sealRecordV0({ ...record, info: new Map(info) }, {
      ...this.#surroundings,
      key,
    });
  }

  /** Seals what the patch names and leaves the other tokens as they are. */
  #updated(stored: StoredRecordV0, patch: RecordPatch, key: FernetKey): StoredRecordV0 {
    const options = { ...this.#surroundings, key };
    const { domain, access } = stored;
    const seal = (text: string, field: "uid" | "pwd" | { info: string }) =>
      sealFieldV0(text, { domain, access, field }, options);
    const info = new Map(stored.info);
    for (const name of patch.withoutInfo ?? []) info.delete(name);
    for (const [name, text] of patch.info ?? []) {
      info.set(name, seal(text, { info: name }));
    }
    return {
      ...stored,
      info,
      uid: patch.uid === undefined ? stored.uid : seal(patch.uid, "uid"),
      pwd: patch.pwd === undefined ? stored.pwd : seal(patch.pwd, "pwd"),
      timestamp: timestampV0(this.#surroundings.clock()),
    };
  }

  async #opened(record: StoredRecord): Promise<WalletRecord> {
    const stored = fromStored(record);
    return await this.#keys.use((key) => ({
      value: openRecordV0(stored, key),
      proven: hasToken(stored),
    }));
  }

  /**
   * The key, shown to open the record that is to be changed, or else any record, so
   * that nothing is ever sealed with a mistyped password.
   */
  async #prove(changing: Versioned<StoredRecord> | null): Promise<FernetKey> {
    const { key, proven } = await this.#keys.use(async (key) => {
      const proven = changing === null
        ? this.#proven ?? await this.#opensAny(key)
        : opens(changing.value, key);
      return { value: { key, proven }, proven };
    });
    this.#proven = proven;
    return key;
  }

  /** Whether there is a record that shows the key to be right; fails if all show it wrong. */
  async #opensAny(key: FernetKey): Promise<boolean> {
    let seen: unknown;
    for await (const { value } of this.#store.scan()) {
      try {
        return opens(value, key);
      } catch (error) {
        if (!isUnopened(error)) throw error;
        seen = error;
      }
    }
    if (seen === undefined) return false;
    throw new AuthenticationError("wrong memorable password, or wrong device key", {
      hint: "no record of this wallet opens with it; nothing was written",
      cause: seen,
    });
  }

  async #existing(name: RecordName): Promise<Versioned<StoredRecord>> {
    const found = await this.#store.get(name);
    if (found === null) throw noRecord(name);
    return found;
  }

  /** One in place of the other, at once where the engine can; else the new one first. */
  async #replace(
    put: RecordChange & { do: "put" },
    remove: RecordChange & { do: "delete" },
  ): Promise<void> {
    if (this.#store.features.atomicChanges > 1) {
      return await this.#store.commit([put, remove]);
    }
    await this.#store.commit([put]);
    try {
      await this.#store.commit([remove]);
    } catch (cause) {
      const [made, left] = [put.record, remove.key].map(({ domain, access }) =>
        formatKey([domain, access])
      );
      throw new PartialError(`${made} was made, but ${left} is still there as well`, {
        cause,
        hint: "look at both, and delete the one that is not wanted",
      });
    }
  }
}

/** Opens a record; whether that has shown the key to be right. */
function opens(record: StoredRecord, key: FernetKey): boolean {
  const stored = fromStored(record);
  openRecordV0(stored, key);
  return hasToken(stored);
}

/** Whether opening a record takes a key at all. */
function hasToken({ uid, pwd, info }: StoredRecordV0): boolean {
  return uid !== null || pwd !== null || info.size > 0;
}
