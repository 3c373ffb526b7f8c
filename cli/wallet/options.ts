/**
 * What commands on a wallet take.
 *
 * @module
 */

import type { Option } from "../command.ts";
import {
  DEVICE_PASSWORD_SOURCES,
  JSON_OUTPUT,
  LOCK_TIMEOUT,
  NO_INPUT,
  PASSWORD_SOURCES,
  STORE_FLAGS,
  TIMEOUT,
  TOKEN_SOURCES,
} from "../shared_options.ts";

/** What every command on a wallet takes. */
export const OPEN_WALLET: Option[] = [
  { flags: STORE_FLAGS, help: "where the records are (default: $COFFER_STORE)" },
  { flags: "--profile <NAME>", help: "a profile of the configuration" },
  { flags: "--storage-type <TYPE>", help: "-st: aws_dynamo or local_sqlite" },
  ...PASSWORD_SOURCES,
  ...TOKEN_SOURCES,
  ...DEVICE_PASSWORD_SOURCES,
  TIMEOUT,
  NO_INPUT,
  JSON_OUTPUT,
];

/** What every command that changes a wallet takes. */
export const CHANGE_WALLET: Option[] = [...OPEN_WALLET, LOCK_TIMEOUT];

/** Flags of all commands on a wallet that commander cannot spell. */
export const WALLET_ALIASES: Readonly<Record<string, string>> = {
  "-st": "--storage-type",
  "--info_key": "--info-key",
  "--info_value": "--info-value",
  "-ik": "--info-key",
  "-iv": "--info-value",
};
