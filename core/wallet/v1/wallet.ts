/**
 * A wallet in format v1 (docs/format_v1.md): what is read is authenticated, and every
 * change is committed together with the header, which covers all records.
 *
 * @module
 */

import { toHex } from "../../bytes.ts";
import type { RecordStore, Versioned } from "../../ports.ts";
import { inParts } from "../in_parts.ts";
import type { WalletRecord } from "../record.ts";
import type { Surroundings } from "../v0/wallet.ts";
import type { Insertion, RecordName, RecordPatch, Summary, Wallet } from "../wallet.ts";
import { nameOf, namesAtOnce, nameText, sameName, withoutRepeated } from "./batches.ts";
import { deleteEdit, type Edit, type Found, putEdit, renameEdit } from "./edit.ts";
import { finderOf, findRecord } from "./find.ts";
import type { NamesMode } from "./header.ts";
import type { OpenedRecord } from "./opened_record.ts";
import type { OpenHeader } from "./open_header.ts";
import { openStored, type SecretsV1 } from "./opening.ts";
import { readAll, readDomain } from "./read_records.ts";
import { isRenewing, renewRecord } from "./renew_key.ts";
import { hasInfo, type RecordChangesV1, reseal } from "./reseal.ts";
import { newRecordId, type SealedRecord, sealRecordV1 } from "./seal_record.ts";
import { WalletSession } from "./session.ts";
import { WalletSlots } from "./slot_service.ts";
import { timestampV1 } from "./timestamp.ts";
import { toTimestampV1 } from "./updated.ts";
import type { VerifyOptions, VerifyReport } from "./verify.ts";
import { noEntry, noRecord, taken } from "./wallet_errors.ts";

export type { SecretsV1 } from "./opening.ts";
export type { VerifyOptions, VerifyReport } from "./verify.ts";

/** What the header of an open wallet says. */
export interface WalletState {
  /** 32 hexadecimal digits; the wallet has it for ever. */
  walletId: string;
  /** Whether the store sees names. */
  names: NamesMode;
  /** Goes up by one with every change. */
  generation: number;
  /** How many records there are. */
  count: number;
  /** Whether a renewal of the wallet key has begun and not ended. */
  renewing: boolean;
  /** The slot that opened it. */
  slotId: string;
}

/** A wallet in format v1, and what only this format can. */
export interface WalletV1 extends Wallet {
  /** Which format it has. */
  readonly format: "coffer";
  /** The passwords and CI tokens that open it. */
  readonly slots: WalletSlots;
  /** What the header says now. */
  state(): Promise<WalletState>;
  /**
   * Reads everything and opens every value; names all that is wrong instead of stopping at
   * the first.
   */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
}

/**
 * Opens the wallet in `store`. Nothing is read and nobody is asked until a method needs
 * it; the key is derived once. `header` spares the first look at the store, for who has
 * just read it.
 *
 * Methods throw what opening throws:
 *
 * - {@linkcode NotFoundError} if there is no header in the store,
 * - {@linkcode AuthenticationError} if no slot opens, and
 * - {@linkcode DamagedError} if something in the header was changed.
 *
 * Then {@linkcode DamagedError} for a record that is not genuine, by name, and
 * {@linkcode UsageError} for a name that holds half of a surrogate pair.
 *
 * `get` and `names` of one domain show that a key-holder wrote what they give, and cannot
 * show that it is the newest; `names` and `records` of the whole wallet also show that
 * nothing is missing, and nothing older than the header.
 */
export function openWalletV1(
  store: RecordStore,
  secrets: SecretsV1,
  { header, ...surroundings }: Surroundings & { header?: Versioned<string> },
): WalletV1 {
  let first = header;
  const openIt = () => {
    const found = first;
    // Whoever opens it again, after a mistake, wants what is there then.
    first = undefined;
    return openStored(store, secrets, found);
  };
  return walletOf(new WalletSession(store, openIt, surroundings));
}

/** The wallet of a session, which it takes over. */
export function walletOf(session: WalletSession): WalletV1 {
  return new OpenWalletV1(session);
}

class OpenWalletV1 implements WalletV1 {
  readonly format = "coffer";
  readonly sealsNames = true;
  readonly slots: WalletSlots;
  readonly #session: WalletSession;

  constructor(session: WalletSession) {
    this.#session = session;
    this.slots = new WalletSlots(session);
  }

  get location(): string {
    return this.#session.store.location;
  }

  async unlock(): Promise<void> {
    await this.#session.header.opening();
  }

  async state(): Promise<WalletState> {
    const { slotId } = await this.#session.header.opening();
    const { open } = await this.#session.header.fresh();
    const { walletId, names, generation, count } = open.header;
    const renewing = isRenewing(open);
    return { walletId: toHex(walletId), names, generation, count, renewing, slotId };
  }

