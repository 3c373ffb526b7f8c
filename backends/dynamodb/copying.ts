/**
 * What backups and restores work on.
 *
 * @module
 */

import type { TableReader } from "./reading.ts";
import type { Requests } from "./requests.ts";

/** What is copied, and how it is reached. */
export interface Copying {
  readonly requests: Requests;
  readonly reader: TableReader;
  readonly table: string;
  /** How many changes the engine takes at once. */
  readonly atOnce: number;
}
