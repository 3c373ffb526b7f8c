/**
 * The times of format v1 (docs/format_v1.md, section 5): UTC, with six digits of a
 * second's fraction, so that they compare as texts.
 *
 * @module
 */

const FORM = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/**
 * A moment, from the year 1 to 9999. Our clock counts milliseconds, so the last three
 * digits are 0.
 *
 * @example
 * ```ts
 * import { timestampV1 } from "./timestamp.ts";
 * import assert from "node:assert/strict";
 *
 * const moment = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 60));
 * assert.equal(timestampV1(moment), "2026-01-02T03:04:05.060000Z");
 * ```
 */
export function timestampV1(moment: Date): string {
  return moment.toISOString().replace(/Z$/, "000Z");
}

/** Whether a text is a time in just this form, on a day that there is. */
export function isTimestampV1(text: string): boolean {
  if (!FORM.test(text)) return false;
  const day = text.slice(0, 10);
  if (day === lastDay) return true;
  if (!isDay(day)) return false;
  lastDay = day;
  return true;
}

/** Many records are of one day. */
let lastDay = "";

/** A day that does not exist comes back as one of the next month, or as no date. */
function isDay(day: string): boolean {
  if (day.startsWith("0000")) return false;
  const moment = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}
