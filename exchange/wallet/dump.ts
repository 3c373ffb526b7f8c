/**
 * Records as text for people, laid out as secret_wallet's `dump` does it.
 *
 * What differs from it:
 *
 * - A text with characters that a terminal might obey or that cannot be seen (control
 *   and format characters, line ends, private use, half a surrogate pair) is written as a
 *   JSON string with these escaped, and so is one that begins with a quotation mark: what
 *   does not begin with one is the text itself. secret_wallet writes everything raw.
 * - A uid, pwd or time that is not there has no line, where secret_wallet says `None`.
 *
 * @module
 */

import { escapeUnit } from "../../core/stash/key.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";

const RULE = "*".repeat(58);
/** The width of the column of names, in characters. */
const NAME_WIDTH = 20;
/** Characters that a terminal might obey or that cannot be seen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * Writes records as text; nothing in it can command a terminal.
 *
 * @example
 * ```ts
 * import { formatDump } from "./dump.ts";
 * import assert from "node:assert/strict";
 *
 * const info = new Map([["PIN", "0042\n"]]);
 * const record = { domain: "bank", access: "giro", uid: "joe", pwd: "ü", info };
 * const text = formatDump([record]);
 * const lines = text.split("\n");
 * assert.equal(lines[2], "domain              : bank");
 * assert.equal(lines[7], "password            : ü");
 * assert.equal(lines[10], 'PIN                 : "0042\\n"');
 * ```
 */
export function formatDump(records: Iterable<WalletRecord>): string {
  return Array.from(records, formatRecord).join("");
}

function formatRecord({ domain, access, uid, pwd, info, updated }: WalletRecord): string {
  return lines([
    RULE,
    "Secret id:",
    line("domain", domain),
    line("access", access),
    "",
    "Secret credentials:",
    ...present("login", uid),
    ...present("password", pwd),
    "",
    "Secret extra info:",
    ...[...info].map(([name, value]) => line(name, value)),
    ...(updated === undefined ? [] : ["", line("Last updated", updated)]),
    RULE,
  ]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function present(name: string, value: string | null): string[] {
  return value === null ? [] : [line(name, value)];
}

function line(name: string, value: string): string {
  const label = safe(name);
  const padding = " ".repeat(Math.max(0, NAME_WIDTH - [...label].length));
  return `${label}${padding}: ${safe(value)}`;
}

/** The text itself, or as a JSON string in which only what can be seen stands raw. */
function safe(text: string): string {
  if (text.search(UNPRINTABLE) === -1 && !text.startsWith('"')) return text;
  return JSON.stringify(text).replace(UNPRINTABLE, escapeAll);
}

/** A character may have two UTF-16 units. */
function escapeAll(character: string): string {
  return character.split("").map(escapeUnit).join("");
}
