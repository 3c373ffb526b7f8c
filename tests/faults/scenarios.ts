/** Every command that writes, on every kind of store that is a file or a plug-in's. @module */
import { FILE_SCENARIOS } from "./file_scenarios.ts";
import { PLUGIN_SCENARIOS } from "./plugin_scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { WALLET_SCENARIOS } from "./wallet_scenarios.ts";

/** All of them. */
export const SCENARIOS: readonly Scenario[] = [
  ...FILE_SCENARIOS,
  ...WALLET_SCENARIOS,
  ...PLUGIN_SCENARIOS,
];
