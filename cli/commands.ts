/**
 * All commands: their words, one line on each, and where they live. A command's
 * module is loaded when it is called or its help is asked for.
 *
 * @module
 */

import type { Command } from "./command.ts";

/** A row of the table. */
export interface Entry {
  /** The words that call it, such as `stash read`. */
  words: string;
  summary: string;
  load(): Promise<{ command: Command }>;
}

/** Commands under one headline. */
export interface Group {
  title: string;
  /** The first word of all its commands; empty for commands of one word. */
  word: string;
  entries: Entry[];
}

/** Every command, in the order of the help text. */
export const GROUPS: readonly Group[] = [
  {
    title: "Wallet: records by domain and access, each with a uid, a pwd and more",
    word: "",
    entries: [
      {
        words: "init",
        summary: "make a wallet, or join this device to one",
        load: () => import("./wallet/init.ts"),
      },
      {
        words: "get",
        summary: "show a record, or one value of it",
        load: () => import("./wallet/get.ts"),
      },
      {
        words: "set",
        summary: "make a record, or change parts of it",
        load: () => import("./wallet/set.ts"),
      },
      {
        words: "list",
        summary: "list records by name",
        load: () => import("./wallet/list.ts"),
      },
      {
        words: "query",
        summary: "search records by name",
        load: () => import("./wallet/query.ts"),
      },
      {
        words: "qget",
        summary: "search, and show the match that is chosen",
        load: () => import("./wallet/qget.ts"),
      },
      {
        words: "rename",
        summary: "give a record another name",
        load: () => import("./wallet/rename.ts"),
      },
      {
        words: "delete",
        summary: "delete records, or an info entry",
        load: () => import("./wallet/delete.ts"),
      },
      {
        words: "save",
        summary: "write everything to a file that load takes",
        load: () => import("./wallet/save.ts"),
      },
      {
        words: "dump",
        summary: "print everything in the clear",
        load: () => import("./wallet/dump.ts"),
      },
      {
        words: "load",
        summary: "take in what save or another program wrote",
        load: () => import("./wallet/load.ts"),
      },
      {
        words: "reconf",
        summary: "change the memorable password or the device password",
        load: () => import("./wallet/reconf.ts"),
      },
      {
        words: "conf",
        summary: "show or change the configuration",
        load: () => import("./wallet/conf.ts"),
      },
      {
        words: "shell",
        summary: "take commands one after the other",
        load: () => import("./wallet/shell.ts"),
      },
      {
        words: "session",
        summary: "of secret_wallet's tests; `coffer agent start` replaces it",
        load: () => import("./wallet/session.ts"),
      },
      {
        words: "client",
        summary: "of secret_wallet's tests; `coffer agent status` replaces it",
        load: () => import("./wallet/client.ts"),
      },
    ],
  },
  {
    title: "Slots: what opens a wallet of Coffer's own format",
    word: "slot",
    entries: [
      {
        words: "slot list",
        summary: "list the passwords and CI tokens that open a wallet",
        load: () => import("./wallet/slot/list.ts"),
      },
      {
        words: "slot add",
        summary: "add a password or a CI token",
        load: () => import("./wallet/slot/add.ts"),
      },
      {
        words: "slot remove",
        summary: "take one away",
        load: () => import("./wallet/slot/remove.ts"),
      },
      {
        words: "slot passwd",
        summary: "change a password",
        load: () => import("./wallet/slot/passwd.ts"),
      },
    ],
  },
  {
    title: "Backups of a wallet",
    word: "backup",
    entries: [
      {
        words: "backup make",
        summary: "copy everything aside",
        load: () => import("./wallet/backup/make.ts"),
      },
      {
        words: "backup list",
        summary: "list the backups there are",
        load: () => import("./wallet/backup/list.ts"),
      },
      {
        words: "backup restore",
        summary: "put everything back as it was",
        load: () => import("./wallet/backup/restore.ts"),
      },
    ],
  },
  {
    title: "Stash: one encrypted file that holds a tree of keys (sstash's format)",
    word: "stash",
    entries: [
      {
        words: "stash init",
        summary: "make a new, empty stash",
        load: () => import("./stash/init.ts"),
      },
      {
        words: "stash read",
        summary: "print the value of a key, or put it into a file",
        load: () => import("./stash/read.ts"),
      },
      {
        words: "stash write",
        summary: "set the value of a key",
        load: () => import("./stash/write.ts"),
      },
      {
        words: "stash ls",
        summary: "list the names below a key",
        load: () => import("./stash/ls.ts"),
      },
      {
        words: "stash tree",
        summary: "draw the keys as a tree",
        load: () => import("./stash/tree.ts"),
      },
      {
        words: "stash mv",
        summary: "move a key with all below it",
        load: () => import("./stash/mv.ts"),
      },
      {
        words: "stash rm",
        summary: "remove a key",
        load: () => import("./stash/rm.ts"),
      },
      {
        words: "stash dump",
        summary: "print everything, a JSON line for each key",
        load: () => import("./stash/dump.ts"),
      },
      {
        words: "stash import",
        summary: "take in a folder of files",
        load: () => import("./stash/import.ts"),
      },
      {
        words: "stash export",
        summary: "put keys out as a folder of files",
        load: () => import("./stash/export.ts"),
      },
      {
        words: "stash passwd",
        summary: "change the password, or the cost of guessing it",
        load: () => import("./stash/passwd.ts"),
      },
      {
        words: "stash info",
        summary: "tell how a stash is protected; asks for no password",
        load: () => import("./stash/info.ts"),
      },
    ],
  },
  {
    title: "Agent: holds keys for a while, so that a password is typed once",
    word: "agent",
    entries: [
      {
        words: "agent start",
        summary: "start it",
        load: () => import("./agent/start.ts"),
      },
      {
        words: "agent status",
        summary: "tell whether it runs, and what it holds",
        load: () => import("./agent/status.ts"),
      },
      {
        words: "agent lock",
        summary: "wipe all keys",
        load: () => import("./agent/lock.ts"),
      },
      {
        words: "agent stop",
        summary: "wipe all keys and end it",
        load: () => import("./agent/stop.ts"),
      },
    ],
  },
  {
    title: "Coffer itself",
    word: "",
    entries: [
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
