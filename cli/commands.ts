/**
 * All commands. A command's module is loaded when it is called or its help is asked for.
 *
 * @module
 */

import { AGENT } from "./agent/commands.ts";
import type { Entry, Group } from "./command_group.ts";
import { HANDOVER } from "./handover/commands.ts";
import { STASH } from "./stash/commands.ts";
import { WALLET } from "./wallet/commands.ts";

export type { Entry, Group } from "./command_group.ts";

/** Every command, in the order of the help text. */
export const GROUPS: readonly Group[] = [
  ...WALLET,
  ...STASH,
  ...HANDOVER,
  ...AGENT,
  {
    title: "Coffer itself",
    word: "",
    entries: [
      {
        words: "perms",
        summary: "tell which permissions a command needs",
        load: () => import("./perms.ts"),
      },
      {
        words: "doctor",
        summary: "look for what is not safe in this installation, and repair it",
        load: () => import("./doctor.ts"),
      },
      {
        words: "help",
        summary: "explain a command: coffer help stash read",
        load: () => import("./help.ts"),
      },
      {
        words: "version",
        summary: "print the version",
        load: () => import("./version.ts"),
      },
    ],
  },
];

/** Commands that Coffer starts itself with; no help lists them. */
export const HIDDEN: readonly Entry[] = [
  {
    words: "clipboard-clear",
    summary: "clear the clipboard after a while",
    load: () => import("./clipboard_clear.ts"),
  },
  {
    words: "agent-serve",
    summary: "be the agent",
    load: () => import("./agent/serve.ts"),
  },
];

/** Every command in one list. */
export const ENTRIES: readonly Entry[] = GROUPS.flatMap((group) => group.entries);
