/**
 * What the report is asked for.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** Options of the report. */
export interface Options {
  /** The sections to run; all if empty. */
  only: readonly string[];
  /** One round of each, on the least of data: shows that it works, and no more. */
  quick: boolean;
}

/** Reads the arguments. @throws {Error} if a section is not one of `sections` */
export function optionsOf(args: string[], sections: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", multiple: true, default: [] },
      quick: { type: "boolean", default: false },
    },
  });
  const only = values.only.flatMap((each) => each.split(","));
  const unknown = only.filter((name) => !sections.includes(name));
  if (unknown.length === 0) return { only, quick: values.quick };
  throw new Error(
    `no such section: ${unknown.join(", ")}; there are ${sections.join(", ")}`,
  );
}
