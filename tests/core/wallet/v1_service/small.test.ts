/** Times from elsewhere, and the order of names. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { compareNames } from "../../../../core/wallet/v1/name_order.ts";
import { isTimestampV1, timestampV1 } from "../../../../core/wallet/v1/timestamp.ts";
import { toTimestampV1 } from "../../../../core/wallet/v1/updated.ts";
import { timestampV0 } from "../../../../core/wallet/timestamp_v0.ts";

const SETTINGS = { seed: 7, numRuns: 300 };

Deno.test("times in several forms", () => {
  const cases: [string, string | null][] = [
    ["2026-01-02T03:04:05.060000Z", "2026-01-02T03:04:05.060000Z"],
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"],
    ["2026-01-02 03:04:05.1+00:00", "2026-01-02T03:04:05.100000Z"],
    ["2026-01-02T03:04:05.123456-05:30", "2026-01-02T08:34:05.123456Z"],
    ["2026-01-01T00:00:00.999999+00:01", "2025-12-31T23:59:00.999999Z"],
    ["2026-02-29T03:04:05Z", null],
    ["2026-02-30T03:04:05", null],
    ["2026-01-02T24:00:00", null],
    ["2026-01-02T03:60:05", null],
    ["2026-01-02T03:04:05+99:00", null],
    ["0001-01-01T00:00:00+00:01", null],
    ["9999-12-31T23:59:59-00:01", null],
    ["0000-01-01T00:00:00Z", null],
    ["2026-01-02", null],
    ["2026-01-02T03:04:05.1234567", null],
    [" 2026-01-02T03:04:05", null],
    ["", null],
  ];
  for (const [text, expected] of cases) assert.equal(toTimestampV1(text), expected, text);
});

Deno.test("a local time of v0 is the moment that it was", () => {
  const moments = fc.date({
    min: new Date(Date.UTC(1980, 0, 1)),
    max: new Date(Date.UTC(2100, 0, 1)),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, (moment) => {
      const local = timestampV0(moment);
      const converted = toTimestampV1(local);
      assert.ok(converted !== null && isTimestampV1(converted));
      // An hour that clocks repeat stands for two moments; either is right.
      assert.equal(timestampV0(new Date(converted)), local);
      if (moment.getTimezoneOffset() === 0) assert.equal(converted, timestampV1(moment));
    }),
    SETTINGS,
  );
});

Deno.test("names are compared by code points", () => {
  const text = fc.string({ unit: "binary", maxLength: 4 });
  const points = ({ domain, access }: { domain: string; access: string }) =>
    [domain, access].map((each) => Array.from(each, (char) => char.codePointAt(0)!));
  const compareLists = (a: number[], b: number[]): number => {
    const at = a.findIndex((point, i) => point !== b[i]);
    if (at < 0) return a.length - b.length;
    return at >= b.length ? 1 : a[at]! - b[at]!;
  };
  const name = fc.record({ domain: text, access: text });
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [[domainA, accessA], [domainB, accessB]] = [points(a), points(b)];
      const expected = compareLists(domainA!, domainB!) ||
        compareLists(accessA!, accessB!);
      assert.equal(Math.sign(compareNames(a, b)), Math.sign(expected));
    }),
    SETTINGS,
  );
});
