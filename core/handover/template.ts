/**
 * Templates: any text with references in double braces, `{{ coffer://mail/work }}`.
 * Braces around anything else are left alone, since other programs have templates too.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { looksLikeReference, parseReference, type Reference } from "./reference.ts";

/** A piece of text that stays, or a reference in its place. */
export type TemplatePart = string | Reference;

const OPEN = "{{", CLOSE = "}}";
/** Of a reference that somebody has forgotten to close, or broken over lines. */
const BEGINNING = /\{\{\s*(?:coffer|stash):\/\//;

/**
 * Takes a template apart; joined, the pieces are the text again.
 *
 * @throws {UsageError} if a reference is wrong or not closed on its line; it names the line
 *
 * @example
 * ```ts
 * import { parseTemplate } from "./template.ts";
 * import { formatReference } from "./reference.ts";
 * import assert from "node:assert/strict";
 *
 * const parts = parseTemplate("pin={{ coffer://bank/card }} {{ name }}");
 * assert.equal(parts[0], "pin=");
 * assert.equal(typeof parts[1] === "object" && formatReference(parts[1]), "coffer://bank/card");
 * assert.equal(parts[2], " {{ name }}");
 * ```
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let kept = 0;
  for (let at = text.indexOf(OPEN); at !== -1;) {
    const close = text.indexOf(CLOSE, at + OPEN.length);
    if (close === -1) break;
    // Of several that open, the last one is closed.
    const open = text.lastIndexOf(OPEN, close - OPEN.length);
    const between = text.slice(open + OPEN.length, close);
    const inside = between.trim();
    if (looksLikeReference(inside) && !between.includes("\n")) {
      parts.push(textBetween(text, kept, open), parsedAt(text, open, inside));
      kept = close + CLOSE.length;
    }
    at = text.indexOf(OPEN, close + CLOSE.length);
  }
  parts.push(textBetween(text, kept, text.length));
  return parts.filter((part) => part !== "");
}

/** The references of a template, in order. */
export function referencesIn(parts: readonly TemplatePart[]): Reference[] {
  return parts.filter((part) => typeof part !== "string");
}

function parsedAt(text: string, at: number, inside: string): Reference {
  try {
    return parseReference(inside);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`line ${lineOf(text, at)}: ${error.message}`, {
      cause: error,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}

/** Text that stays, which must not hold half a reference. */
function textBetween(text: string, from: number, to: number): string {
  const between = text.slice(from, to);
  const at = between.search(BEGINNING);
  if (at === -1) return between;
  throw new UsageError(`line ${lineOf(text, from + at)}: a reference is not closed`, {
    hint: "it ends with }} on the same line",
  });
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
