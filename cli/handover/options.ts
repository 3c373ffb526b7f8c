/**
 * What the commands that hand secrets over have in common.
 *
 * @module
 */

import type { Call, Option } from "../command.ts";
import { OPEN_WALLET } from "../wallet/options.ts";
import { VERIFY } from "../wallet/whole.ts";

/** Flags that commander cannot spell. */
export const HANDOVER_ALIASES: Readonly<Record<string, string>> = {
  "-st": "--storage-type",
};

/** Which stash and which wallet, and what opens them. */
export const OPEN_BOTH: Option[] = [
  {
    flags: "-f, --stash <FILE>",
    help: "the stash of stash:// references (default: $COFFER_STASH)",
  },
  {
    flags: "--stash-password-file <FILE>",
    help: "read its password from a file, where the wallet has another",
  },
  {
    flags: "--stash-password-fd <N>",
    help: "read it from file descriptor N",
  },
  { flags: "--stash-password-stdin", help: "read it from standard input" },
  { flags: "--max-iterations <N>", help: "open a stash that asks for more work" },
  VERIFY,
  ...OPEN_WALLET,
];

/** Files of variables. */
export const ENV_FILE: Option = {
  flags: "--env-file <FILE>",
  help: "a file of NAME=VALUE lines; values may be references",
  repeats: true,
};

/** How references are written, for the help of commands that take them. */
export const REFERENCE_NOTE = `
References: coffer://DOMAIN/ACCESS/FIELD is a field of a wallet's record: uid, pwd or
info/NAME; pwd if left out. stash://KEY is a value of a stash. A literal / ? or % in a
name is %2F, %3F, %25; a blank may be %20. ?encoding=base64 at the end gives base64.
Each store is opened once: the wallet by --password-..., --token-..., COFFER_TOKEN_FILE or
COFFER_TOKEN, the stash by the same password, unless --stash-password-... or
COFFER_STASH_PASSWORD names its own.`;

/** The stores that some references are in; what is no reference will be an error. */
export function storesOf(texts: readonly string[]): readonly ("stash" | "wallet")[] {
  const stores = texts.map((text) => text.startsWith("stash:") ? "stash" : "wallet");
  return [...new Set(stores)];
}

/** What follows `NAME=` in the values of an option or argument. */
export function rightHandSides(texts: readonly string[]): string[] {
  return texts.map((text) => text.slice(text.indexOf("=") + 1));
}

/** Whether a call takes variables from files. */
export function hasEnvFile(call: Call): boolean {
  return call.texts("envFile").length > 0;
}
