/**
 * What a store must be able to do for a wallet of format v1.
 *
 * @module
 */

import { RefusedError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";

/** A rename is a deletion, a new record and the header, at once. */
const LEAST_ATOMIC_CHANGES = 3;

/**
 * Checks that a store can hold a wallet of format v1.
 *
 * @throws {RefusedError} if not
 */
export function assertHoldsV1(
  { features, location }: Pick<RecordStore, "features" | "location">,
): void {
  const { header, attributes, atomicChanges } = features;
  if (header && attributes === null && atomicChanges >= LEAST_ATOMIC_CHANGES) return;
  throw new RefusedError(`${location} cannot hold a wallet of Coffer's own format`, {
    hint: header && attributes === null
      ? "its engine has no transactions; use another store or engine"
      : "choose a store of another kind, or another table",
  });
}
