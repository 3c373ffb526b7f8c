/**
 * Permissions as a person passes them on: flags of `deno run`, and a set in `deno.json`.
 *
 * @module
 */

import { asciiJson } from "../../core/stash/key.ts";
import { ALL, type GrantLists, KINDS } from "./grants.ts";

/** What no shell looks at twice. */
const PLAIN = /^[\w@%+=:,./-]+$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;
const CONTROLS = new RegExp(CONTROL, "g");

/** The flags, one for each kind of which something is needed. */
export function flagsOf(grants: GrantLists): string[] {
  return KINDS.filter((kind) => grants[kind].length > 0)
    .map((kind) =>
      grants[kind].includes(ALL)
        ? `--allow-${kind}`
        : `--allow-${kind}=${grants[kind].map(doubled).join(",")}`
    );
}

/** Deno 2.4 takes two commas for one that belongs to a name. */
function doubled(name: string): string {
  return name.replaceAll(",", ",,");
}

/** Whether a name cannot be said in a flag, as newer versions of Deno take them apart. */
export function hasComma(grants: GrantLists): boolean {
  return KINDS.some((kind) => grants[kind].some((name) => name.includes(",")));
}

/** Arguments as a line of `sh`. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word.replace(/[\\']/g, "\\$&").replace(
    CONTROLS,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `$'${escaped}'`;
}

/** The permission set `name` as `deno.json` has it (Deno 2.5 and newer: `deno run -P=NAME`). */
export function permissionSet(grants: GrantLists, name: string): string {
  const lines = KINDS.filter((kind) => grants[kind].length > 0)
    .map((kind) => {
      const names = grants[kind].includes(ALL) ? true : grants[kind];
      return `      ${asciiJson(kind)}: ${asciiJson(names)}`;
    });
  return `{\n  "permissions": {\n    ${asciiJson(name)}: {\n${lines.join(",\n")}\n` +
    "    }\n  }\n}";
}
