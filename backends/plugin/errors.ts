/**
 * From what a plug-in says went wrong to the errors of the port.
 *
 * @module
 */

import {
  type CofferError,
  ConflictError,
  type ConflictSubject,
  DamagedError,
  type ErrorDetails,
  LimitError,
  LockedError,
  NotFoundError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import { conflict, keyText } from "../changes.ts";
import { MAX_TEXT, type Method } from "./protocol.ts";
import { fieldsOf, isPlain, listOf, malformed, textOf } from "./shapes.ts";
import { shown } from "./shown.ts";

/** What was asked when the error came. */
export interface Asked {
  method: Method;
  /** What the changes of a commit touch. */
  subjects?: readonly ConflictSubject[];
  /** The store's name, for messages. */
  location: string;
}

type Make = new (message: string, details: ErrorDetails) => CofferError;

const CLASSES: ReadonlyMap<unknown, Make> = new Map<unknown, Make>([
  ["damaged", DamagedError],
  ["limit", LimitError],
  ["locked", LockedError],
  ["permission", PermissionError],
  ["unavailable", UnavailableError],
]);

/**
 * The error for `reported`, which may be anything. Codes are taken where the port has
 * them: a conflict from `commit`, "not found" from `open` and `restore`, the others from
 * everywhere; the rest is `UnavailableError`.
 */
export function fromPlugin(reported: unknown, asked: Asked): CofferError {
  const { code, message, hint, subjects } = isPlain(reported) ? reported : {};
  if (code === "conflict" && asked.method === "commit") {
    return conflictOf(subjects, asked);
  }
  const text = typeof message === "string" ? shown(message) : "something went wrong";
  const details = typeof hint === "string" ? { hint: shown(hint) } : {};
  const mayBeAbsent = asked.method === "open" || asked.method === "restore";
  const Class = code === "not_found" && mayBeAbsent
    ? NotFoundError
    : CLASSES.get(code) ?? UnavailableError;
  return new Class(`${asked.location}: the plug-in says: ${text}`, details);
}

function conflictOf(reported: unknown, asked: Asked): CofferError {
  try {
    const subjects = readSubjects(reported, asked.subjects ?? []);
    if (subjects.length > 0) return conflict(subjects, asked.location);
    return new ConflictError(`somebody else has changed ${asked.location}`, {
      hint: "read again, and decide anew",
    });
  } catch (error) {
    return error as DamagedError;
  }
}

/** Only what was to be changed can be in conflict. */
function readSubjects(
  reported: unknown,
  asked: readonly ConflictSubject[],
): ConflictSubject[] {
  if (reported === undefined) return [];
  const touched = new Map(asked.map((subject) => [subjectText(subject), subject]));
  const named = Array.from(listOf(reported, "a conflict", asked.length), readSubject);
  return [...new Set(named.map(subjectText))].map((text) => {
    const subject = touched.get(text);
    if (subject === undefined) throw malformed("a conflict over what was not changed");
    return subject;
  });
}

function readSubject(value: unknown): ConflictSubject {
  if (value === "header") return value;
  const fields = fieldsOf(value, "a conflict's subject");
  return {
    domain: textOf(fields.get("domain"), "a domain", MAX_TEXT),
    access: textOf(fields.get("access"), "an access", MAX_TEXT),
  };
}

function subjectText(subject: ConflictSubject): string {
  return subject === "header" ? subject : keyText(subject);
}
