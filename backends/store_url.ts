/**
 * How stores are named: `SCHEME:REST` or a plain path.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import { shownPath } from "../core/os_errors.ts";

/** A name, taken apart. */
export interface StoreUrl {
  /** Which kind: `file`, `sqlite`, ... */
  scheme: string;
  /** What follows the scheme: a path for most. */
  rest: string;
}

/** Two letters or more, so that a Windows drive is no scheme. */
const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]+):(.*)$/s;

/** Takes a name apart. A plain path is a `file:`. */
export function parseStoreUrl(url: string): StoreUrl {
  const [, scheme = "file", rest = url] = SCHEME.exec(url) ?? [];
  return { scheme, rest };
}

/**
 * Finds the entry for a name's scheme in a table of kinds.
 *
 * @throws {UsageError} for a scheme that there is not
 */
export function kindOf<T>(kinds: Record<string, T>, url: string): T {
  const { scheme } = parseStoreUrl(url);
  if (Object.hasOwn(kinds, scheme)) return kinds[scheme]!;
  throw new UsageError(`there is no kind of store called ${shownPath(scheme)}:`, {
    hint: `known kinds: ${Object.keys(kinds).join(", ")}; write a path as ./${
      shownPath(url)
    }`,
  });
}

/**
 * A path and the parameters after its first `?`: `wallet.sqlite?table=secrets`.
 * Parameters are encoded as in any URL, the path is not.
 *
 * @throws {UsageError} for a parameter that is not among `known`, or stands twice
 */
export function splitParameters<Name extends string>(
  rest: string,
  known: readonly Name[],
): { path: string; parameters: Partial<Record<Name, string>> } {
  const at = rest.indexOf("?");
  if (at < 0) return { path: rest, parameters: {} };
  const parameters: Partial<Record<string, string>> = {};
  for (const [name, value] of new URLSearchParams(rest.slice(at + 1))) {
    if (!known.includes(name as Name) || Object.hasOwn(parameters, name)) {
      throw new UsageError("a store's name with parameters that it cannot have", {
        hint: `after the ?, it takes ${known.join(", ")}, each once`,
      });
    }
    parameters[name] = value;
  }
  return { path: rest.slice(0, at), parameters: parameters as Record<Name, string> };
}

/**
 * Checks that a store has a path.
 *
 * @throws {UsageError} if it is empty
 */
export function checkPath(path: string, what: string): string {
  if (path !== "") return path;
  throw new UsageError(`the name of the ${what} is empty`);
}
