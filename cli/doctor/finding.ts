/**
 * What `coffer doctor` finds.
 *
 * @module
 */

/** `ok`: as it should be; `warn`: think about it; `bad`: harm can come of it. */
export type Level = "ok" | "warn" | "bad";

/** One thing that was looked at. */
export interface Finding {
  readonly level: Level;
  /** Which check it comes from, for programs. */
  readonly check: string;
  /** A sentence, with nothing that a terminal might obey. */
  readonly text: string;
  /** What to do about it. */
  readonly repair?: string;
  /** Does that, where it is safe to do so. */
  readonly mend?: () => Promise<void>;
}
