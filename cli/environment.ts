/**
 * The variables of the environment that Coffer reads, by name: what `--allow-env`
 * must grant.
 *
 * @module
 */

/** The stash that commands use when `-f` is not given. */
export const STASH = "COFFER_STASH";
/** The password itself. */
export const PASSWORD = "COFFER_PASSWORD";
/** A file that holds the password. */
export const PASSWORD_FILE = "COFFER_PASSWORD_FILE";
/** The new password, where one is set. */
export const NEW_PASSWORD = "COFFER_NEW_PASSWORD";
/** A file that holds the new password. */
export const NEW_PASSWORD_FILE = "COFFER_NEW_PASSWORD_FILE";

/** All of them. */
export const VARIABLES: readonly string[] = [
  STASH,
  PASSWORD,
  PASSWORD_FILE,
  NEW_PASSWORD,
  NEW_PASSWORD_FILE,
];
