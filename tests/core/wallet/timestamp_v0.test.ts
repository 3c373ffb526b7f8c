import assert from "node:assert/strict";
import { timestampV0 } from "../../../core/wallet/timestamp_v0.ts";
import { dynamoRecords, sqliteRecords } from "./vectors.ts";

Deno.test("v0 timestamp: local time, with six digits of a second or none", () => {
  const cases: [Date, string][] = [
    [new Date(2026, 10, 22, 6, 9, 36, 653), "2026-11-22T06:09:36.653000"],
    [new Date(2024, 0, 2, 3, 4, 5), "2024-01-02T03:04:05"],
    [new Date(2024, 0, 2, 3, 4, 5, 1), "2024-01-02T03:04:05.001000"],
    [new Date(1999, 11, 31, 23, 59, 59, 999), "1999-12-31T23:59:59.999000"],
  ];
  for (const [moment, expected] of cases) assert.equal(timestampV0(moment), expected);
});

Deno.test("v0 timestamp: is in the zone of the process, whichever that is", () => {
  class Elsewhere extends Date {
    override getFullYear = () => 2031;
    override getMonth = () => 11;
    override getDate = () => 30;
    override getHours = () => 21;
    override getMinutes = () => 43;
  }
  const moment = new Elsewhere("2032-01-01T03:13:59.007Z");
  assert.equal(timestampV0(moment), "2031-12-30T21:43:59.007000");
});

Deno.test("v0 timestamp: has the form of the original's", () => {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/;
  for (const { timestamp } of [...sqliteRecords(), ...dynamoRecords()]) {
    assert.match(timestamp!, form);
    // To the millisecond, which is as far as our clock goes.
    const coarse = timestamp!.replace(/(\.\d{3})\d{3}$/, "$1000").replace(".000000", "");
    assert.equal(timestampV0(new Date(timestamp!)), coarse);
  }
});
