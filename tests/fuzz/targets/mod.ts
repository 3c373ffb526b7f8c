/**
 * All that is fuzzed.
 *
 * @module
 */

import type { FuzzTarget } from "../target.ts";
import { CONFIG_TARGETS } from "./config.ts";
import { HANDOVER_TARGETS } from "./handover.ts";
import { IMPORT_TARGETS } from "./imports.ts";
import { STASH_TARGETS } from "./stash.ts";
import { STORE_TARGETS } from "./stores.ts";
import { WALLET_TARGETS } from "./wallet.ts";
import { WIRE_TARGETS } from "./wire.ts";

/** In the order of the report. */
export const TARGETS: readonly FuzzTarget[] = [
  ...STASH_TARGETS,
  ...STORE_TARGETS,
  ...WALLET_TARGETS,
  ...HANDOVER_TARGETS,
  ...CONFIG_TARGETS,
  ...IMPORT_TARGETS,
  ...WIRE_TARGETS,
];
