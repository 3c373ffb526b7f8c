/**
 * Why a wallet did not do what it was asked to.
 *
 * @module
 */

import { ExistsError, NameTakenError, NotFoundError } from "../../errors.ts";
import { formatKey } from "../../stash/key.ts";
import type { RecordName } from "./place.ts";

/** There is no record of this name. */
export function noRecord({ domain, access }: RecordName): NotFoundError {
  return new NotFoundError(`there is no record ${formatKey([domain, access])}`, {
    hint: "`coffer list` lists what there is",
  });
}

/** The record has no such entry. */
export function noEntry({ domain, access }: RecordName, entry: string): NotFoundError {
  const record = formatKey([domain, access]);
  return new NotFoundError(`${record} has no info entry ${formatKey([entry])}`, {
    hint: "`coffer get` shows its entries",
  });
}

/** The name is that of another record. */
export function taken({ domain, access }: RecordName): NameTakenError {
  return new NameTakenError(`there is a record ${formatKey([domain, access])} already`, {
    hint: "choose another name, or replace it with --force",
  });
}

/** There is something where a new wallet was to be. */
export function notEmpty(location: string): ExistsError {
  return new ExistsError(
    `there is a wallet in ${location} already; nothing was changed`,
    {
      hint: "choose another place, or join the wallet that is there with `coffer init`",
    },
  );
}
