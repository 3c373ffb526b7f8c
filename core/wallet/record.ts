/**
 * A record in the clear, the same for every wallet format.
 *
 * @module
 */

/**
 * One secret: what is known under a domain and an access.
 *
 * `null` says that there is no such field, and is not the same as the empty text.
 * Format v0 cannot tell the two apart: it stores `null` as the empty text, and that
 * is what comes back.
 */
export interface WalletRecord {
  /** The first part of its name. */
  domain: string;
  /** The second part of its name. */
  access: string;
  /** The user id. */
  uid: string | null;
  /** The password. */
  pwd: string | null;
  /** Further values by name, in the order of the store; any name may occur. */
  info: Map<string, string>;
  /**
   * When it was last changed, as its format writes it: local time without a zone in
   * v0, UTC in v1. Absent where nothing is stored yet or the store does not say.
   */
  updated?: string;
}
