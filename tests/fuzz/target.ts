/**
 * What is fuzzed: a reader of something from outside, and inputs for it.
 *
 * @module
 */

import type fc from "fast-check";

/** One reader of something that others may have written. */
export interface FuzzTarget<T = unknown> {
  /** In snake case, for the report and for `--only`. */
  readonly name: string;
  /** Inputs, of which some are as they should be and most are nearly so. */
  readonly inputs: fc.Arbitrary<T>;
  /** Inputs that once went wrong; they come first, in every run. */
  readonly found?: readonly T[];
  /**
   * Reads one input, and checks by `node:assert` what must hold of what was read. Errors
   * of core/errors.ts are refusals, which judge.ts looks at; any other is a finding.
   */
  read(input: T): void;
}

/** The target, its inputs' type forgotten, so that all stand in one list. */
export function target<T>(target: FuzzTarget<T>): FuzzTarget {
  return target as unknown as FuzzTarget;
}