  async verify(options?: VerifyOptions): Promise<VerifyReport> {
    const { verifyRecords } = await import("./verify.ts");
    return await verifyRecords(this.#session, options);
  }

  async *names({ domain }: { domain?: string } = {}): AsyncIterable<Summary> {
    yield* domain === undefined
      ? await readAll(this.#session, summaryOf)
      : await readDomain(this.#session, domain, summaryOf);
  }

  async get(name: RecordName): Promise<WalletRecord | null> {
    return await this.#session.look(async (open) => {
      const found = await findRecord(this.#session.store, open, name);
      return found && plainOf(found.record);
    });
  }

  async *records(): AsyncIterable<WalletRecord> {
    const records = await readAll(this.#session, (record) => record);
    for (const record of records) yield plainOf(record);
  }

  async set(name: RecordName, patch: RecordPatch): Promise<"inserted" | "updated"> {
    let done: "inserted" | "updated" = "updated";
    await this.#session.change(async (open) => {
      const found = await findRecord(this.#session.store, open, name);
      done = found === null ? "inserted" : "updated";
      const sealed = found === null
        ? this.#insertion(recordOf(name, patch), null, open)
        : this.#resealed(found, patch, open);
      return [putEdit(name, sealed, found)];
    });
    return done;
  }

  async insert(insertions: readonly Insertion[]): Promise<RecordName[]> {
    const { wanted, left } = withoutRepeated(insertions);
    // Those that move as well, while the wallet key is being renewed, are too many: then
    // the store says so, and there are fewer at a time.
    await inParts(wanted, namesAtOnce(this.#session.store), async (part) => {
      let thereAlready: RecordName[] = [];
      await this.#session.change(async (open) => {
        thereAlready = [];
        const edits: Edit[] = [];
        const records = part.map(({ record }) => record);
        const find = await finderOf(this.#session.store, open, records);
        for (const { record, overwrite } of part) {
          const found = await find(record);
          if (found !== null && !overwrite) thereAlready.push(nameOf(record));
          else edits.push(putEdit(record, this.#insertion(record, found, open), found));
        }
        return edits;
      });
      left.push(...thereAlready);
    });
    return left;
  }

  async rename(
    from: RecordName,
    to: RecordName,
    { force = false }: { force?: boolean } = {},
  ): Promise<void> {
    const { store } = this.#session;
    let again = true;
    while (again) {
      await this.#session.change(async (open) => {
        again = false;
        const source = await this.#existing(from, open);
        const target = await findRecord(store, open, to);
        if (target !== null && !force) throw taken(to);
        if (sameName(from, to)) return [];
        const sealed = this.#resealed(source, { name: nameOf(to) }, open);
        const edit = renameEdit({ sealed, source, target }, to);
        if (target === null || edit.changes.length < store.features.atomicChanges) {
          return [edit];
        }
        // A target in its old place is one change too many: it moves to its new place first.
        again = true;
        const { random } = this.#session.surroundings;
        return [putEdit(to, renewRecord(target.record, open, random), target)];
      });
    }
  }

  async delete(names: readonly RecordName[]): Promise<void> {
    const { store } = this.#session;
    const unique = [...new Map(names.map((name) => [nameText(name), name])).values()];
    const size = namesAtOnce(store);
    if (unique.length > size) await this.#mustExist(unique);
    await inParts(unique, size, async (part) => {
      await this.#session.change(async (open) => {
        const find = await finderOf(store, open, part);
        const edits: Edit[] = [];
        for (const name of part) {
          const found = await find(name);
          if (found === null) throw noRecord(name);
          edits.push(deleteEdit(found));
        }
        return edits;
      });
    });
  }

  async deleteInfo(name: RecordName, entry: string): Promise<void> {
    await this.#session.change(async (open) => {
      const found = await this.#existing(name, open);
      if (!hasInfo(found, entry, open)) throw noEntry(name, entry);
      const sealed = this.#resealed(found, { withoutInfo: [entry] }, open);
      return [putEdit(name, sealed, found)];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  #insertion(record: WalletRecord, found: Found | null, open: OpenHeader): SealedRecord {
    const { clock, random } = this.#session.surroundings;
    // The interface cannot tell info without entries from none.
    const info = record.info.size === 0 ? null : record.info;
    const updated = record.updated === undefined ? null : toTimestampV1(record.updated);
    return sealRecordV1({ ...record, info }, open, {
      recordId: found?.record.recordId ?? newRecordId(random),
      rev: (found?.record.rev ?? 0) + 1,
      updated: updated ?? timestampV1(clock()),
      random,
    });
  }

  #resealed(found: Found, change: RecordChangesV1, open: OpenHeader): SealedRecord {
    const { clock, random } = this.#session.surroundings;
    return reseal(found, change, { open, updated: timestampV1(clock()), random });
  }

  async #existing(name: RecordName, open: OpenHeader): Promise<Found> {
    const found = await findRecord(this.#session.store, open, name);
    if (found === null) throw noRecord(name);
    return found;
  }

  /** Before the first of several commits. */
  async #mustExist(names: readonly RecordName[]): Promise<void> {
    await this.#session.look(async (open) => {
      const find = await finderOf(this.#session.store, open, names);
      for (const name of names) if (await find(name) === null) throw noRecord(name);
      return true;
    });
  }
}

function summaryOf({ domain, access, updated }: OpenedRecord): Summary {
  return { domain, access, updated };
}

function plainOf(record: OpenedRecord): WalletRecord {
  const plain = record.plain();
  return { ...plain, info: plain.info ?? new Map<string, string>() };
}

function recordOf({ domain, access }: RecordName, patch: RecordPatch): WalletRecord {
  const { uid = null, pwd = null, info } = patch;
  return { domain, access, uid, pwd, info: new Map(info) };
}
