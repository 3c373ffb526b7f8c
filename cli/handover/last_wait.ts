/**
 * How long Coffer waits for a program that has ended: others may hold its output, and
 * may do so for ever.
 *
 * @module
 */

/** Signals that ask a program to end, with the numbers that shells add to 128. */
const ASK_TO_END = new Map<Deno.Signal, number>([
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGQUIT", 3],
  ["SIGTERM", 15],
]);
/** For what is still in the pipes, once somebody wants the end. */
const GRACE_MS = 1000;

/** The wait between the end of a program and the end of its output. */
export class LastWait {
  #hasEnded = false;
  #wasAsked = false;
  #late: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #lapsed = Promise.withResolvers<null>();

  /** Whether the program has ended, so that signals are for Coffer. */
  get hasBegun(): boolean {
    return this.#hasEnded;
  }

  /** 128+n if signal n came when there was nobody to pass it on to. */
  get code(): number | null {
    return this.#late === null ? null : 128 + this.#late;
  }

  /** Notes a signal: who asks for the end waits for the rest only a moment. */
  note(signal: Deno.Signal): void {
    const number = ASK_TO_END.get(signal);
    if (number === undefined) return;
    this.#wasAsked = true;
    if (!this.#hasEnded) return;
    this.#late ??= number;
    this.#hurry();
  }

  /** Begins when the program has ended; `null` if `rest` took too long. */
  async until<T>(rest: Promise<T>): Promise<T | null> {
    this.#hasEnded = true;
    if (this.#wasAsked) this.#hurry();
    try {
      return await Promise.race([rest, this.#lapsed.promise]);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #hurry(): void {
    this.#timer ??= setTimeout(() => this.#lapsed.resolve(null), GRACE_MS);
  }
}
