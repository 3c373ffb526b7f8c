/** `coffer inject` */
import { utf8, wipe } from "../../core/bytes.ts";
import {
  parseTemplate,
  referencesIn,
  type TemplatePart,
} from "../../core/handover/template.ts";
import type { Call, Command } from "../command.ts";
import { readStdin } from "../stdin.ts";
import { HANDOVER_ALIASES, OPEN_BOTH, REFERENCE_NOTE } from "./options.ts";
import { readTextFile, textOf } from "./text_file.ts";
import { valuesOf } from "./values.ts";

const WHAT = "the template";
const STDIN = "-";

async function run(call: Call): Promise<void> {
  const parts = parseTemplate(await templateText(call));
  const values = await valuesOf(call, referencesIn(parts));
  const filled = fill(parts, values);
  wipe(...values);
  const target = call.text("out");
  if (target === undefined) return await call.out.data(filled);
  const { writeOut } = await import("../../exchange/files.ts");
  await writeOut(target, filled, { force: call.flag("force") });
  wipe(filled);
}

async function templateText(call: Call): Promise<string> {
  const path = call.text("in") ?? STDIN;
  if (path !== STDIN) return await readTextFile(path, WHAT);
  return textOf(await readStdin(call.io, WHAT), WHAT);
}

/** The text with values in the place of references, in their order. */
function fill(parts: readonly TemplatePart[], values: readonly Uint8Array[]): Uint8Array {
  const left = [...values];
  const pieces = parts.map((part) =>
    typeof part === "string" ? utf8(part) : left.shift()!
  );
  const all = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Fills a template in. */
export const command: Command = {
  options: [
    { flags: "-i, --in <FILE>", help: "the template (default: standard input)" },
    { flags: "-o, --out <FILE>", help: "put the result into a new file (mode 0600)" },
    { flags: "--force", help: "with --out: replace a file that is there" },
    ...OPEN_BOTH,
  ],
  aliases: HANDOVER_ALIASES,
  examples: [
    {
      call: "coffer inject -i app.template.toml -o app.toml",
      does: "replaces each {{ coffer://... }} and {{ stash://... }} by its value",
    },
    {
      call: "echo 'pin: {{ coffer://bank/card }}' | coffer inject",
      does: "prints the result",
    },
  ],
  notes:
    `Double braces around anything else are left as they are. Nothing is written unless
every reference has a value, and then the file as a whole.
${REFERENCE_NOTE}`,
  writes: (call) => call.text("out") !== undefined,
  // It is written beside its place first, with or without --force.
  needs: (call, grants) => grants.create(call.text("out")),
  run,
};
