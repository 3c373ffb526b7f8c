/**
 * Reads what record_text.ts writes, and nothing else than that structure; how it is
 * spaced and ordered does not matter.
 *
 * @module
 */

import { DamagedError, LimitError } from "../../core/errors.ts";
import { type Json, type JsonObject, JsonString, parseJson } from "../../core/json.ts";
import { shownPath } from "../../core/os_errors.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import { RecordContent } from "../record_content.ts";
import { LAYOUT } from "./record_text.ts";

/** The file, its records, one of them, its attributes, a map. */
const DEPTH = 5;

/**
 * The content of a record file. `location` is its path, for messages.
 *
 * @throws {DamagedError} if it is anything else; it says where
 */
export function parseRecordFile(bytes: Uint8Array, location: string): RecordContent {
  try {
    return contentOf(
      parseJson(bytes, { maxDepth: DEPTH, ascii: false, uniqueNames: true }),
    );
  } catch (cause) {
    if (!(cause instanceof DamagedError || cause instanceof LimitError)) throw cause;
    const what = `${shownPath(location)} is no record file of Coffer`;
    throw new DamagedError(`${what}: ${cause.message}`, {
      cause,
      hint: cause.hint ?? "restore a backup, or undo the last edit of the file",
    });
  }
}

function contentOf(json: Json): RecordContent {
  const file = object(json, "the file", ["coffer", "header", "records"]);
  checkLayout(file.get("coffer")!);
  const content = new RecordContent();
  const header = file.get("header")!;
  content.setHeader(header === null ? null : text(header, "the header"));
  const records = file.get("records")!;
  if (!Array.isArray(records)) throw new DamagedError("the records are no list");
  records.forEach((json, at) => {
    const record = recordOf(json, `records[${at}]`);
    if (content.has(record)) {
      throw new DamagedError(`records[${at}] has the key of another record`);
    }
    content.put(record);
  });
  return content;
}

function checkLayout(layout: Json): void {
  const isNumber = layout !== null && typeof layout === "object" && "number" in layout;
  if (!isNumber) throw new DamagedError("its layout is no number");
  if (layout.number === LAYOUT) return;
  throw new DamagedError(`it has layout ${layout.number}, not ${LAYOUT}`, {
    hint: "a newer Coffer may know it",
  });
}

function recordOf(json: Json, where: string): StoredRecord {
  const record = object(json, where, ["domain", "access", "attributes"]);
  const attributes = object(record.get("attributes")!, `the attributes of ${where}`);
  return {
    domain: text(record.get("domain")!, `the domain of ${where}`),
    access: text(record.get("access")!, `the access of ${where}`),
    attributes: new Map(
      [...attributes].map(([name, value]) => [name, attributeOf(value, where)]),
    ),
  };
}

function attributeOf(json: Json, where: string): Attribute {
  if (json === null) return null;
  const what = `an attribute of ${where}`;
  if (!(json instanceof Map)) return text(json, what);
  return new Map([...json].map(([name, value]) => [name, text(value, what)]));
}

/** An object; with `names`, one that has these and no others. */
function object(json: Json, what: string, names?: string[]): JsonObject {
  if (!(json instanceof Map)) throw new DamagedError(`${what} is no object`);
  const missing = names?.find((name) => !json.has(name));
  if (missing !== undefined) throw new DamagedError(`${what} has no "${missing}"`);
  if (names !== undefined && json.size > names.length) {
    throw new DamagedError(`${what} has more in it than ${names.join(", ")}`);
  }
  return json;
}

function text(json: Json, what: string): string {
  if (!(json instanceof JsonString)) throw new DamagedError(`${what} is no text`);
  return json.text();
}
