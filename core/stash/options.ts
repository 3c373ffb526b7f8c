/**
 * What may be said when a stash is made, opened or given another password.
 *
 * @module
 */

import type { RandomSource } from "../crypto/random.ts";
import { WeakPasswordError } from "../errors.ts";
import type { KeyHolder } from "../held_keys.ts";

/** What may be said when a stash is opened. */
export interface OpenOptions {
  /**
   * The most PBKDF2 iterations that the file may ask for: by default 10,000,000, or
   * 1,000,000 for a hash that runs in JavaScript.
   */
  maxIterations?: number;
  /** Allows keys deeper than sstash itself can open. */
  beyondSstash?: boolean;
  /** Where salts and nonces come from (default: the system's generator). */
  random?: RandomSource;
  /** Who holds the key for a while; asked before the password. */
  held?: KeyHolder;
}

/** What may be said when a stash is made. */
export interface CreateOptions extends Omit<OpenOptions, "held"> {
  /** PBKDF2 iterations, 220,000 to 10,000,000 (default 262,144). */
  iterations?: number;
}

/** What may be said when a password is changed. */
export interface ChangePasswordOptions {
  /** As in `CreateOptions`; by default what the stash has, or 262,144 if that is more. */
  iterations?: number;
}

/** A password, or a way to get it that is used only when it is needed. */
export type PasswordSource = string | (() => Promise<string>);

/** The password itself, asked for now if it has not been. */
export async function resolvePassword(password: PasswordSource): Promise<string> {
  return typeof password === "string" ? password : await password();
}

/**
 * A password for something new, asked for now if it has not been.
 *
 * @throws {WeakPasswordError} if it is empty
 */
export async function resolveNewPassword(source: PasswordSource): Promise<string> {
  const password = await resolvePassword(source);
  if (password !== "") return password;
  throw new WeakPasswordError("an empty password protects nothing", {
    hint: "what was made with one still opens; nothing new is made",
  });
}
