/**
 * Several at once: within a program one after the other, between programs by trying
 * again.
 *
 * @module
 */

import { ConflictError } from "../errors.ts";

/**
 * How often a save starts anew because others were quicker. Each time means that
 * somebody else's change went through.
 */
const MAX_ATTEMPTS = 100;

/** A queue of work; each piece begins when the one before has ended. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when its turn comes, whether what came before went well or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/**
 * Runs `save` until nobody else was quicker, and `catchUp` before each new attempt.
 *
 * @throws {ConflictError} if others are quicker all the time
 */
export async function retryConflicts(
  save: () => Promise<void>,
  catchUp: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await save();
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === MAX_ATTEMPTS) throw error;
    }
    await catchUp();
  }
}
