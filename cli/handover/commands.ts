/**
 * The commands that hand secrets over to programs.
 *
 * @module
 */

import type { Group } from "../command_group.ts";

/** In the order of the help text. */
export const HANDOVER: readonly Group[] = [
  {
    title: "Secrets into programs, by references such as coffer://mail/work",
    word: "",
    entries: [
      {
        words: "read",
        summary: "print values alone",
        load: () => import("./read.ts"),
      },
      {
        words: "run",
        summary: "start a program with secrets in its environment",
        load: () => import("./run.ts"),
      },
      {
        words: "inject",
        summary: "fill secrets into a template",
        load: () => import("./inject.ts"),
      },
      {
        words: "export",
        summary: "print variables for shells, files and CI systems",
        load: () => import("./export.ts"),
      },
      {
        words: "types",
        summary: "print the names of secrets as TypeScript",
        load: () => import("./types.ts"),
      },
    ],
  },
];
