/**
 * What is said where the sandbox refused something.
 *
 * @module
 */

import { CofferError, PermissionError } from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";

/** How hints begin that name what Deno has to be given. */
const GIVE = "run Deno with ";

/** An access that the sandbox refused is no fault of ours, wherever it shows up. */
export function asKnown(error: unknown): CofferError | null {
  const denied = error instanceof CofferError ? null : denialIn(error);
  return denied === null ? null : fromOsError(denied, "cannot go on");
}

/** The refusal that an error goes back to, if to any: libraries wrap what they catch. */
function denialIn(error: unknown): Error | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "NotCapable") return error;
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  for (const cause of causes) {
    const found = denialIn(cause);
    if (found !== null) return found;
  }
  return null;
}

/**
 * An error as a compiled program has to say it: nobody can give it flags, so it tells what
 * it was compiled without. Other errors stay as they are.
 */
export function asCompiled(error: CofferError): CofferError {
  const { hint, message, cause } = error;
  if (!(error instanceof PermissionError) || !hint?.startsWith(GIVE)) return error;
  const lacking = hint.slice(GIVE.length);
  return new PermissionError(message, {
    cause,
    hint: `this program was compiled without ${lacking}, and nothing can add that; ` +
      "use one that was compiled with it",
  });
}
