/**
 * Coffer compiled to do less: what an edition cannot do is said before it is tried.
 *
 * @module
 */

import { PermissionError } from "../core/errors.ts";
import { schemeOf } from "./needs/scheme.ts";
import type { Needs } from "./permissions.ts";

/** A program that only reads: it was compiled without leave to do more. */
export interface Edition {
  /** What its program is called. */
  readonly name: string;
  /** The kinds of stores that it opens. */
  readonly stores: readonly string[];
}

/** Reads stashes and wallets in files. */
export const READER: Edition = {
  name: "coffer-reader",
  stores: ["file", "sqlite", "memory"],
};

/** The same, and asks AWS. */
export const READER_DYNAMODB: Edition = {
  name: "coffer-reader-dynamodb",
  stores: [...READER.stores, "dynamodb"],
};

/**
 * Checks that an edition can do what a call needs; the full program can do everything.
 *
 * @throws {PermissionError} if not
 */
export function assertCanDo(
  edition: Edition | undefined,
  { write, programs = [] }: Needs,
): void {
  if (edition === undefined) return;
  if (programs.length > 0) throw cannot(edition, "starts no other programs", "run");
  if (write) throw cannot(edition, "writes nothing", "write");
}

/**
 * Checks that an edition opens stores such as the one at `url`; it loads no plug-ins.
 *
 * @throws {PermissionError} if not
 */
export function assertOpens(edition: Edition | undefined, url: string): void {
  if (edition === undefined) return;
  const scheme = schemeOf(url);
  if (edition.stores.includes(scheme)) return;
  throw cannot(edition, `opens no store of the kind ${scheme}:`, "net");
}

function cannot({ name }: Edition, what: string, kind: string): PermissionError {
  return new PermissionError(`${name} ${what}`, {
    hint: `it was compiled without --allow-${kind}; \`coffer\` can do it`,
  });
}
