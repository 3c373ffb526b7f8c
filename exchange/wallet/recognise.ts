/**
 * Which kind of save file a text is.
 *
 * @module
 */

import { DamagedError, UsageError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { parseDocument, type Source, textOrNull } from "./document.ts";
import { readSaved, SAVE_DOCUMENT, SAVE_FILE } from "./saved.ts";
import { NEWER, SEALED_V1 } from "./sealed_v1.ts";
import { isToken, valuesOf } from "./sealed_v0.ts";

/** For `parsePlain`, `parseSealedV0` and `parseSealedV1`. */
export type SaveKind = "plain" | "sealed-v0" | "sealed-v1";

/**
 * The kind of a save file. One of secret_wallet's is encrypted if all its values look
 * like tokens, and decrypted if none does; one without any value counts as decrypted.
 *
 * @throws {DamagedError} if it is no save file
 * @throws {UsageError} if only its user can know, or if it is another program's export
 */
export function recognise(text: Source): SaveKind {
  const document = parseDocument(text, SAVE_DOCUMENT);
  if (document instanceof Map) return kindOfObject(document);
  const values = readSaved(document).flatMap(valuesOf);
  const tokens = values.filter(isToken).length;
  if (tokens === 0) return "plain";
  if (tokens === values.length) return "sealed-v0";
  throw new UsageError(`some values in ${SAVE_FILE} are encrypted and some are not`, {
    hint: "if it was saved decrypted and the others are secrets themselves, load it " +
      "with -d; else it was changed by hand",
  });
}

function kindOfObject(document: JsonObject): "sealed-v1" {
  if (textOrNull(document.get("format")) === SEALED_V1) return "sealed-v1";
  if (document.has("encrypted") || document.has("items")) {
    throw new UsageError(`${SAVE_FILE} looks like an export from Bitwarden`, {
      hint: "load it with --format bitwarden",
    });
  }
  throw new DamagedError(`${SAVE_FILE} is JSON, but no records that \`save\` wrote`, {
    hint: document.has("coffer") ? NEWER : "check that it is the file you mean",
  });
}
