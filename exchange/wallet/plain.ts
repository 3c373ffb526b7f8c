/**
 * Records in the clear as secret_wallet's `save -d` writes them and its `load -d` reads
 * them; Coffer has the same for both of its formats.
 *
 * @module
 */

import type { WalletRecord } from "../../core/wallet/record.ts";
import type { Source } from "./document.ts";
import { type ListForm, textPieces, wholeText } from "./list_text.ts";
import { parseSaved, SAVED_FORM } from "./saved.ts";

/**
 * Writes records as `save -d` does. What is `null`, and a time that is not known, becomes
 * JSON's null, which secret_wallet loads as the empty text and as the present moment.
 *
 * @example
 * ```ts
 * import { formatPlain } from "./plain.ts";
 * import assert from "node:assert/strict";
 *
 * const info = new Map([["PIN", "0042"]]);
 * const record = { domain: "bank", access: "giro", uid: "joe", pwd: "ü", info };
 * assert.equal(
 *   formatPlain([record]),
 *   '[{"domain": "bank", "access": "giro", "timestamp": null, ' +
 *     '"uid": "joe", "pwd": "\\u00fc", "info": {"PIN": "0042"}}]',
 * );
 * ```
 */
export function formatPlain(records: Iterable<WalletRecord>): string {
  return wholeText(PLAIN_FORM, records);
}

/** The same in pieces. */
export function plainPieces(
  records: AsyncIterable<WalletRecord>,
): AsyncIterable<Uint8Array> {
  return textPieces(PLAIN_FORM, records);
}

const PLAIN_FORM: ListForm<WalletRecord> = {
  ...SAVED_FORM,
  format: ({ updated, ...record }) =>
    SAVED_FORM.format({ ...record, timestamp: updated ?? null }),
};

/**
 * Reads what `formatPlain` or `save -d` wrote. The same name may come twice;
 * secret_wallet loads the first. Values that are tokens are taken as they are, since a
 * secret may be one: `recognise` tells an encrypted file.
 *
 * @throws {DamagedError} if it is not such a file; it names the record
 */
export function parsePlain(text: Source): WalletRecord[] {
  return parseSaved(text).map(({ timestamp, info, ...record }) => ({
    ...record,
    info: new Map(info),
    ...(timestamp === null ? {} : { updated: timestamp }),
  }));
}
