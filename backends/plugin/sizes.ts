/**
 * The limits of the protocol for what goes out: a record that could not come back is
 * refused before it is sent.
 *
 * @module
 */

import { LimitError } from "../../core/errors.ts";
import type { Attribute, RecordChange } from "../../core/ports.ts";
import { MAX_ATTRIBUTES, MAX_ENTRIES, MAX_TEXT } from "./protocol.ts";

/**
 * Checks what a commit is to write.
 *
 * @throws {LimitError} if a part of it is larger than a plug-in may answer
 */
export function checkSizes(changes: readonly RecordChange[]): void {
  for (const change of changes) {
    if (change.do === "header") checkText(change.header);
    else if (change.do === "put") checkRecord(change.record.attributes);
  }
}

/**
 * Checks one text.
 *
 * @throws {LimitError} if it is longer than a plug-in may answer
 */
export function checkText(text: string): void {
  if (text.length > MAX_TEXT) throw tooMuch(`a text of ${text.length} characters`);
}

function checkRecord(attributes: ReadonlyMap<string, Attribute>): void {
  if (attributes.size > MAX_ATTRIBUTES) throw tooMuch(`${attributes.size} attributes`);
  for (const [name, value] of attributes) {
    checkText(name);
    if (typeof value === "string") checkText(value);
    else if (value !== null) checkEntries(value);
  }
}

function checkEntries(entries: ReadonlyMap<string, string>): void {
  if (entries.size > MAX_ENTRIES) throw tooMuch(`${entries.size} entries`);
  for (const pair of entries) pair.forEach(checkText);
}

function tooMuch(what: string): LimitError {
  return new LimitError(`${what} are more than a plug-in takes`, {
    hint: "keep it in a store of another kind",
  });
}
