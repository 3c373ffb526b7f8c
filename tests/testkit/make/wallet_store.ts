/**
 * Wallets as files, and ways to change them.
 *
 * @module
 */

import { DamagedError } from "../../../core/errors.ts";
import { formatHeader } from "../../../core/wallet/v1/header_format.ts";
import type { OpenHeader } from "../../../core/wallet/v1/open_header.ts";
import type { SealedRecord } from "../../../core/wallet/v1/seal_record.ts";
import { type RecordJson, recordJson } from "../../core/wallet/v1/json.ts";
import type { ErrorClass } from "./kit.ts";
import { kitWallet } from "./kit_wallet.ts";

/** A store as JSON. */
export interface Store {
  coffer: unknown;
  header: unknown;
  records: RecordJson[];
}

export function storeOf({ header }: OpenHeader, records: readonly SealedRecord[]): Store {
  const stored = records.map(({ stored }) => recordJson(stored));
  return { coffer: 1, header: formatHeader(header), records: stored };
}

export function text(store: Store): string {
  return `${JSON.stringify(store, null, 1)}\n`;
}

/** The store with something in it changed; `change` works on a copy. */
export function changed(store: Store, change: (copy: Store) => void): string {
  const copy = structuredClone(store);
  change(copy);
  return text(copy);
}

/** The store with its header changed, as JSON, without sealing it anew. */
// deno-lint-ignore no-explicit-any
export function withHeader(store: Store, change: (header: any) => void): string {
  return changed(store, (copy) => {
    const header = JSON.parse(copy.header as string);
    // Spelt otherwise, it would be refused for that alone.
    if (JSON.stringify(header) !== copy.header) throw new Error("another spelling");
    change(header);
    copy.header = JSON.stringify(header);
  });
}

/** Flips the lowest bit of the digit that stands first. */
export function flip(base64url: string, at = 0): string {
  const other = base64url[at] === "A" ? "B" : "A";
  return base64url.slice(0, at) + other + base64url.slice(at + 1);
}

/** What most of them raise. */
export const damaged = (why: string): [ErrorClass, string] => [DamagedError, why];

/** The wallet that must open, as its file. */
export async function goodWallet(): Promise<{ text: string; token: string }> {
  const { open, records, token } = await kitWallet("good");
  return { text: text(storeOf(open, records)), token };
}
