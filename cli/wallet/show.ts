/**
 * Records as a person wants to read them, and as programs do.
 *
 * @module
 */

import { asciiJson, formatKey, quote, UNPRINTABLE } from "../../core/stash/key.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { RecordName, Summary } from "../../core/wallet/wallet.ts";
import type { Out } from "../output.ts";

/** What is shown for a field that a record does not have. */
const NONE = "-";

/** A text as it may be shown: itself, or in quotes and escaped. */
export function shown(text: string): string {
  return UNPRINTABLE.test(text) || text !== text.trim() ? quote(text) : text;
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
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) =>
    `${name.padEnd(width)}  ${text === null ? NONE : shown(text)}`
  );
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
  const width = Math.max(0, ...rows.map(([domain]) => domain.length));
  for (const [domain, access] of rows) {
    await out.line(
      forPeople ? `${domain.padEnd(width)}  ${access}` : `${domain}\t${access}`,
    );
  }
}
