/**
 * How often something is tried again, and after which pauses.
 *
 * @module
 */

/** How often and how patiently something is tried. */
export interface RetryOptions {
  /** How often it is tried in all (default 5). */
  attempts?: number;
  /** The longest first pause, in milliseconds (default 100); each next one is doubled. */
  delay?: number;
  /** Waits for so many milliseconds. */
  sleep?: (milliseconds: number) => Promise<void>;
  /** Gives a number from 0 up to 1, so that not all who wait come back at once. */
  random?: () => number;
}

/** Options with all defaults filled in. */
export function completed(options: RetryOptions): Required<RetryOptions> {
  return { attempts: 5, delay: 100, sleep, random: Math.random, ...options };
}

/** Pauses that grow, and an end to them. */
export class Patience {
  readonly #options: Required<RetryOptions>;
  #failures = 0;

  /** Has not been tried yet. */
  constructor(options: Required<RetryOptions>) {
    this.#options = options;
  }

  /** Waits before the next attempt; throws `error` if there is to be none. */
  async pause(error: unknown): Promise<void> {
    const { attempts, delay, sleep, random } = this.#options;
    const longest = delay * 2 ** this.#failures++;
    if (this.#failures >= attempts) throw error;
    await sleep(random() * longest);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
