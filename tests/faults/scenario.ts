/**
 * A command that writes, on what it is tried, and how what came of it is looked at.
 *
 * @module
 */

import type { withFault } from "../support/faults.ts";
import type { Ran } from "../support/wallet_scene.ts";

/** Where a scenario plays: a folder, and the program within this process. */
export interface Stage {
  readonly path: string;
  at(name: string): string;
  env: Record<string, string>;
  run(args: string[], env?: Record<string, string>): Promise<Ran>;
}

/** A place for a scenario, which is taken down after it. */
export interface OpenStage extends Stage, AsyncDisposable {
  /** Keeps what is there now; what comes back puts it there again. */
  kept(): Promise<() => Promise<void>>;
}

/** One command that writes. */
export interface Scenario {
  readonly name: string;
  /** Makes what there is before. */
  open(): Promise<OpenStage>;
  args(stage: Stage): string[];
  /** Beside what opens the store: new passwords, say. */
  readonly env?: Record<string, string>;
  /** All that there is, opened, as text to be compared; raises where something does not open. */
  look(stage: Stage): Promise<string>;
  /**
   * Exit codes of the same command, run again after it was done (default: 0 alone);
   * "adds" if it would do more then.
   */
  readonly again?: readonly number[] | "adds";
  /** Whether a state that is neither that before nor that after is one on the way. */
  between?(now: string, states: { before: string; after: string }): boolean;
  /** Commands that write in the same places, for what a writer sweeps. */
  readonly next?: (stage: Stage) => string[][];
  /** What opens the store in the end, if not what did before. */
  readonly nextEnv?: Record<string, string>;
  /** What keeps it from asking for long where nothing answers any more. */
  readonly impatient?: readonly string[];
  /** What makes the system fail, where it is not this program that asks it. */
  readonly faulted?: (stage: Stage) => typeof withFault;
  /** Whether another writer may come in between, and both shall be seen in the end. */
  readonly shared?: boolean;
}
