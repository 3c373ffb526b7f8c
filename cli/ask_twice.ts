/**
 * A secret that is typed twice, so that a slip of a finger does not become the secret.
 *
 * @module
 */

import type { Call } from "./command.ts";
import { askSecret } from "./prompt.ts";

/** How often somebody may try. */
export const ATTEMPTS = 6;

/**
 * What was typed twice the same, or `null` after six attempts. What `objectTo` finds wrong
 * with the first is said, and asked for anew.
 */
export async function askTwice(
  call: Call,
  question: string,
  objectTo: (answer: string) => Promise<string | null> = () => Promise.resolve(null),
): Promise<string | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answer = await askSecret(call.io, question);
    const objection = await objectTo(answer);
    if (objection !== null) {
      await call.out.note(objection);
      continue;
    }
    if (await askSecret(call.io, "The same again") === answer) return answer;
    await call.out.note("The two are not the same.");
  }
  return null;
}
