/**
 * The commands on the agent.
 *
 * @module
 */

import type { Group } from "../command_group.ts";

/** In the order of the help text. */
export const AGENT: readonly Group[] = [
  {
    title: "Agent: holds keys for a while, so that a password is typed once",
    word: "agent",
    entries: [
      {
        words: "agent start",
        summary: "start it",
        load: () => import("./start.ts"),
      },
      {
        words: "agent status",
        summary: "tell whether it runs, and what it holds",
        load: () => import("./status.ts"),
      },
      {
        words: "agent lock",
        summary: "wipe all keys",
        load: () => import("./lock.ts"),
      },
      {
        words: "agent stop",
        summary: "wipe all keys and end it",
        load: () => import("./stop.ts"),
      },
    ],
  },
];
