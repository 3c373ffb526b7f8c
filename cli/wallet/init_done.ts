/**
 * What comes of a set-up.
 *
 * @module
 */

/** What a set-up has done. */
export interface Done {
  done: "created" | "joined";
  store: string;
  profile: string;
  /** The device key as a person may keep it on paper; only where it is random. */
  recovery?: string;
}
