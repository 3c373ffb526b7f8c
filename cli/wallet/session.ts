/** `coffer session`, and what it shares with `coffer client` */
import { UsageError } from "../../core/errors.ts";
import type { Command } from "../command.ts";

/**
 * A command of secret_wallet's tests, which Coffer answers with what there is instead.
 * Whatever stands after it, the answer is the same.
 */
export function replacedCommand(
  name: string,
  did: { readonly then: string; readonly agent: string },
): Command {
  return {
    arguments: [{ name: "[anything...]", help: "whatever stands here is not used" }],
    options: [
      { flags: "-v, --value <TEXT>", help: "not used" },
      { flags: "--password <TEXT>", help: "-p, not used" },
      { flags: "--timeout <SECONDS>", help: "-to, not used" },
      { flags: "--lifetime <SECONDS>", help: "-lf, not used" },
      { flags: "--storage-type <TYPE>", help: "-st, not used" },
    ],
    aliases: {
      "-p": "--password",
      "-to": "--timeout",
      "-lf": "--lifetime",
      "-st": "--storage-type",
    },
    examples: [
      { call: `coffer ${did.agent}`, does: "is what there is instead" },
      { call: "coffer shell", does: "keeps a password for a while, too" },
    ],
    notes: `In secret_wallet, for tests, it ${did.then}.
It always fails here, with exit code 2.`,
    writes: () => false,
    run: () => Promise.reject(replaced(name, did.agent)),
  };
}

function replaced(name: string, instead: string): UsageError {
  return new UsageError(`\`coffer ${name}\` is not a command of Coffer`, {
    hint:
      `the agent replaces it: \`coffer ${instead}\`; \`coffer shell\` keeps a password, too`,
  });
}

/** Says what there is instead of a session. */
export const command: Command = replacedCommand("session", {
  then: "kept the memorable password between calls",
  agent: "agent start",
});
