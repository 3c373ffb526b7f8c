/**
 * Whether two stores can hold copies of one wallet at all.
 *
 * @module
 */

import { NotFoundError, RefusedError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";
import { type Format, formatOf } from "../copy/content.ts";
import type { Stores } from "./pair_v1.ts";

/**
 * The format that both have. secret_wallet's is that of a store that holds nothing as well,
 * which is a wallet only if it is known to have been one (`isKnown`).
 *
 * @throws {NotFoundError} if one of them has no wallet
 * @throws {RefusedError} if they have two formats
 */
export async function commonFormat(
  { first, second }: Stores,
  { isKnown = false }: { isKnown?: boolean } = {},
): Promise<Format> {
  const format = await formatOf(first);
  const other = await formatOf(second);
  if (format === other) {
    if (format === "secret-wallet" && !isKnown) await mustHoldSomething(first);
    return format;
  }
  await mustHoldSomething(format === "coffer" ? second : first);
  throw new RefusedError(
    `${first.location} and ${second.location} have two formats: ${format} and ${other}`,
    {
      hint:
        "`coffer reconf --upgrade` makes a wallet of Coffer's own format of the other",
    },
  );
}

/** A store that could hold a header and holds nothing has no wallet; not even an empty one. */
async function mustHoldSomething(store: RecordStore): Promise<void> {
  if (!store.features.header) return;
  for await (const _ of store.scan()) return;
  throw new NotFoundError(`there is no wallet in ${store.location}`, {
    hint: "check the name, or make a copy with `coffer copy`",
  });
}
