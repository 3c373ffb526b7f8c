/**
 * What `coffer set` changes, from its options: given there, on standard input, by chance,
 * or typed once the wallet is open.
 *
 * @module
 */

import { RefusedError, UsageError } from "../../core/errors.ts";
import { formatKey } from "../../core/stash/key.ts";
import type { RecordName, RecordPatch } from "../../core/wallet/wallet.ts";
import { askTwice, ATTEMPTS } from "../ask_twice.ts";
import type { Call } from "../command.ts";
import { counted } from "../counted.ts";
import { generatePassword } from "../generate.ts";
import { readStdin } from "../stdin.ts";
import { nameOf } from "./show.ts";

/**
 * What is changed, but for what is typed.
 *
 * @throws {UsageError} if that is nothing, or options contradict each other
 * @throws {RefusedError} if something is to be typed, and nobody can be asked
 */
export async function patchNotAsked(call: Call): Promise<RecordPatch> {
  const uid = call.text("uid");
  const secretEntry = secretEntryOf(call);
  const given = infoPairs(call, secretEntry);
  assertMayAsk(call);
  await warnOfArgv(call, given);
  const pwd = await pwdNotAsked(call);
  const info = call.flag("infoStdin")
    ? new Map([[secretEntry!, await fromStdin(call, "the info value")]])
    : given;
  const asks = call.flag("pwdPrompt") || call.flag("infoPrompt");
  if (uid === undefined && pwd === undefined && info.size === 0 && !asks) {
    throw new UsageError("nothing to set", {
      hint: "say what: -u UID, --pwd-prompt, --generate, -ik NAME -iv VALUE",
    });
  }
  return {
    ...(uid !== undefined && { uid }),
    ...(pwd !== undefined && { pwd }),
    info,
  };
}

/** The same with what is typed, for the record of that name. */
export async function withAnswers(
  call: Call,
  name: RecordName,
  patch: RecordPatch,
): Promise<RecordPatch> {
  const entry = call.flag("infoPrompt") ? secretEntryOf(call) : undefined;
  const pwd = call.flag("pwdPrompt")
    ? await typed(call, `pwd of ${nameOf(name)}`)
    : undefined;
  const value = entry === undefined
    ? undefined
    : await typed(call, `${formatKey([entry])} of ${nameOf(name)}`);
  return {
    ...patch,
    ...(pwd !== undefined && { pwd }),
    ...(value !== undefined && { info: new Map([[entry!, value]]) }),
  };
}

async function typed(call: Call, question: string): Promise<string> {
  const answer = await askTwice(call, question);
  if (answer !== null) return answer;
  throw new RefusedError(`not typed twice the same in ${ATTEMPTS} attempts`, {
    hint: "nothing was changed",
  });
}

/** The name of the entry whose value is typed, or on standard input; none as a rule. */
function secretEntryOf(call: Call): string | undefined {
  const ways = ["infoPrompt", "infoStdin"].filter((name) => call.flag(name));
  if (ways.length === 0) return undefined;
  const [names, values] = [call.texts("infoKey"), call.texts("infoValue")];
  if (ways.length === 1 && names.length === 1 && values.length === 0) return names[0]!;
  throw new UsageError("--info-prompt and --info-stdin take one value, of one -ik NAME", {
    hint: "set the other entries by a call of their own",
  });
}

/** Names and values in the order in which they were given. */
function infoPairs(call: Call, secretEntry: string | undefined): Map<string, string> {
  if (secretEntry !== undefined) return new Map();
  const [names, values] = [call.texts("infoKey"), call.texts("infoValue")];
  if (names.length !== values.length) {
    const both = `${counted(names.length, "name")} and ${
      counted(values.length, "value")
    }`;
    throw new UsageError("every -ik NAME needs its -iv VALUE", {
      hint:
        `there ${names.length === 1 ? "is" : "are"} ${both}; --info-prompt asks for ` +
        "a value, --info-stdin reads it",
    });
  }
  return new Map(names.map((name, at) => [name, values[at]!]));
}

async function pwdNotAsked(call: Call): Promise<string | undefined> {
  const sources = ["pwd", "pwdStdin", "pwdPrompt", "generate"]
    .filter((name) => call.flag(name) || call.text(name) !== undefined);
  if (sources.length > 1) throw new UsageError("the pwd is given in more than one way");
  if (call.flag("pwdStdin")) return await fromStdin(call, "the pwd");
  if (sources[0] === "generate") {
    return generatePassword(call.flag("generate") ? undefined : call.number("generate"));
  }
  return call.text("pwd");
}

async function fromStdin(call: Call, what: string): Promise<string> {
  const bytes = await readStdin(call.io, what);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.replace(/\r?\n$/, "");
  } catch (cause) {
    throw new UsageError(`${what} is not UTF-8 text`, { cause });
  }
}

function assertMayAsk(call: Call): void {
  if (call.mayAsk || !(call.flag("pwdPrompt") || call.flag("infoPrompt"))) return;
  throw new RefusedError("nobody can be asked for the value", {
    hint: "--pwd-stdin and --info-stdin read it; a prompt needs a terminal",
  });
}

/** Once, however much of it there is. */
async function warnOfArgv(call: Call, info: ReadonlyMap<string, string>): Promise<void> {
  const hasPwd = call.text("pwd") !== undefined;
  if (!hasPwd && info.size === 0) return;
  const what = hasPwd
    ? (info.size > 0 ? "a pwd and info values" : "a pwd")
    : "info values";
  const others = [
    ...(hasPwd ? ["--pwd-prompt, --pwd-stdin or --generate"] : []),
    ...(info.size > 0 ? ["--info-prompt or --info-stdin"] : []),
  ];
  await call.out.warn(
    `${what} on the command line can be seen in the list of processes and in the ` +
      `shell's history; ${others.join(", and ")} keep ${
        what === "a pwd" ? "it" : "them"
      } to yourself`,
  );
}
