/**
 * Doing things that cannot be undone only when somebody has said yes.
 *
 * @module
 */

import { RefusedError } from "../core/errors.ts";
import type { Call, Option } from "./command.ts";
import { confirm } from "./prompt.ts";

/** Answers the question beforehand. */
export const YES: Option = { flags: "-y, --yes", help: "do not ask for a confirmation" };

/**
 * Goes on if `--yes` was said or the question is answered with yes. Who cannot be asked is
 * told of the `loss` that the question is about.
 *
 * @throws {RefusedError} otherwise, also where nobody can be asked
 */
export async function confirmed(
  call: Call,
  question: string,
  loss: string | null = null,
): Promise<void> {
  if (call.flag("yes")) return;
  if (!call.mayAsk) {
    throw new RefusedError(
      `not done without a confirmation${loss === null ? "" : `: ${loss}`}`,
      {
        hint: "confirm it with --yes",
      },
    );
  }
  if (await confirm(call.io, question)) return;
  throw new RefusedError("declined; nothing was changed");
}
