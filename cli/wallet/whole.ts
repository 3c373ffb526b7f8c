/**
 * `--verify`: the whole of a wallet is looked at before anything of it is used.
 *
 * @module
 */

import { DamagedError, PartialError } from "../../core/errors.ts";
import type { WalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import type { Option } from "../command.ts";
import { nameOf } from "./show.ts";

/** Its name among the flags of a call. */
export const VERIFY_FLAG = "verify";

/** For commands that use values. */
export const VERIFY: Option = {
  flags: "--verify",
  help: "read and check the whole wallet first",
};

const HINT = "`coffer verify` names everything that is wrong";

/**
 * Reads everything.
 *
 * @throws {DamagedError} if something is swapped, stale, missing, foreign or damaged
 * @throws {RollbackError} if a record is older than this device has seen it
 * @throws {PartialError} in secret_wallet's format, if some records do not open
 */
export async function assertWhole(wallet: Wallet): Promise<void> {
  if (wallet.format === "coffer") {
    const { problems: [first, ...others] } = await (wallet as WalletV1).verify();
    if (first === undefined) return;
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    throw new DamagedError(`${first.message}${more}`, { cause: first, hint: HINT });
  }
  const { verifyV0 } = await import("../../core/wallet/v0/verify.ts");
  const { unopened } = await verifyV0(wallet);
  if (unopened.length > 0) throw unopenedError(unopened.map(nameOf));
}

/** The error for records of secret_wallet's format that do not open. */
export function unopenedError(names: readonly string[]): PartialError {
  return new PartialError(`not opened by this password: ${names.join(", ")}`, {
    hint: "they are damaged, or were sealed with another password or device key",
  });
}
