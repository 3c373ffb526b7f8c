/**
 * Encrypted records of format v0 as secret_wallet's `save` writes them and its `load`
 * reads them: tokens just as they are stored, so that no key is needed.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import type { StoredRecordV0 } from "../../core/wallet/stored_v0.ts";
import { shown } from "../shown.ts";
import type { Source } from "./document.ts";
import { textPieces, wholeText } from "./list_text.ts";
import { parseSaved, SAVE_FILE, SAVED_FORM, type SavedRecord } from "./saved.ts";

/**
 * How a Fernet token begins until the year 2106 (a version byte of 0x80 and the upper
 * half of a u64be time: github.com/fernet/spec), and what it may be made of.
 */
const TOKEN = /^gAAAA[A-Za-z0-9_-]*=*$/;

/** Writes stored records as `save` does. */
export function formatSealedV0(records: Iterable<StoredRecordV0>): string {
  return wholeText(SAVED_FORM, records);
}

/** The same in pieces. */
export function sealedV0Pieces(
  records: AsyncIterable<StoredRecordV0>,
): AsyncIterable<Uint8Array> {
  return textPieces(SAVED_FORM, records);
}

/**
 * Reads what `formatSealedV0` or `save` wrote. The same name may come twice;
 * secret_wallet loads the first. Whether the tokens open is for others to find out.
 *
 * @throws {DamagedError} if it is not such a file, or if a value is not encrypted: stored
 * as it is, it would be readable for everybody; it names the record
 */
export function parseSealedV0(text: Source): StoredRecordV0[] {
  const records = parseSaved(text);
  for (const record of records) checkSealed(record);
  return records;
}

function checkSealed(record: SavedRecord): void {
  if (valuesOf(record).every(isToken)) return;
  const name = shown([record.domain, record.access]);
  throw new DamagedError(`${SAVE_FILE} has a value of ${name} that is not encrypted`, {
    hint: "if it was saved decrypted, load it with -d",
  });
}

/** Whether a value looks like a token, of any key, complete or not. */
export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

/**
 * The values of a record, as far as there are any. An empty one says nothing: a decrypted
 * file has many, and secret_wallet stores one where it loads a null.
 */
export function valuesOf({ uid, pwd, info }: SavedRecord): string[] {
  return [uid, pwd, ...info.values()].filter((value) => value !== null && value !== "")
    .map(String);
}
