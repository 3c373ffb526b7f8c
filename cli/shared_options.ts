/**
 * Options that many commands share, each said once.
 *
 * @module
 */

import type { Option } from "./command.ts";

/** Which stash. */
export const STASH_FILE: Option = {
  flags: "-f, --file <FILE>",
  help: "the stash: a path or a store's URL (default: $COFFER_STASH)",
};

/** Answers for programs. */
export const JSON_OUTPUT: Option = {
  flags: "--json",
  help: "print JSON, errors too",
};

/** How the option is written that names a wallet's store. */
export const STORE_FLAGS = "--store <URL>";

/** No questions. */
export const NO_INPUT: Option = {
  flags: "--no-input",
  help: "never ask; fail where an answer is needed",
};

/** Where the password comes from, if not from the environment or a prompt. */
export const PASSWORD_SOURCES: Option[] = [
  { flags: "--password-file <FILE>", help: "read the password from a file" },
  { flags: "--password-fd <N>", help: "read the password from file descriptor N" },
  { flags: "--password-stdin", help: "read the password from standard input" },
];

/** Where a token comes from that opens a wallet in place of a password. */
export const TOKEN_SOURCES: Option[] = [
  { flags: "--token-file <FILE>", help: "read a CI token from a file, and open with it" },
  { flags: "--token-fd <N>", help: "read the token from file descriptor N" },
  { flags: "--token-stdin", help: "read the token from standard input" },
];

/** Where the new password comes from. */
export const NEW_PASSWORD_SOURCES: Option[] = [
  { flags: "--new-password-file <FILE>", help: "read the new password from a file" },
  {
    flags: "--new-password-fd <N>",
    help: "read the new password from file descriptor N",
  },
  {
    flags: "--new-password-stdin",
    help: "read the new password from standard input",
  },
];

/** Where the device password comes from, if the configuration has no device key. */
export const DEVICE_PASSWORD_SOURCES: Option[] = [
  {
    flags: "--device-password-file <FILE>",
    help: "read the device password from a file",
  },
  {
    flags: "--device-password-fd <N>",
    help: "read the device password from file descriptor N",
  },
  {
    flags: "--device-password-stdin",
    help: "read the device password from standard input",
  },
];

/** Where the new device password comes from. */
export const NEW_DEVICE_PASSWORD_SOURCES: Option[] = [
  {
    flags: "--new-device-password-file <FILE>",
    help: "read the new device password from a file",
  },
  {
    flags: "--new-device-password-fd <N>",
    help: "read the new device password from file descriptor N",
  },
  {
    flags: "--new-device-password-stdin",
    help: "read the new device password from standard input",
  },
];

/** Where the secret part of an AWS access key comes from. */
export const AWS_SECRET_SOURCES: Option[] = [
  { flags: "--aws-secret-file <FILE>", help: "read its secret from a file" },
  { flags: "--aws-secret-fd <N>", help: "read its secret from file descriptor N" },
  { flags: "--aws-secret-stdin", help: "read its secret from standard input" },
];

/** Patience. */
export const LOCK_TIMEOUT: Option = {
  flags: "--lock-timeout <SECONDS>",
  help: "how long to wait for another writer (default: 30)",
};

/** More of it. */
export const TIMEOUT: Option = {
  flags: "--timeout <SECONDS>",
  help: "how long to go on asking a store over the network (default: 30)",
};

/** A typed password that breaks the rules. */
export const ALLOW_WEAK: Option = {
  flags: "--allow-weak",
  help: "take a new password that breaks the rules, with a warning",
};

/** The cost of guessing. */
export const ITERATIONS: Option = {
  flags: "--iterations <N>",
  help: "PBKDF2 iterations, 220000 to 10000000 (default: 262144)",
};

/** What every command on an existing stash takes. */
export const OPEN_STASH: Option[] = [
  STASH_FILE,
  ...PASSWORD_SOURCES,
  { flags: "--max-iterations <N>", help: "open a stash that asks for more work" },
  TIMEOUT,
  NO_INPUT,
  JSON_OUTPUT,
];

/** What every command that changes a stash takes. */
export const CHANGE_STASH: Option[] = [
  ...OPEN_STASH,
  LOCK_TIMEOUT,
  { flags: "--beyond-sstash", help: "allow keys too deep for sstash to open" },
];

/** The options above that take a value, to tell values from commands. */
export const VALUE_FLAGS: ReadonlySet<string> = new Set(
  [
    ...CHANGE_STASH,
    ...TOKEN_SOURCES,
    ...NEW_PASSWORD_SOURCES,
    ...DEVICE_PASSWORD_SOURCES,
    ITERATIONS,
    { flags: "--store <URL>", help: "" },
    { flags: "--profile <NAME>", help: "" },
    { flags: "-st, --storage-type <TYPE>", help: "" },
    { flags: "-i, --in <FILE>", help: "" },
    { flags: "-o, --out <FILE>", help: "" },
    { flags: "-v, --value <VALUE>", help: "" },
    { flags: "--stash <FILE>, --stash-password-file <FILE>", help: "" },
    { flags: "--stash-password-fd <N>, --format <FORMAT>, --to <WHERE>", help: "" },
    { flags: "--env <NAME=REFERENCE>, --env-file <FILE>", help: "" },
    { flags: "--stdin <REFERENCE>", help: "" },
    { flags: "-u, --uid <UID>", help: "" },
    { flags: "-p, --pwd <PWD>", help: "" },
    { flags: "-a, --access <ACCESS>", help: "" },
    { flags: "--domain <DOMAIN>, --field <FIELD>", help: "" },
    { flags: "-ik, --info-key <NAME>, -iv, --info-value <VALUE>", help: "" },
    { flags: "--from <URL>, --to <URL>, --prefer <WHICH>", help: "" },
    { flags: "-nd, --new-domain <DOMAIN>, -na, --new-access <ACCESS>", help: "" },
  ]
    .filter(({ flags }) => flags.includes("<"))
    .flatMap(({ flags }) => flags.match(/-[-a-z]+/g) ?? []),
);
