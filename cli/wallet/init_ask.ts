/**
 * Questions of the guided set-up.
 *
 * @module
 */

import type { Call } from "../command.ts";
import { askLine } from "../prompt.ts";

/** The answer to a question; Return takes what is shown in brackets. */
export async function answered(
  call: Call,
  question: string,
  suggestion: string,
): Promise<string> {
  const answer = await askLine(call.io, `${question} [${suggestion}]`);
  return answer === "" ? suggestion : answer;
}

/** Whether a question is answered with yes, which Return takes. */
export async function isAgreed(call: Call, question: string): Promise<boolean> {
  return /^y/i.test(await answered(call, question, "yes"));
}
