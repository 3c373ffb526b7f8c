/**
 * The kinds of stores, by their names.
 *
 * @module
 */

const URL_PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]+):(.*)$/s;

/** The scheme of a store's name, and the rest; a plain path is a file's. */
export function partsOf(url: string): { scheme: string; rest: string } {
  const [, scheme = "file", rest = url] = URL_PARTS.exec(url) ?? [];
  return { scheme, rest };
}

/** The scheme alone. */
export function schemeOf(url: string): string {
  return partsOf(url).scheme;
}

/** Schemes of which everything is known without a configuration. */
export const BUILT_IN: readonly string[] = ["file", "sqlite", "memory", "dynamodb"];
