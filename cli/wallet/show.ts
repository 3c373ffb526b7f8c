/**
 * Records as a person wants to read them, and as programs do.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { asciiJson, formatKey, isPrintable, quote } from "../../core/stash/key.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName, Summary } from "../../core/wallet/wallet.ts";
import type { Out } from "../output.ts";

/** What is shown for a field that a record does not have. */
const NONE = "-";
/** Columns are not aligned beyond this. */
const WIDEST_COLUMN = 40;

/**
 * A text as it may be shown: itself, or in quotes and escaped, also where one would not
 * see it, or take it for something that stands in quotes.
 */
export function shown(text: string): string {
  const isPlain = text !== "" && text === text.trim() && !text.startsWith('"') &&
    isPrintable(text);
  return isPlain ? text : quote(text);
}

/** A record's name for messages. */
export function nameOf({ domain, access }: RecordName): string {
  return formatKey([domain, access]);
}

/** A record in lines. */
export function recordLines(record: WalletRecord): string[] {
  const rows: [string, string | null][] = [
    ["domain", record.domain],
    ["access", record.access],
    ["uid", record.uid],
    ["pwd", record.pwd],
    ...[...record.info].map(([name, text]): [string, string] => [
      `info/${formatKey([name])}`,
      text,
    ]),
    ["updated", record.updated ?? null],
  ];
  const width = Math.min(
    rows.reduce((most, [name]) => Math.max(most, name.length), 0),
    WIDEST_COLUMN,
  );
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${shownValue(text)}`);
}

/** What is absent is told from what looks like it. */
function shownValue(text: string | null): string {
  if (text === null) return NONE;
  return text === NONE ? quote(text) : shown(text);
}

/** A record for programs. */
export function recordJson(record: WalletRecord): Record<string, unknown> {
  const { domain, access, uid, pwd, info, updated } = record;
  // fromEntries makes own properties of all names, `__proto__` too.
  const entries = Object.fromEntries(info);
  return { domain, access, uid, pwd, info: entries, updated: updated ?? null };
}

/** Prints a list: aligned for people, with tabs for pipes, or JSON. */
export async function printNames(
  out: Out,
  names: readonly Summary[],
  forPeople: boolean,
): Promise<void> {
  if (out.json) {
    return await out.line(
      asciiJson(
        names.map(({ domain, access, updated }) => ({ domain, access, updated })),
      ),
    );
  }
  const rows = names.map(({ domain, access }) => [shown(domain), shown(access)] as const);
  // One name that is too long for a terminal does not push all others off it.
  const width = Math.min(
    rows.reduce((most, [domain]) => Math.max(most, domain.length), 0),
    WIDEST_COLUMN,
  );
  const lines = rows.map(([domain, access]) =>
    forPeople ? `${domain.padEnd(width)}  ${access}\n` : `${domain}\t${access}\n`
  );
  await out.data(utf8(lines.join("")));
}
