/**
 * Versions of records and headers: a digest of the content, the same in every store.
 *
 * What is digested is a text in which each part stands behind its length, so that no
 * two contents give the same text:
 *
 * ```text
 * record = "coffer record " domain access (name value)*
 * header = "coffer header " text
 * value  = "-" for null | "=" text | "{" count "}" (name text)*
 * ```
 *
 * `domain`, `access`, `name` and `text` are `length:content`, the length in UTF-16
 * units. Attributes and the entries of maps come sorted by name, since not every engine
 * keeps their order.
 *
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../core/bytes.ts";
import type { Attribute, StoredRecord, Version, Versioned } from "../core/ports.ts";

/** The version of a record: SHA-256 over its key and its attributes. */
export function recordVersion({ domain, access, attributes }: StoredRecord): Version {
  const parts = ["coffer record ", part(domain), part(access)];
  for (const [name, value] of sorted(attributes)) parts.push(part(name), encoded(value));
  return digest(parts.join(""));
}

/** The version of a header: SHA-256 over its text. */
export function headerVersion(header: string): Version {
  return digest(`coffer header ${part(header)}`);
}

/** A record with its version, which is made when somebody asks for it. */
export function versionedRecord(value: StoredRecord): Versioned<StoredRecord> {
  return new LazilyVersioned(value, recordVersion);
}

/** A header with its version, which is made when somebody asks for it. */
export function versionedHeader(value: string): Versioned<string> {
  return new LazilyVersioned(value, headerVersion);
}

class LazilyVersioned<T> implements Versioned<T> {
  readonly value: T;
  readonly #versionOf: (value: T) => Version;
  #version: Version | undefined;

  constructor(value: T, versionOf: (value: T) => Version) {
    this.value = value;
    this.#versionOf = versionOf;
  }

  get version(): Version {
    return this.#version ??= this.#versionOf(this.value);
  }
}

function encoded(value: Attribute): string {
  if (value === null) return "-";
  if (typeof value === "string") return `=${part(value)}`;
  const entries = sorted(value).map(([name, text]) => part(name) + part(text));
  return `{${value.size}}${entries.join("")}`;
}

function part(text: string): string {
  return `${text.length}:${text}`;
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => a < b ? -1 : 1);
}

/** In hexadecimal digits. Half a surrogate pair has no UTF-8; then it is all UTF-16. */
function digest(text: string): Version {
  return toHex(sha256(text.isWellFormed() ? utf8(text) : utf16(text))) as Version;
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i));
  return bytes;
}
