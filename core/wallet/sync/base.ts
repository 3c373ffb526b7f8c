/**
 * What sync remembers: of each record, what it was when both copies were last the same. So
 * a record that was deleted can be told from one that is new. Digests and recordIds, no
 * names and no secrets.
 *
 * @module
 */

import { toHex } from "../../bytes.ts";
import { DamagedError } from "../../errors.ts";
import { asciiJson } from "../../stash/key.ts";
import type { Format, Mark, Marks } from "../copy/content.ts";
import type { Copied } from "../copy/copy.ts";
import { parseHeader } from "../v1/header_parse.ts";

/** What was seen when both copies were the same. */
export interface Base {
  readonly format: Format;
  /** 32 hexadecimal digits; `null` in v0. */
  readonly walletId: string | null;
  /** What the headers of the first and the second counted; `null` in v0. */
  readonly generations: readonly [number, number] | null;
  readonly marks: Marks;
}

const VERSION = 1;

/** What is to be remembered of a copy that has just been made. */
export function baseOfCopy(
  { format, header, marks }: Pick<Copied, "format" | "header" | "marks">,
): Base {
  if (header === null) return { format, walletId: null, generations: null, marks };
  const { walletId, generation } = parseHeader(header);
  const generations = [generation, generation] as const;
  return { format, walletId: toHex(walletId), generations, marks };
}

/** The text that is kept, for the copies in these two stores. */
export function formatBase(
  { format, walletId, generations, marks }: Base,
  stores: readonly [string, string],
): string {
  const records = [...marks].map(([place, { id, digest }]) => [place, id, digest]);
  const version = { coffer_sync: VERSION };
  return asciiJson({ ...version, stores, format, walletId, generations, records }) + "\n";
}

/**
 * What is in such a text.
 *
 * @throws {DamagedError} if it is none
 */
export function parseBase(text: string): Base {
  const json = parsed(text);
  if (json["coffer_sync"] !== VERSION) throw damaged();
  const { format, walletId, generations, records } = json;
  if (format !== "coffer" && format !== "secret-wallet") throw damaged();
  if (!(walletId === null || typeof walletId === "string")) throw damaged();
  if (!Array.isArray(records)) throw damaged();
  return {
    format,
    walletId,
    generations: generations === null ? null : pairOf(generations),
    marks: new Map(records.map(entryOf)),
  };
}

/** The same for whoever calls the first copy the second. */
export function swapped(base: Base): Base {
  const { generations } = base;
  return {
    ...base,
    generations: generations === null ? null : [generations[1], generations[0]],
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null) return json as Record<string, unknown>;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

function pairOf(value: unknown): [number, number] {
  if (!Array.isArray(value) || value.length !== 2) throw damaged();
  if (!value.every(Number.isSafeInteger)) throw damaged();
  return [value[0], value[1]];
}

function entryOf(value: unknown): [string, Mark] {
  if (!Array.isArray(value)) throw damaged();
  const [place, id, digest] = value;
  if (typeof place !== "string" || typeof digest !== "string") throw damaged();
  if (!(id === null || typeof id === "string")) throw damaged();
  return [place, { id, digest }];
}

function damaged(cause?: unknown): DamagedError {
  return new DamagedError("what the last sync has remembered is damaged", {
    cause,
    hint: "`--forget` goes on without it: what is in one copy alone is new then",
  });
}
