/**
 * Opens a wallet of whichever format is in a store. Only that format's code is loaded.
 *
 * @module
 */

import { NotFoundError, UsageError } from "../errors.ts";
import type { RecordStore } from "../ports.ts";
import type { SecretsV0, Surroundings } from "./v0/wallet.ts";
import type { SecretsV1 } from "./v1/wallet.ts";
import type { Wallet } from "./wallet.ts";

/**
 * What opens a wallet of each format. Give only those that the configuration speaks of:
 * who takes the header of a v1 wallet away must not get v0 records in its place.
 */
export interface WalletSecrets {
  /** For secret_wallet's format. */
  v0?: SecretsV0 | undefined;
  /** For Coffer's own format. */
  v1?: SecretsV1 | undefined;
}

/**
 * The wallet in `store`: a header makes it v1, none makes it v0. Only the header is read,
 * and nobody is asked. The wallet owns the store; if this throws, the caller still does.
 *
 * @throws {NotFoundError} if there is no header, and nothing to open v0 with
 * @throws {UsageError} if there is a header, and nothing to open v1 with
 */
export async function openWallet(
  store: RecordStore,
  { v0, v1 }: WalletSecrets,
  surroundings: Surroundings,
): Promise<Wallet> {
  const header = await store.header();
  if (header !== null) {
    if (v1 !== undefined) {
      const { openWalletV1 } = await import("./v1/wallet.ts");
      return openWalletV1(store, v1, { ...surroundings, header });
    }
    throw new UsageError(`the wallet in ${store.location} has Coffer's own format`, {
      hint: "`coffer init` joins this device to it",
    });
  }
  if (v0 !== undefined) {
    const { openWalletV0 } = await import("./v0/wallet.ts");
    return openWalletV0(store, v0, surroundings);
  }
  throw new NotFoundError(`there is no wallet in ${store.location}`, {
    hint: "`coffer init` makes one; if there was one, put it back from a backup",
  });
}
