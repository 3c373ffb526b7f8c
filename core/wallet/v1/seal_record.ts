/**
 * Seals records (docs/format_v1.md, section 9).
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { UsageError } from "../../errors.ts";
import type { StoredRecord } from "../../ports.ts";
import { formatKey } from "../../stash/key.ts";
import type { RecordSeal } from "./digest.ts";
import type { OpenHeader } from "./open_header.ts";
import { infoHash, placeOf } from "./place.ts";
import { type RecordV1, sealing } from "./record.ts";
import {
  formatRecord,
  type InfoPart,
  RECORD_ID_LENGTH,
  type RecordParts,
} from "./record_parts.ts";
import { recordSeal } from "./record_seal.ts";
import { type SealContext, type SealedPart, sealText } from "./sealed_text.ts";
import { isTimestampV1 } from "./timestamp.ts";

/** What sealing a record takes beside the record. */
export interface SealRecordOptions {
  /** 16 bytes: those of the record that this one replaces, or from `newRecordId`. */
  recordId: Uint8Array;
  /** 1 for a new record, one more than before for another. */
  rev: number;
  /** When it was changed (timestamp.ts). `record.updated` is not looked at. */
  updated: string;
  random: RandomSource;
}

/** A record for the store, and what it adds to the digest. */
export interface SealedRecord {
  readonly stored: StoredRecord;
  readonly seal: RecordSeal;
}

type Sealer = (text: string, part: SealedPart, what: string) => Uint8Array<ArrayBuffer>;

/** The id of a new record. */
export function newRecordId(random: RandomSource): Uint8Array<ArrayBuffer> {
  return random(RECORD_ID_LENGTH);
}

/**
 * Seals a record with the newest key, every part anew. A commit stores it together with
 * the header that `changeRecords` makes of its seal.
 *
 * @throws {UsageError} if a text holds half of a surrogate pair (it names the field), if
 * `updated` is no time, `rev` no integer from 1, or `recordId` not 16 bytes
 */
export function sealRecordV1(
  record: Omit<RecordV1, "updated">,
  open: OpenHeader,
  { recordId, rev, updated, random }: SealRecordOptions,
): SealedRecord {
  checkOptions({ recordId, rev, updated });
  const keys = open.keyring.newest;
  const { walletId } = open.header;
  const id = Uint8Array.from(recordId);
  const context = { walletId, recordId: id, keys, random };
  const seal: Sealer = (text, part, what) =>
    sealing(what, record, () => sealText(text, part, context));
  const parts: RecordParts = {
    names: {
      domain: seal(record.domain, { name: "domain" }, "the domain"),
      access: seal(record.access, { name: "access" }, "the access"),
    },
    key: placeOf(record, open, keys),
    epoch: keys.epoch,
    recordId: id,
    id: toBase64Url(id),
    rev,
    updated,
    uid: record.uid === null ? null : seal(record.uid, { field: "uid" }, "the uid"),
    pwd: record.pwd === null ? null : seal(record.pwd, { field: "pwd" }, "the pwd"),
    info: record.info === null ? null : sealInfo(record, seal, context),
  };
  const mac = recordSeal(parts, { walletId, names: open.header.names, keys });
  return {
    stored: formatRecord({ parts, seal: mac }),
    seal: { epoch: keys.epoch, seal: mac },
  };
}

function sealInfo(
  record: Omit<RecordV1, "updated">,
  seal: Sealer,
  { keys, ...context }: SealContext,
): Map<string, InfoPart> {
  const parts = Array.from(record.info ?? [], ([name, value]) => {
    const what = `the ${formatKey(["info", name])}`;
    const inName = `the name of ${what}`;
    const hash = sealing(inName, record, () => infoHash(name, context, keys));
    return {
      hash,
      name: seal(name, { name: "info", hash }, inName),
      value: seal(value, { field: "info", hash }, what),
    };
  });
  return new Map(parts.map((part) => [toBase64Url(part.hash), part]));
}

function checkOptions(
  { recordId, rev, updated }: Omit<SealRecordOptions, "random">,
): void {
  if (recordId.length !== RECORD_ID_LENGTH) {
    throw new UsageError(`a recordId has ${RECORD_ID_LENGTH} bytes`);
  }
  if (!Number.isSafeInteger(rev) || rev < 1) {
    throw new UsageError("a revision is an integer from 1");
  }
  if (!isTimestampV1(updated)) {
    throw new UsageError("the time of a record is not in the form that it must have", {
      hint: "UTC with six digits of a second's fraction: 2026-01-02T03:04:05.060000Z",
    });
  }
}
