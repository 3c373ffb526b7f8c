/** `coffer export` */
import { utf8 } from "../../core/bytes.ts";
import { UsageError } from "../../core/errors.ts";
import { asText } from "../../core/handover/text.ts";
import { TEXT_FORMATS } from "../../core/handover/quoting/mod.ts";
import { quote } from "../../core/stash/key.ts";
import type { Call, Command } from "../command.ts";
import { GITHUB_ENV, GITHUB_OUTPUT } from "../environment.ts";
import { type Assignment, fromEnvFiles, parseAssignment } from "./assignments.ts";
import type { Resolved } from "./github.ts";
import {
  ENV_FILE,
  HANDOVER_ALIASES,
  hasEnvFile,
  OPEN_BOTH,
  REFERENCE_NOTE,
  rightHandSides,
  storesOf,
} from "./options.ts";
import { valuesOf } from "./values.ts";

const GITHUB = "github";
const FORMATS = [...Object.keys(TEXT_FORMATS), GITHUB];

async function run(call: Call): Promise<void> {
  const format = formatOf(call);
  const assignments = await assignmentsOf(call);
  if (format === GITHUB) {
    const { exportToGithub, targetOf } = await import("./github.ts");
    const target = targetOf(call);
    return await exportToGithub(call, target, await variablesOf(call, assignments));
  }
  const text = TEXT_FORMATS[format]!(await variablesOf(call, assignments));
  await call.out.data(utf8(text));
}

function formatOf(call: Call): string {
  const format = call.text("format");
  if (format !== undefined && FORMATS.includes(format)) return format;
  const what = format === undefined ? "which format?" : `no format ${quote(format)}`;
  throw new UsageError(what, { hint: `--format takes ${FORMATS.join(", ")}` });
}

async function assignmentsOf(call: Call): Promise<Assignment[]> {
  const named = call.arguments.map((text) => parseAssignment(text, "export"));
  const all = [...await fromEnvFiles(call), ...named];
  if (all.length === 0) {
    throw new UsageError("nothing to export", {
      hint: "name variables, as in TOKEN=coffer://ci/deploy, or a file by --env-file",
    });
  }
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

async function variablesOf(
  call: Call,
  assignments: readonly Assignment[],
): Promise<Resolved[]> {
  const references = assignments.flatMap(({ value }) =>
    typeof value === "string" ? [] : [value]
  );
  const values = await valuesOf(call, references);
  return assignments.map(({ name, value }) => ({
    name,
    isSecret: typeof value !== "string",
    value: typeof value === "string" ? value : asText(values.shift()!, name),
  }));
}

/** Prints variables as others read them. */
export const command: Command = {
  arguments: [{ name: "[name=reference...]", help: "variables to set" }],
  options: [
    { flags: "--format <FORMAT>", help: FORMATS.join(", ") },
    {
      flags: "--to <WHERE>",
      help: "for github: env (default), for the steps that follow, or output",
    },
    ENV_FILE,
    ...OPEN_BOTH,
  ],
  aliases: HANDOVER_ALIASES,
  examples: [
    {
      call: 'eval "$(coffer export --format shell TOKEN=coffer://ci/deploy)"',
      does: "sets a variable of this shell",
    },
    {
      call: "coffer export --format powershell --env-file .env | Invoke-Expression",
      does: "the same for PowerShell",
    },
    {
      call: "coffer export --format github TOKEN=coffer://ci/deploy",
      does: "in GitHub Actions: hides the value in the log, and sets it for later steps",
    },
  ],
  notes:
    `\`coffer run\` keeps secrets out of the shell that starts a program; prefer it where
it will do.
${REFERENCE_NOTE}`,
  writes: (call) => call.text("format") === GITHUB,
  needs: async (call, grants) => {
    if (call.text("format") !== GITHUB) return;
    const { targetOf } = await import("./github.ts");
    grants.variable(GITHUB_ENV, GITHUB_OUTPUT);
    grants.change(targetOf(call));
  },
  opens: (call) => {
    const known = storesOf(rightHandSides(call.arguments));
    return hasEnvFile(call) ? ["stash", "wallet"] : known;
  },
  run,
};
