/**
 * The AWS tools' files of settings, `~/.aws/credentials` and `~/.aws/config`: sections in
 * brackets, `name = value` lines in them ("Shared config and credentials files", AWS SDKs
 * and Tools Reference Guide). What is not ours stays as it is, byte for byte.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";

const SECTION = /^[ \t]*\[([^\]\n]*)\][^\n]*$/gm;
/** What no section's name, and no value, can have. */
// deno-lint-ignore no-control-regex -- lines and control characters are the point
const BREAKING = /[\x00-\x1f\x7f[\]]/;

/** The names of the sections of a file, in order; a config file's without `profile`. */
export function sectionNames(text: string): string[] {
  return [...text.matchAll(SECTION)].map(([, name]) =>
    name!.trim().replace(/^profile\s+/, "").replace(/^(["'])(.*)\1$/, "$2")
  );
}

/**
 * The file with one more section at its end.
 *
 * @throws {UsageError} if a name or value cannot stand in such a file
 */
export function withSection(
  text: string,
  name: string,
  values: ReadonlyMap<string, string>,
): string {
  for (const each of [name, ...values.values()]) {
    if (each !== "" && each.trim() === each && !BREAKING.test(each)) continue;
    throw new UsageError("an AWS profile cannot hold such a name or value", {
      hint: "it is empty, or has spaces around it, line breaks or brackets in it",
    });
  }
  const lines = [...values].map(([key, value]) => `${key} = ${value}\n`);
  const gap = text === "" ? "" : text.endsWith("\n") ? "\n" : "\n\n";
  return `${text}${gap}[${name}]\n${lines.join("")}`;
}
