/**
 * `coffer version`
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import type { Command } from "./command.ts";
import { JSON_OUTPUT } from "./shared_options.ts";

/** The version of this program. */
export const VERSION: string = config.version;

/** `coffer version` */
export const command: Command = {
  options: [JSON_OUTPUT],
  examples: [{ call: "coffer version --json", does: "prints the version for programs" }],
  writes: () => false,
  touchesNothing: true,
  run: async ({ io, out }) => {
    if (out.json) await out.value({ version: VERSION });
    else await out.line(`${io.edition?.name ?? "coffer"} ${VERSION}`);
  },
};
