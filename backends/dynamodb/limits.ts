/**
 * What an item can be: the service's limits, checked before a request is made (Amazon
 * DynamoDB Developer Guide, "Constraints in Amazon DynamoDB" and "Item sizes").
 *
 * @module
 */

import { LimitError, UsageError } from "../../core/errors.ts";
import type { Attribute, RecordChange, RecordKey } from "../../core/ports.ts";
import { ACCESS, DOMAIN, HEADER, HEADER_KEY, RESERVED } from "./items.ts";

/** The largest item, in bytes. */
export const LARGEST_ITEM: number = 400 * 1024;
/** The largest transaction, in bytes. */
export const LARGEST_TRANSACTION: number = 4 * 1024 * 1024;
const LONGEST_DOMAIN = 2048;
const LONGEST_ACCESS = 1024;
const LONGEST_NAME = 65_535;
/** The keys, and what the SDK takes for an object's prototype. */
const NEVER_NAMES: readonly string[] = [DOMAIN, ACCESS, "__proto__"];
/** What the service reckons for a map. */
const MAP_BYTES = 3;

/** The length of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) bytes += unit < 0x800 || isSurrogate(unit) ? 1 : 2;
  }
  return bytes;
}

/** Whether there can be an item with that key; if not, there is none. */
export function isPossibleKey({ domain, access }: RecordKey): boolean {
  return isPossible(domain, LONGEST_DOMAIN) && isPossible(access, LONGEST_ACCESS) &&
    !RESERVED.includes(domain);
}

/**
 * Checks that the service can hold all of `changes`.
 *
 * @throws {UsageError} for a name or text that it cannot hold
 * @throws {LimitError} for what is too long, alone or together
 */
export function checkLimits(changes: readonly RecordChange[], location: string): void {
  let total = 0;
  for (const change of changes) {
    const size = sizeOf(change, location);
    if (size > LARGEST_ITEM) {
      throw new LimitError(`${location}: a record may have 400 KiB, this has more`, {
        hint: "keep large values in a stash: `coffer stash write`",
      });
    }
    total += size;
  }
  if (changes.length > 1 && total > LARGEST_TRANSACTION) {
    throw new LimitError(`${location}: more than 4 MiB at once`, {
      hint: "make fewer changes at a time",
    });
  }
}

function sizeOf(change: RecordChange, location: string): number {
  if (change.do === "header") {
    checkText(change.header, location);
    return keySize(HEADER_KEY) + HEADER.length + byteLength(change.header);
  }
  if (change.do === "delete") return checkedKey(change.key, location);
  const { record } = change;
  let size = checkedKey(record, location);
  for (const [name, value] of record.attributes) {
    checkName(name, location);
    if (NEVER_NAMES.includes(name)) {
      throw new UsageError(`${location}: no attribute can be called ${name}`);
    }
    size += byteLength(name) + attributeSize(value, location);
  }
  return size;
}

function attributeSize(value: Attribute, location: string): number {
  if (value === null) return 1;
  if (typeof value === "string") {
    checkText(value, location);
    return byteLength(value);
  }
  let size = MAP_BYTES;
  for (const [name, text] of value) {
    checkName(name, location);
    checkText(text, location);
    size += byteLength(name) + byteLength(text) + 1;
  }
  return size;
}

function checkedKey(key: RecordKey, location: string): number {
  if (isPossibleKey(key)) return keySize(key);
  const { domain, access } = key;
  if (byteLength(domain) > LONGEST_DOMAIN || byteLength(access) > LONGEST_ACCESS) {
    throw new LimitError(
      `${location}: a domain may have ${LONGEST_DOMAIN} bytes, an access ${LONGEST_ACCESS}`,
    );
  }
  throw new UsageError(`${location}: DynamoDB cannot hold a record of this name`, {
    hint:
      "its domain and access must not be empty; a wallet with sealed names hides both",
  });
}

function keySize({ domain, access }: RecordKey): number {
  return DOMAIN.length + ACCESS.length + byteLength(domain) + byteLength(access);
}

function checkName(name: string, location: string): void {
  if (isPossible(name, LONGEST_NAME)) return;
  if (byteLength(name) > LONGEST_NAME) {
    throw new LimitError(`${location}: a name may have ${LONGEST_NAME} bytes`);
  }
  throw new UsageError(`${location}: DynamoDB cannot hold an entry of this name`, {
    hint: "it must not be empty",
  });
}

function checkText(text: string, location: string): void {
  if (text.isWellFormed()) return;
  throw new UsageError(`${location}: DynamoDB cannot hold half a surrogate pair`);
}

function isPossible(name: string, longest: number): boolean {
  return name !== "" && name.isWellFormed() && byteLength(name) <= longest;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
