/**
 * The commands on stashes.
 *
 * @module
 */

import type { Group } from "../command_group.ts";

/** In the order of the help text. */
export const STASH: readonly Group[] = [
  {
    title: "Stash: one encrypted file that holds a tree of keys (sstash's format)",
    word: "stash",
    entries: [
      {
        words: "stash init",
        summary: "make a new, empty stash",
        load: () => import("./init.ts"),
      },
      {
        words: "stash read",
        summary: "print the value of a key, or put it into a file",
        load: () => import("./read.ts"),
      },
      {
        words: "stash write",
        summary: "set the value of a key",
        load: () => import("./write.ts"),
      },
      {
        words: "stash ls",
        summary: "list the names below a key",
        load: () => import("./ls.ts"),
      },
      {
        words: "stash tree",
        summary: "draw the keys as a tree",
        load: () => import("./tree.ts"),
      },
      {
        words: "stash mv",
        summary: "move a key with all below it",
        load: () => import("./mv.ts"),
      },
      {
        words: "stash rm",
        summary: "remove a key",
        load: () => import("./rm.ts"),
      },
      {
        words: "stash dump",
        summary: "print everything, a JSON line for each key",
        load: () => import("./dump.ts"),
      },
      {
        words: "stash import",
        summary: "take in a folder of files",
        load: () => import("./import.ts"),
      },
      {
        words: "stash export",
        summary: "put keys out as a folder of files",
        load: () => import("./export.ts"),
      },
      {
        words: "stash passwd",
        summary: "change the password, or the cost of guessing it",
        load: () => import("./passwd.ts"),
      },
      {
        words: "stash info",
        summary: "tell how a stash is protected; asks for no password",
        load: () => import("./info.ts"),
      },
    ],
  },
];
