/** `coffer doctor` */
import { CofferError } from "../core/errors.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";
import type { Call, Command } from "./command.ts";
import { checkAgent } from "./doctor/agent.ts";
import { checkConfigured } from "./doctor/configured.ts";
import { checkCosts } from "./doctor/costs.ts";
import { Exam } from "./doctor/exam.ts";
import type { Finding } from "./doctor/finding.ts";
import { checkHistory } from "./doctor/history.ts";
import { checkLeftovers } from "./doctor/leftovers.ts";
import { doctorGrants } from "./doctor/needs.ts";
import { checkRights } from "./doctor/rights.ts";
import { checkVariables } from "./doctor/variables.ts";
import { counted } from "./counted.ts";
import { JSON_OUTPUT, STASH_FILE, STORE_FLAGS } from "./shared_options.ts";

/** Something harmful is left: partly done (docs/cli.md). */
const SOMETHING_LEFT = 9;

/** In the order in which they are told. */
const CHECKS: readonly ((exam: Exam) => Finding[] | Promise<Finding[]>)[] = [
  checkConfigured,
  checkRights,
  checkLeftovers,
  checkAgent,
  checkVariables,
  checkHistory,
  checkCosts,
];

/** A finding and what became of it. */
interface Told extends Finding {
  repaired: boolean;
}

async function run(call: Call): Promise<number> {
  const exam = await Exam.of(call);
  const told: Told[] = [];
  for (const check of CHECKS) {
    for (const finding of await check(exam)) {
      told.push({
        ...finding,
        repaired: call.flag("repair") && await mended(call, finding),
      });
    }
  }
  await tell(call, told, exam);
  const isBad = told.some(({ level, repaired }) => level === "bad" && !repaired);
  return isBad ? SOMETHING_LEFT : 0;
}

/** Whether it was repaired; if that was tried in vain, it says why. */
async function mended({ out }: Call, { mend, text }: Finding): Promise<boolean> {
  if (mend === undefined) return false;
  try {
    await mend();
    return true;
  } catch (error) {
    const { message } = error instanceof CofferError
      ? error
      : fromOsError(error, `not repaired: ${text}`);
    await out.warn(message);
    return false;
  }
}

async function tell(
  { out }: Call,
  told: readonly Told[],
  { missed }: Exam,
): Promise<void> {
  if (out.json) {
    const findings = told.map(({ level, check, text, repair = null, repaired }) => (
      { level, check, text, repair, repaired }
    ));
    return await out.value({ findings, missed: [...missed] });
  }
  for (const each of told) await out.line(lineOf(each));
  if (missed.size === 0) return;
  const [first = ""] = missed;
  const places = counted(missed.size, "place");
  await out.note(`${places} could not be looked at, such as ${shownPath(first)}`);
}

function lineOf({ level, text, repair, repaired }: Told): string {
  const advice = repair === undefined ? "" : repaired ? ": repaired" : `: ${repair}`;
  return `${level.padEnd(4)}  ${text}${advice}`;
}

/** Compares an installation with what docs/security.md takes for granted. */
export const command: Command = {
  options: [
    { flags: "--repair", help: "repair what can be repaired safely, and say so" },
    STASH_FILE,
    { flags: STORE_FLAGS, help: "the wallet (default: the one that is configured)" },
    { flags: "--profile <NAME>", help: "a profile of the configuration" },
    JSON_OUTPUT,
  ],
  examples: [
    { call: "coffer doctor", does: "looks at the configuration and the wallet it names" },
    {
      call: "coffer doctor --repair -f my.stash",
      does: "looks at a stash too, and repairs",
    },
  ],
  notes:
    `A line for each finding: ok, warn or bad, and what to do. It looks at who else may read
or change files and folders of Coffer's, at what runs that were killed have left, at the
agent, at secrets in the environment and in the histories of shells, and at what it costs
to guess passwords. No password is asked for and nothing is decrypted. The exit code is 9
if something bad is left, else 0.

--repair takes rights from other users (chmod), also on the wallet, the stash and the
folders that they lie in, and removes temporary files that are older than an hour, and the
socket of a killed agent. It touches nothing of other users, and not the files of a killed
\`coffer run\`, whose program may still need them. What it cannot see: core dumps and swap,
which Deno lets nobody look at; whether a disk is encrypted; and stores over a network.`,
  writes: (call) => call.flag("repair"),
  opens: () => [],
  needs: doctorGrants,
  run,
};
