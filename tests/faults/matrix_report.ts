/**
 * All faults at all calls, told line by line.
 *
 * @module
 */

import { withCheapKeys } from "./cheap.ts";
import { type Mode, MODES, tryScenario } from "./matrix.ts";
import type { Scenario } from "./scenario.ts";

/** What was tried in all. */
export interface MatrixTotal {
  scenarios: number;
  calls: number;
  faults: Record<Mode, number>;
  failed: number;
}

/** Tries every scenario at every `step`th call, and prints what came of it. */
export async function reportMatrix(
  scenarios: readonly Scenario[],
  step: number,
): Promise<MatrixTotal> {
  const faults = { once: 0, dead: 0, unheard: 0, delayed: 0 };
  const total = { scenarios: scenarios.length, calls: 0, faults, failed: 0 };
  await withCheapKeys(async () => {
    for (const scenario of scenarios) await report(scenario, step, total);
  });
  console.log(
    `${total.scenarios} commands, ${total.calls} calls: ${shown(faults)}; ` +
      `${total.failed} went wrong`,
  );
  return total;
}

async function report(
  scenario: Scenario,
  step: number,
  total: MatrixTotal,
): Promise<void> {
  try {
    const { calls, faults } = await tryScenario(scenario, function* (last) {
      for (let at = 1; at <= last; at += step) yield at;
    });
    total.calls += calls;
    for (const mode of MODES) total.faults[mode] += faults[mode];
    console.log(`${scenario.name}: ${calls} calls: ${shown(faults)}`);
  } catch (error) {
    total.failed++;
    const { message, cause } = error as Error;
    console.log(`${message}: ${(cause as Error | undefined)?.message}`);
  }
}

function shown(faults: Record<Mode, number>): string {
  const all = MODES.reduce((sum, mode) => sum + faults[mode], 0);
  return `${faults.once} failed, ${faults.unheard} done and failed, ` +
    `${faults.dead} stopped, ${faults.delayed} delayed, ${all} in all`;
}
