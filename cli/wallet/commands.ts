/**
 * The commands on wallets.
 *
 * @module
 */

import type { Group } from "../command_group.ts";

/** In the order of the help text. */
export const WALLET: readonly Group[] = [
  {
    title: "Wallet: records by domain and access, each with a uid, a pwd and more",
    word: "",
    entries: [
      {
        words: "init",
        summary: "make a wallet, or join this device to one",
        load: () => import("./init.ts"),
      },
      {
        words: "get",
        summary: "show a record, or one value of it",
        load: () => import("./get.ts"),
      },
      {
        words: "set",
        summary: "make a record, or change parts of it",
        load: () => import("./set.ts"),
      },
      {
        words: "list",
        summary: "list records by name",
        load: () => import("./list.ts"),
      },
      {
        words: "query",
        summary: "search records by name",
        load: () => import("./query.ts"),
      },
      {
        words: "qget",
        summary: "search, and show the match that is chosen",
        load: () => import("./qget.ts"),
      },
      {
        words: "rename",
        summary: "give a record another name",
        load: () => import("./rename.ts"),
      },
      {
        words: "delete",
        summary: "delete records, or an info entry",
        load: () => import("./delete.ts"),
      },
      {
        words: "save",
        summary: "write everything to a file that load takes",
        load: () => import("./save.ts"),
      },
      {
        words: "dump",
        summary: "print everything in the clear",
        load: () => import("./dump.ts"),
      },
      {
        words: "load",
        summary: "take in what save or another program wrote",
        load: () => import("./load.ts"),
      },
      {
        words: "verify",
        summary: "read everything, and name what is not as it should be",
        load: () => import("./verify.ts"),
      },
      {
        words: "reconf",
        summary: "change the memorable password or the device password",
        load: () => import("./reconf.ts"),
      },
      {
        words: "conf",
        summary: "show or change the configuration",
        load: () => import("./conf.ts"),
      },
      {
        words: "shell",
        summary: "take commands one after the other",
        load: () => import("./shell.ts"),
      },
      {
        words: "session",
        summary: "of secret_wallet's tests; `coffer agent start` replaces it",
        load: () => import("./session.ts"),
      },
      {
        words: "client",
        summary: "of secret_wallet's tests; `coffer agent status` replaces it",
        load: () => import("./client.ts"),
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
        load: () => import("./slot/list.ts"),
      },
      {
        words: "slot add",
        summary: "add a password or a CI token",
        load: () => import("./slot/add.ts"),
      },
      {
        words: "slot remove",
        summary: "take one away",
        load: () => import("./slot/remove.ts"),
      },
      {
        words: "slot passwd",
        summary: "change a password",
        load: () => import("./slot/passwd.ts"),
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
        load: () => import("./backup/make.ts"),
      },
      {
        words: "backup list",
        summary: "list the backups there are",
        load: () => import("./backup/list.ts"),
      },
      {
        words: "backup restore",
        summary: "put everything back as it was",
        load: () => import("./backup/restore.ts"),
      },
    ],
  },
  {
    title: "Copies of a wallet: from one store to another",
    word: "",
    entries: [
      {
        words: "copy",
        summary: "copy a wallet into an empty store",
        load: () => import("./copy.ts"),
      },
      {
        words: "diff",
        summary: "tell how two copies of a wallet differ",
        load: () => import("./diff.ts"),
      },
      {
        words: "sync",
        summary: "bring two copies of a wallet together",
        load: () => import("./sync.ts"),
      },
    ],
  },
];
