/**
 * Looks at every record of a wallet: which open, all of each, and where the others lie.
 *
 * @module
 */

import { fromBase64Url } from "../../base64url.ts";
import { MAC_LENGTH } from "../../crypto/hmac.ts";
import { DamagedError } from "../../errors.ts";
import type { RecordKey, StoredRecord, Version, Versioned } from "../../ports.ts";
import { member, wrap } from "./digest.ts";
import type { OpenHeader } from "./open_header.ts";
import { openRecordV1 } from "./open_record.ts";
import type { OpenedRecord } from "./opened_record.ts";
import { describeRecord, recordDamaged } from "./record.ts";

/** A record that does not open, or that another one has superseded. */
export interface DamagedRecord {
  /** What it is stored under. */
  readonly key: RecordKey;
  readonly version: Version;
  /** What is wrong; it says the record's name where that is known. */
  readonly error: DamagedError;
}

interface Genuine {
  readonly record: OpenedRecord;
  readonly stored: Versioned<StoredRecord>;
}

/** What was found so far. */
export class Survey {
  readonly #open: OpenHeader;
  readonly #damaged: DamagedRecord[] = [];
  readonly #byId = new Map<string, Genuine>();
  readonly #byName = new Map<string, Genuine>();
  #superseded = 0;
  #lostSum = 0n;

  /** For the wallet of this header. */
  constructor(open: OpenHeader) {
    this.#open = open;
  }

  /** Takes one record; throws nothing for what is wrong with it. */
  add(stored: Versioned<StoredRecord>): void {
    try {
      const record = openRecordV1(stored.value, this.#open);
      record.plain();
      this.#settle({ record, stored });
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      this.#reject(stored, error);
      this.#lostSum += this.#sealOf(stored.value);
    }
  }

  /** The records that do not open, in the order of the store. */
  get damaged(): readonly DamagedRecord[] {
    return this.#damaged;
  }

  /** How many records open. */
  get genuine(): number {
    return this.#byId.size;
  }

  /** What those add up to. */
  get sum(): bigint {
    let sum = 0n;
    for (const { record } of this.#byId.values()) {
      sum += member(record.seal, this.#open.keyring);
    }
    return wrap(sum);
  }

  /** How many the wallet had, going by what is there: those that open and those that do not. */
  get found(): number {
    return this.genuine + this.#damaged.length - this.#superseded;
  }

  /**
   * The sum with the seals that the damaged records still have. If it is the header's,
   * those records were the wallet's, and all others are the newest.
   */
  get sumWithLost(): bigint {
    return wrap(this.sum + this.#lostSum);
  }

  /** Of copies of one record, and of records of one name, the one written most stays. */
  #settle(found: Genuine): void {
    const [id, name] = idAndName(found.record);
    const rivals = [this.#byId.get(id), this.#byName.get(name)].filter((it) =>
      it != null
    );
    const newer = rivals.find(({ record }) => record.rev >= found.record.rev);
    if (newer !== undefined) return this.#supersede(found, newer);
    for (const old of new Set(rivals)) {
      const [id, name] = idAndName(old.record);
      this.#byId.delete(id);
      this.#byName.delete(name);
      this.#supersede(old, found);
    }
    this.#byId.set(id, found);
    this.#byName.set(name, found);
  }

  #supersede(old: Genuine, now: Genuine): void {
    this.#superseded++;
    this.#reject(old.stored, superseded(old.record, now.record));
  }

  #reject({ value, version }: Versioned<StoredRecord>, error: DamagedError): void {
    const { domain, access } = value;
    this.#damaged.push({ key: { domain, access }, version, error });
  }

  /** What a damaged record adds to the sum, if its seal is still to be read. */
  #sealOf({ attributes }: StoredRecord): bigint {
    const [seal, epoch] = [attributes.get("seal"), attributes.get("epoch")];
    if (typeof seal !== "string" || typeof epoch !== "string") return 0n;
    try {
      const bytes = fromBase64Url(seal);
      if (bytes.length !== MAC_LENGTH) return 0n;
      return member({ epoch: Number(epoch), seal: bytes }, this.#open.keyring);
    } catch (error) {
      if (error instanceof DamagedError) return 0n;
      throw error;
    }
  }
}

function idAndName({ id, domain, access }: OpenedRecord): [string, string] {
  return [id, JSON.stringify([domain, access])];
}

function superseded(old: OpenedRecord, now: OpenedRecord): DamagedError {
  return recordDamaged(
    describeRecord(old),
    `it is an older copy of what is now ${describeRecord(now)}`,
  );
}
