/**
 * Readers that leave early.
 *
 * @module
 */

/** Whether a reader such as `head` has seen enough and gone. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && error.name === "BrokenPipe";
}
