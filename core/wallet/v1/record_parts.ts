/**
 * The parts of a stored record, and how they are put together (docs/format_v1.md,
 * section 9.2).
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import type { Attribute, RecordKey, StoredRecord } from "../../ports.ts";
import { formatSealed } from "./sealed_text.ts";

/** The length of a recordId in bytes. */
export const RECORD_ID_LENGTH = 16;

/** One info entry, sealed. */
export interface InfoPart {
  /** 32 bytes: of its name. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly name: Uint8Array<ArrayBuffer>;
  readonly value: Uint8Array<ArrayBuffer>;
}

/** All of a stored record but its seal; `null` is what is absent. */
export interface RecordParts {
  /** What it is stored under. */
  readonly key: RecordKey;
  readonly epoch: number;
  readonly recordId: Uint8Array<ArrayBuffer>;
  /** The stored text of the recordId. */
  readonly id: string;
  readonly rev: number;
  readonly updated: string;
  readonly names: {
    readonly domain: Uint8Array<ArrayBuffer>;
    readonly access: Uint8Array<ArrayBuffer>;
  };
  readonly uid: Uint8Array<ArrayBuffer> | null;
  readonly pwd: Uint8Array<ArrayBuffer> | null;
  /** By the stored text of the hash. */
  readonly info: ReadonlyMap<string, InfoPart> | null;
}

/** The parts and the seal that was stored with them. */
export interface SealedParts {
  readonly parts: RecordParts;
  readonly seal: Uint8Array<ArrayBuffer>;
}

/** A record for a store. */
export function formatRecord({ parts, seal }: SealedParts): StoredRecord {
  const { names, uid, pwd, info } = parts;
  const attributes = new Map<string, Attribute>([
    ["epoch", String(parts.epoch)],
    ["id", parts.id],
    ["rev", String(parts.rev)],
    ["updated", parts.updated],
    [
      "names",
      new Map([
        ["domain", formatSealed(names.domain)],
        ["access", formatSealed(names.access)],
      ]),
    ],
  ]);
  if (uid !== null) attributes.set("uid", formatSealed(uid));
  if (pwd !== null) attributes.set("pwd", formatSealed(pwd));
  if (info !== null) {
    attributes.set("info", mapped(info, ({ value }) => formatSealed(value)));
    attributes.set("info_names", mapped(info, ({ name }) => formatSealed(name)));
  }
  attributes.set("seal", toBase64Url(seal));
  return { ...parts.key, attributes };
}

function mapped<T>(
  map: ReadonlyMap<string, T>,
  text: (value: T) => string,
): Map<string, string> {
  return new Map([...map].map(([key, value]) => [key, text(value)]));
}
