/**
 * The commands that write a wallet, in the store of a plug-in.
 *
 * @module
 */

import type { Scenario, Stage } from "./scenario.ts";
import { faultedPlugin, pluginStage } from "./plugin_stage.ts";
import { epochsIn, EVERYWHERE, onWallet, OWN } from "./wallet_scenarios.ts";
import { lookAtWallets } from "./wallet_stage.ts";

const CHOSEN = [
  "set a new record",
  "set a part of a record",
  "delete a record",
  "rename a record",
  "load records",
  "backup make",
  "backup restore",
  "copy",
  "reconf -m",
  "reconf --rotate-key",
  "slot add",
];

const ALL: typeof EVERYWHERE = {
  ...EVERYWHERE,
  ...OWN,
  "reconf --rotate-key": {
    ...OWN["reconf --rotate-key"]!,
    look: async (stage) => `${await lookAtWallets(stage)} ${epochOf(stage)}`,
  },
};

/** All of them. A Worker is no moment for another writer to come in between. */
export const PLUGIN_SCENARIOS: readonly Scenario[] = CHOSEN.map((what) => {
  const { prepare, shared: _, ...part } = ALL[what]!;
  const open = () => pluginStage(prepare);
  return onWallet(`plug-in: ${what}`, open, { ...part, faulted: faultedPlugin });
});

function epochOf(stage: Stage): string {
  return epochsIn(JSON.parse(Deno.readTextFileSync(stage.at("data/header.json"))));
}
