/**
 * What a plug-in threw, made fit for the way to Coffer. It may have thrown anything.
 *
 * @module
 */

import type { WireError } from "./protocol.ts";

/** The system's own errors that say more than "unavailable". */
const CODES: ReadonlyMap<unknown, { code: string; hint: string }> = new Map([
  ["NotCapable", {
    code: "permission",
    hint: "grant it to the plug-in in the configuration",
  }],
  ["PermissionDenied", {
    code: "permission",
    hint: "check who owns what the plug-in uses, and its mode",
  }],
]);

/** The most UTF-16 units of a message that travel. */
const MAX_MESSAGE = 4096;

/** Describes what was thrown. Never throws itself. */
export function failureOf(thrown: unknown): WireError {
  try {
    return describe(thrown);
  } catch {
    return { code: "unavailable", message: "something that cannot be looked at" };
  }
}

function describe(thrown: unknown): WireError {
  if (typeof thrown !== "object" || thrown === null) {
    return { code: "unavailable", message: cut(String(thrown)) };
  }
  const { name, code, message, hint, subjects } = thrown as Record<string, unknown>;
  const known = CODES.get(name) ?? { code: "unavailable" };
  return {
    ...known,
    message: cut(String(message)),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof hint === "string" ? { hint: cut(hint) } : {}),
    ...(Array.isArray(subjects) ? { subjects: subjects.map(plainSubject) } : {}),
  };
}

/** Keys may be whole records. */
function plainSubject(subject: unknown): unknown {
  if (typeof subject !== "object" || subject === null) return subject;
  const { domain, access } = subject as Record<string, unknown>;
  return { domain, access };
}

function cut(text: string): string {
  return text.slice(0, MAX_MESSAGE);
}
