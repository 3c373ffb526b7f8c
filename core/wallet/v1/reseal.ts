/**
 * A changed record (docs/format_v1.md, section 9): what is not changed stays as it was
 * sealed, and is not opened.
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import type { RandomSource } from "../../crypto/random.ts";
import { formatKey } from "../../stash/key.ts";
import type { RecordPatch } from "../wallet.ts";
import type { Found } from "./edit.ts";
import type { OpenHeader } from "./open_header.ts";
import { infoHash, placeOf, type RecordName } from "./place.ts";
import { type RecordV1, sealing } from "./record.ts";
import { formatRecord, type InfoPart, type RecordParts } from "./record_parts.ts";
import { recordSeal } from "./record_seal.ts";
import { type SealedRecord, sealRecordV1 } from "./seal_record.ts";
import { type SealedPart, sealText } from "./sealed_text.ts";

/** What to change of a record; what is not named stays as it is. */
export interface RecordChangesV1 extends RecordPatch {
  /** Other names. */
  name?: RecordName;
}

/** What resealing takes beside the change. */
export interface ResealOptions {
  /** When it was changed (timestamp.ts). */
  updated: string;
  random: RandomSource;
}

/**
 * The record of `found`, changed, with one revision more. A record of an older epoch is
 * opened and sealed anew with the newest key, in the place that it has there.
 *
 * @throws {UsageError} if a text holds half of a surrogate pair; it names the field
 * @throws {DamagedError} if a record of an older epoch has a value that is not genuine
 */
export function reseal(
  { record, parts }: Found,
  change: RecordChangesV1,
  { open, updated, random }: ResealOptions & { open: OpenHeader },
): SealedRecord {
  const rev = parts.rev + 1;
  if (parts.epoch === open.keyring.newest.epoch) {
    const name = change.name ?? { domain: record.domain, access: record.access };
    const changed = {
      ...changedParts(parts, change, { name, open, random }),
      rev,
      updated,
    };
    return sealed(changed, open);
  }
  const { recordId } = parts;
  const plain = changedPlain(record.plain(), change);
  return sealRecordV1(plain, open, { recordId, rev, updated, random });
}

/** Whether a record has such an entry; its value is not opened. */
export function hasInfo({ parts }: Found, name: string, open: OpenHeader): boolean {
  const keys = open.keyring.of(parts.epoch);
  if (parts.info === null || keys === null || !name.isWellFormed()) return false;
  const context = { walletId: open.header.walletId, recordId: parts.recordId };
  return parts.info.has(toBase64Url(infoHash(name, context, keys)));
}

function changedPlain(record: RecordV1, change: RecordChangesV1): RecordV1 {
  const info = new Map(record.info);
  for (const name of change.withoutInfo ?? []) info.delete(name);
  for (const [name, value] of change.info ?? []) info.set(name, value);
  return {
    ...record,
    ...change.name,
    uid: change.uid ?? record.uid,
    pwd: change.pwd ?? record.pwd,
    info: record.info === null && info.size === 0 ? null : info,
  };
}

function changedParts(
  parts: RecordParts,
  change: RecordChangesV1,
  { name, open, random }: { name: RecordName; open: OpenHeader; random: RandomSource },
): RecordParts {
  const keys = open.keyring.newest;
  const { recordId } = parts;
  const context = { walletId: open.header.walletId, recordId, keys, random };
  const seal = (text: string, part: SealedPart, what: string) =>
    sealing(what, name, () => sealText(text, part, context));
  const value = (field: "uid" | "pwd") => {
    const text = change[field];
    return text === undefined ? parts[field] : seal(text, { field }, `the ${field}`);
  };
  const hashOf = (entry: string, what: string) =>
    sealing(what, name, () => infoHash(entry, context, keys));

  const info = new Map<string, InfoPart>(parts.info);
  for (const entry of change.withoutInfo ?? []) {
    if (entry.isWellFormed()) info.delete(toBase64Url(hashOf(entry, "")));
  }
  for (const [entry, text] of change.info ?? []) {
    const what = `the ${formatKey(["info", entry])}`;
    const hash = hashOf(entry, `the name of ${what}`);
    info.set(toBase64Url(hash), {
      hash,
      name: seal(entry, { name: "info", hash }, `the name of ${what}`),
      value: seal(text, { field: "info", hash }, what),
    });
  }
  return {
    ...parts,
    ...(change.name !== undefined && {
      key: placeOf(name, open, keys),
      names: {
        domain: seal(name.domain, { name: "domain" }, "the domain"),
        access: seal(name.access, { name: "access" }, "the access"),
      },
    }),
    uid: value("uid"),
    pwd: value("pwd"),
    info: parts.info === null && info.size === 0 ? null : info,
  };
}

function sealed(parts: RecordParts, { header, keyring }: OpenHeader): SealedRecord {
  const { walletId, names } = header;
  const seal = recordSeal(parts, { walletId, names, keys: keyring.newest });
  return { stored: formatRecord({ parts, seal }), seal: { epoch: parts.epoch, seal } };
}
