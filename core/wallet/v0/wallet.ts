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
import {
  AuthenticationError,
  DamagedError,
  NameTakenError,
  NotFoundError,
  PartialError,
} from "../../errors.ts";
import type { RecordChange, RecordStore, StoredRecord, Versioned } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import { type PasswordSource, resolvePassword } from "../../stash/options.ts";
import { openRecordV0, sealFieldV0, sealRecordV0 } from "../format_v0.ts";
import { fieldKeyV0 } from "../keys_v0.ts";
import { commitAll } from "../in_parts.ts";
import type { WalletRecord } from "../record.ts";
import type { StoredRecordV0 } from "../stored_v0.ts";
import { timestampV0 } from "../timestamp_v0.ts";
import { withoutRepeated } from "../v1/batches.ts";
import type { Insertion, RecordName, RecordPatch, Summary, Wallet } from "../wallet.ts";
import { fromStored, toStored } from "./attributes.ts";
import { finder, nameKey } from "./finder.ts";

/** What opens a wallet in format v0. */
export interface SecretsV0 {
  /** The memorable password, or a way to ask for it when it is first needed. */
  password: PasswordSource;
  /** The device key as the configuration has it: 44 characters; asked for when needed. */
  deviceKey: PasswordSource;
}

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
  readonly #secrets: SecretsV0;
  readonly #surroundings: Surroundings;
  #key: Promise<FernetKey> | undefined;
  #proven = false;

  constructor(store: RecordStore, secrets: SecretsV0, surroundings: Surroundings) {
    this.#store = store;
    this.#secrets = secrets;
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
    return openRecordV0(fromStored(found.value), await this.#derived());
  }

  async *records(): AsyncIterable<WalletRecord> {
    for await (const { value } of this.#store.list()) {
      yield openRecordV0(fromStored(value), await this.#derived());
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
    const find = await finder(this.#store, wanted.length);
    for (const { record, overwrite } of wanted) {
      const found = await find(record);
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
    const same = nameKey(from) === nameKey(to);
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
    for (const name of names) {
      const { version } = await this.#existing(name);
      changes.push({ do: "delete", key: name, expected: version });
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
    (await this.#key?.catch(() => undefined))?.wipe();
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

  #derived(): Promise<FernetKey> {
    return this.#key ??= this.#derive();
  }

  async #derive(): Promise<FernetKey> {
    const deviceKey = await resolvePassword(this.#secrets.deviceKey);
    const password = await resolvePassword(this.#secrets.password);
    return await fieldKeyV0(password, deviceKey);
  }

  /**
   * The key, shown to open the record that is to be changed, or else any record, so
   * that nothing is ever sealed with a mistyped password.
   */
  async #prove(changing: Versioned<StoredRecord> | null): Promise<FernetKey> {
    const key = await this.#derived();
    if (changing !== null) openRecordV0(fromStored(changing.value), key);
    else if (!this.#proven) await this.#opensAny(key);
    this.#proven = true;
    return key;
  }

  async #opensAny(key: FernetKey): Promise<void> {
    let seen: unknown;
    for await (const { value } of this.#store.scan()) {
      try {
        openRecordV0(fromStored(value), key);
        return;
      } catch (error) {
        if (!isUnopened(error)) throw error;
        seen = error;
      }
    }
    if (seen === undefined) return;
    throw new AuthenticationError("wrong memorable password, or wrong device key", {
      hint: "no record of this wallet opens with it; nothing was written",
      cause: seen,
    });
  }

  async #existing(name: RecordName): Promise<Versioned<StoredRecord>> {
    const found = await this.#store.get(name);
    if (found !== null) return found;
    throw new NotFoundError(
      `there is no record ${formatKey([name.domain, name.access])}`,
      {
        hint: "`coffer list` lists what there is",
      },
    );
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

function isUnopened(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof DamagedError;
}

function taken(name: RecordName): NameTakenError {
  return new NameTakenError(
    `there is a record ${formatKey([name.domain, name.access])} already`,
    { hint: "choose another name, or replace it with --force" },
  );
}

function noEntry(name: RecordName, entry: string): NotFoundError {
  const record = formatKey([name.domain, name.access]);
  return new NotFoundError(`${record} has no info entry ${formatKey([entry])}`, {
    hint: "`coffer get` shows its entries",
  });
}
