/**
 * The timestamps of format v0: local time without a zone, as `isoformat()` of a naive
 * `datetime` writes it in Python.
 *
 * @module
 */

/**
 * A moment in the zone of this process: six digits of a second's fraction, or none
 * at all if it is zero. Our clock counts milliseconds, so the last three are 0.
 *
 * @example
 * ```ts
 * import { timestampV0 } from "./timestamp_v0.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(timestampV0(new Date(2024, 0, 2, 3, 4, 5, 60)), "2024-01-02T03:04:05.060000");
 * assert.equal(timestampV0(new Date(2024, 0, 2, 3, 4, 5)), "2024-01-02T03:04:05");
 * ```
 */
export function timestampV0(moment: Date): string {
  const date = [moment.getMonth() + 1, moment.getDate()].map(twoDigits);
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(
    twoDigits,
  );
  const year = String(moment.getFullYear()).padStart(4, "0");
  return `${year}-${date.join("-")}T${time.join(":")}` + fraction(moment);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function fraction(moment: Date): string {
  const milliseconds = moment.getMilliseconds();
  return milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}000`;
}
