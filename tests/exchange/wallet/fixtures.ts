/** What the tests of the wallet's text formats share. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { CofferError } from "../../../core/errors.ts";
import type { Attribute, StoredRecord } from "../../../core/ports.ts";
import type { WalletRecord } from "../../../core/wallet/record.ts";
import { anyText } from "../../support/arbitraries.ts";

const VECTORS = new URL("../../vectors/wallet/", import.meta.url);

/** A file that secret_wallet 0.6.3 wrote (tests/vectors/wallet). */
export function vectorText(file: string): string {
  const bytes = Deno.readFileSync(new URL(file, VECTORS));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** A value that no error and no report may show. */
export const SECRET = "hunter2-S3CRET";

/** The error of `act`: of the class, with the text, and without `SECRET` anywhere. */
export function failure(
  act: () => unknown,
  expected: { class: new (...args: never[]) => CofferError; says: RegExp; hint?: RegExp },
): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(error instanceof expected.class, String(error));
    assert.match(error.message, expected.says);
    if (expected.hint !== undefined) assert.match(error.hint ?? "", expected.hint);
    for (let each: unknown = error; each instanceof Error; each = each.cause) {
      const hint = each instanceof CofferError ? each.hint ?? "" : "";
      assert.ok(!(each.message + hint).includes(SECRET), each.message);
    }
    return true;
  });
}

const anyInfo: fc.Arbitrary<Map<string, string>> = fc
  .array(fc.tuple(anyText, anyText), { maxLength: 4 })
  .map((entries) => new Map(entries));

const anyOptional: fc.Arbitrary<string | null> = fc.option(anyText, { nil: null });

/** Any record, the impossible ones too. */
export const anyRecord: fc.Arbitrary<WalletRecord> = fc
  .tuple(anyText, anyText, anyOptional, anyOptional, anyInfo, anyOptional)
  .map(([domain, access, uid, pwd, info, updated]) => ({
    domain,
    access,
    uid,
    pwd,
    info,
    ...(updated === null ? {} : { updated }),
  }));

const anyAttribute: fc.Arbitrary<Attribute> = fc.oneof(anyOptional, anyInfo);

/** Any records that a store may hold, no two under the same names. */
export const anyStored: fc.Arbitrary<StoredRecord[]> = fc.uniqueArray(
  fc.record({
    domain: anyText,
    access: anyText,
    attributes: fc.array(fc.tuple(anyText, anyAttribute), { maxLength: 4 })
      .map((entries) => new Map(entries)),
  }, { noNullPrototype: true }),
  { maxLength: 4, selector: ({ domain, access }) => JSON.stringify([domain, access]) },
);

/** A map's entries in order, since the equality of maps does not look at it. */
export function ordered(value: unknown): unknown {
  if (value instanceof Map) return { map: [...value].map(ordered) };
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort().map(([name, it]) => [name, ordered(it)]);
}
