/** `coffer run` */
import { type MaskPlan, planMask } from "../../core/handover/mask/masker.ts";
import type { Call, Command } from "../command.ts";
import { XDG_RUNTIME_DIR } from "../environment.ts";
import { temporaryFolder } from "../temporary.ts";
import { NotStarted, runChild } from "./child.ts";
import { carryOut, type Handover, planOf, type Secret } from "./environment.ts";
import {
  ENV_FILE,
  HANDOVER_ALIASES,
  hasEnvFile,
  OPEN_BOTH,
  REFERENCE_NOTE,
  rightHandSides,
  storesOf,
} from "./options.ts";
import { ownSecrets } from "./own_secrets.ts";

async function run(call: Call): Promise<number> {
  const [program = "", ...args] = call.arguments;
  const plan = await planOf(call);
  // It has been looked through; from here on nothing of it can be read.
  const { surroundings: _, ...needs } = call.needs;
  call.needs = needs;
  using handover = await carryOut(call, plan);
  const mask = call.flag("mask") ? await maskOf(call, handover) : null;
  const { env, stdin } = handover;
  try {
    const ended = () => handover.removeFiles();
    return await runChild(call.io, { program, args, env, stdin, mask, ended });
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    await call.out.error(error.reason);
    return error.exitCode;
  }
}

async function maskOf(call: Call, { secrets }: Handover): Promise<MaskPlan> {
  const forms = [...secrets.flatMap(formsOf), ...await ownSecrets(call)];
  const plan = planMask(forms.map(({ value }) => value));
  for (const what of new Set(plan.unmasked.map((index) => forms[index]!.what))) {
    await call.out.warn(
      `the value for ${what} is too short or too long to be hidden in the output`,
    );
  }
  return plan;
}

/** What was asked for as base64 is a secret before and after. */
function formsOf({ what, value, reference }: Secret): Pick<Secret, "what" | "value">[] {
  if (reference.encoding !== "base64") return [{ what, value }];
  const text = atob(new TextDecoder().decode(value));
  const before = Uint8Array.from(text, (char) => char.charCodeAt(0));
  return [{ what, value }, { what, value: before }];
}

/** Starts a program with secrets. */
export const command: Command = {
  arguments: [{ name: "<command...>", help: "the program and its arguments, after --" }],
  options: [
    {
      flags: "--env <NAME=REFERENCE>",
      help: "set a variable to a secret",
      repeats: true,
    },
    ENV_FILE,
    {
      flags: "--file <NAME=REFERENCE>",
      help: "put a secret into a file, and its path into a variable",
      repeats: true,
    },
    { flags: "--stdin <REFERENCE>", help: "give the program a secret on standard input" },
    { flags: "--only", help: "begin with an empty environment" },
    { flags: "--no-mask", help: "hand the terminal over; secrets are not hidden" },
    ...OPEN_BOTH,
  ],
  aliases: HANDOVER_ALIASES,
  examples: [
    {
      call: "coffer run --env TOKEN=coffer://ci/deploy -- ./deploy.sh --fast",
      does: "starts it with TOKEN set",
    },
    {
      call: "coffer run --env-file .env -- deno task start",
      does: "replaces the references in the file, and in the environment",
    },
    {
      call: "coffer run --only --file KEY=stash://tls/key -- /usr/bin/nginx",
      does: "KEY has the path of a file that is gone afterwards, and nothing else is set",
    },
  ],
  notes:
    `No shell is involved. Variables of the environment and of --env-file whose values
are references are replaced too; those named COFFER_... are never handed on. Variables
that steer what a program loads or runs (PATH, LD_PRELOAD, NODE_OPTIONS and the like) are
set by --env alone, and not from a file or by a reference in the environment.

Of the program's output, every secret that was handed over is hidden, and Coffer's own
passwords and token, also as base64, hexadecimal, in URLs and in JSON, from four bytes up;
so its output is a pipe. --no-mask
leaves it the terminal. Its exit code is Coffer's: 126 and 127 if it cannot be started,
128+n if signal n ended it. Signals are passed on to it, but for Ctrl-C, which a terminal
sends to both. Files are gone when the program has ended; Coffer waits for all who still
write to its output, for a second at most once a signal has asked for the end.
${REFERENCE_NOTE}`,
  writes: (call) => call.texts("file").length > 0,
  programs: (call) => call.arguments.slice(0, 1),
  opens: (call) => {
    // What a file or the environment may name is not known yet.
    if (!call.flag("only") || hasEnvFile(call)) return ["stash", "wallet"];
    const named = [...call.texts("env"), ...call.texts("file")];
    return storesOf([...rightHandSides(named), ...[call.text("stdin") ?? []].flat()]);
  },
  handsOnEnvironment: (call) => !call.flag("only"),
  needs: (call, grants) => {
    if (call.texts("file").length === 0) return;
    grants.variable(XDG_RUNTIME_DIR);
    grants.change(call.io.env(XDG_RUNTIME_DIR) || temporaryFolder(call.io.env));
  },
  run,
};
