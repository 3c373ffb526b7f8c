/**
 * The seal of a record (docs/format_v1.md, section 9.4): over all of it, and over what it
 * is stored under.
 *
 * @module
 */

import { fromBase64Url } from "../../base64url.ts";
import { DamagedError } from "../../errors.ts";
import {
  compareBytes,
  type Encodable,
  encode,
  type Field,
  list,
  optional,
  withEncoding,
} from "./encoding.ts";
import type { NamesMode } from "./header.ts";
import type { EpochKeys } from "./epoch_keys.ts";
import { LABELS } from "./labels.ts";
import type { InfoPart, RecordParts } from "./record_parts.ts";

/** What a seal needs beside the record. */
export interface RecordSealContext {
  readonly walletId: Uint8Array;
  readonly names: NamesMode;
  /** Of the record's epoch. */
  readonly keys: EpochKeys;
}

/**
 * The 32 bytes of the seal.
 *
 * @throws {DamagedError} if the record is stored under something that no place can be
 */
export function recordSeal(
  parts: RecordParts,
  { keys, ...context }: RecordSealContext,
): Uint8Array<ArrayBuffer> {
  return withEncoding(sealed(parts, context), (encoded) => keys.sealMac.of(encoded));
}

/**
 * What the seal of a record covers.
 *
 * @throws {DamagedError} if the record is stored under something that no place can be
 */
export function recordSealInput(
  parts: RecordParts,
  context: Omit<RecordSealContext, "keys">,
): Uint8Array<ArrayBuffer> {
  const { label, walletId, fields } = sealed(parts, context);
  return encode(label, walletId, fields);
}

function sealed(
  parts: RecordParts,
  { walletId, names }: Omit<RecordSealContext, "keys">,
): Encodable {
  const fields: Field[] = [
    parts.epoch,
    parts.recordId,
    names,
    placeField(parts.key.domain, names),
    placeField(parts.key.access, names),
    parts.rev,
    parts.updated,
    parts.names.domain,
    parts.names.access,
    ...optional(parts.uid && [parts.uid]),
    ...optional(parts.pwd && [parts.pwd]),
    ...optional(parts.info && list(infoItems(parts.info))),
  ];
  return { label: LABELS.record, walletId, fields };
}

function placeField(text: string, names: NamesMode): Field {
  if (names === "sealed") return fromBase64Url(text);
  if (text.isWellFormed()) return text;
  throw new DamagedError("it is stored under what no name can be");
}

function infoItems(info: ReadonlyMap<string, InfoPart>): Field[][] {
  return [...info.values()]
    .sort((a, b) => compareBytes(a.hash, b.hash))
    .map(({ hash, name, value }) => [hash, name, value]);
}
