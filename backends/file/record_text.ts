/**
 * The text of a record file: JSON for people and for git.
 *
 * ```json
 * {
 *   "coffer": 1,
 *   "header": null,
 *   "records": [
 *     {
 *       "domain": "mail",
 *       "access": "work",
 *       "attributes": {
 *         "info": {
 *           "PIN": "..."
 *         },
 *         "uid": "..."
 *       }
 *     }
 *   ]
 * }
 * ```
 *
 * Records stand in order of domain and access, attributes in order of their names, by
 * code points; entries of maps keep their order. The same content is always the same
 * bytes. The text is UTF-8 and ends with a newline; characters that cannot be seen, or
 * that a terminal might obey, are escaped.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import type { Attribute, StoredRecord } from "../../core/ports.ts";
import type { RecordContent } from "../record_content.ts";
import { compareTexts } from "../record_order.ts";

/** The layout that this module writes, and the only one that is read. */
export const LAYOUT = "1";

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** The bytes of a file that holds `content`. */
export function recordFile(content: RecordContent): Uint8Array<ArrayBuffer> {
  const header = content.header();
  const members = [
    member("coffer", LAYOUT),
    member("header", header === null ? "null" : quoted(header)),
    member("records", block("[]", content.sorted().map(recordText))),
  ];
  return utf8(block("{}", members) + "\n");
}

function recordText({ domain, access, attributes }: StoredRecord): string {
  const sorted = [...attributes].sort(([a], [b]) => compareTexts(a, b));
  const members = sorted.map(([name, value]) => member(name, attributeText(value)));
  return block("{}", [
    member("domain", quoted(domain)),
    member("access", quoted(access)),
    member("attributes", block("{}", members)),
  ]);
}

function attributeText(value: Attribute): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  return block("{}", [...value].map(([name, text]) => member(name, quoted(text))));
}

function member(name: string, value: string): string {
  return `${quoted(name)}: ${value}`;
}

/** Brackets around lines that are indented; an empty pair stays on one line. */
function block(brackets: string, lines: string[]): string {
  if (lines.length === 0) return brackets;
  const inner = lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`).join(",\n");
  return `${brackets[0]}\n${inner}\n${brackets[1]}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, escaped);
}

function escaped(char: string): string {
  return Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}
