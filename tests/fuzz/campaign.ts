/**
 * Many inputs for one target.
 *
 * @module
 */

import fc from "fast-check";
import { assertMemory, judge } from "./judge.ts";
import type { FuzzTarget } from "./target.ts";

/** How much, and from which seed. */
export interface CampaignOptions {
  readonly runs: number;
  /** A 32-bit integer; the same one gives the same inputs. */
  readonly seed: number;
  /** Called when an input is done. */
  readonly onInput?: () => void;
}

/** What was tried. */
export interface Campaign {
  /** How many inputs there were. */
  readonly inputs: number;
  /** How many of them were taken; the others were refused. */
  readonly taken: number;
  /** The longest that one took, in milliseconds. */
  readonly longest: number;
}

const BETWEEN_LOOKS_AT_MEMORY = 64;

/**
 * Lets a target read `runs` inputs. One that goes wrong is made smaller first.
 *
 * @throws with the input, and the seed and path that make it again
 */
export function campaign(
  target: FuzzTarget,
  { runs, seed, onInput }: CampaignOptions,
): Campaign {
  let inputs = 0, taken = 0, longest = 0;
  const property = fc.property(target.inputs, (input) => {
    const verdict = judge(target, input);
    inputs++;
    onInput?.();
    taken += Number(verdict.taken);
    longest = Math.max(longest, verdict.took);
    if (inputs % BETWEEN_LOOKS_AT_MEMORY === 0) assertMemory();
  });
  const examples = target.found?.map((input): [unknown] => [input]) ?? [];
  const numRuns = runs + examples.length;
  fc.assert(property, { numRuns, seed, examples, includeErrorInReport: true });
  return { inputs, taken, longest };
}
