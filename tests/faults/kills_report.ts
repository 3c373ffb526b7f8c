/**
 * Kills on every kind of store, told line by line.
 *
 * @module
 */

import { type Killed, killOn, STORES } from "./kills.ts";

/** What came of all of it. */
export interface KillsTotal extends Killed {
  failed: number;
}

/** Kills `kills` processes on each kind of store, and prints what came of it. */
export async function reportKills(
  { kills, seed, only }: { kills: number; seed: number; only: string },
): Promise<KillsTotal> {
  const total = { processes: 0, kills: 0, swept: 0, failed: 0 };
  for (const kind of STORES.filter((name) => kills > 0 && name.includes(only))) {
    try {
      const killed = await killOn(kind, { kills, seed });
      total.processes += killed.processes;
      total.kills += killed.kills;
      total.swept += killed.swept;
      console.log(`${kind}: ${shown(killed)}`);
    } catch (error) {
      total.failed++;
      console.log(`${kind}: ${(error as Error).message}`);
    }
  }
  console.log(`in all: ${shown(total)}; ${total.failed} stores went wrong`);
  return total;
}

function shown({ processes, kills, swept }: Killed): string {
  return `${kills} of ${processes} processes killed, ${swept} leftovers swept`;
}
