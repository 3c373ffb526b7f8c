/**
 * Times that come from elsewhere, as with `load`, in the form of format v1.
 *
 * @module
 */

import { isTimestampV1 } from "./timestamp.ts";

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?$/;
const MILLISECOND_DIGITS = 3;

/**
 * A time in the form of format v1, or `null` if `text` is none. All six digits of a
 * second's fraction are kept. A time without a zone, as format v0 has it, is taken for
 * local time in the zone of this process; the hour that clocks skip or repeat is what
 * `Date` makes of it.
 *
 * @example
 * ```ts
 * import { toTimestampV1 } from "./updated.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   toTimestampV1("2026-01-02T05:04:05.06+02:00"),
 *   "2026-01-02T03:04:05.060000Z",
 * );
 * assert.equal(toTimestampV1("yesterday"), null);
 * ```
 */
export function toTimestampV1(text: string): string | null {
  if (isTimestampV1(text)) return text;
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = "", zone] = match;
  const moment = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${zone ?? ""}`,
  );
  // `Date` takes the 31st of any month, and a 24th hour.
  const isDay = isTimestampV1(`${year}-${month}-${day}T00:00:00.000000Z`);
  if (!isDay || Number(hour) > 23 || Number.isNaN(moment.getTime())) return null;
  const whole = moment.toISOString().slice(0, -(MILLISECOND_DIGITS + 2));
  const result = `${whole}.${fraction.padEnd(6, "0")}Z`;
  return isTimestampV1(result) ? result : null;
}
