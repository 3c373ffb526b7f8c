/**
 * Names of secrets as TypeScript types, so that a misspelt one is found when a program is
 * checked, and not when it runs.
 *
 * @module
 */

import { quote } from "../stash/key.ts";
import { formatReference, type Reference } from "./reference.ts";

const HEAD = `// Made by \`coffer types\`: every secret there was, by name. No values.
`;

/**
 * A module that declares the type `Secret`: one of these references, as it is or with
 * `?encoding=base64`. Of the password of a record both spellings count.
 *
 * @example
 * ```ts
 * import { formatTypes } from "./types.ts";
 * import { parseReference } from "./reference.ts";
 * import assert from "node:assert/strict";
 *
 * const text = formatTypes([parseReference("coffer://mail/work")]);
 * assert.match(text, /\| "coffer:\/\/mail\/work"\n/);
 * assert.match(text, /\| "coffer:\/\/mail\/work\/pwd";/);
 * ```
 */
export function formatTypes(references: readonly Reference[]): string {
  const names = [...new Set(references.flatMap(spellingsOf))].sort();
  const union = names.length === 0
    ? " never"
    : names.map((name) => `\n  | ${quote(name)}`).join("");
  return `${HEAD}
/** A secret by its name. */
export type SecretName =${union};

/** A secret by its name, as it is or as base64. */
export type Secret = SecretName | \`\${SecretName}?encoding=base64\`;
`;
}

function spellingsOf(reference: Reference): string[] {
  const text = formatReference({ ...reference, encoding: "plain" });
  const isPwd = reference.kind === "coffer" && reference.field === "pwd";
  return isPwd ? [text, `${text}/pwd`] : [text];
}
