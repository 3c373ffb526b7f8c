/**
 * Requests to the service, made again while they fail in a way that may pass, up to a
 * deadline. What may have been done is never repeated blindly.
 *
 * @module
 */

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { UsageError } from "../../core/errors.ts";
import { failureOf, raised } from "./failure.ts";

/** How long requests are waited for and made again, and how. */
export interface RequestOptions {
  /** In milliseconds, from the first attempt on (default 30,000). */
  timeout?: number;
  /** Waits for so many milliseconds. */
  sleep?: (milliseconds: number) => Promise<void>;
  /** Gives a number from 0 up to 1, so that not all who wait come back at once. */
  random?: () => number;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
}

/** A request that can be sent, more than once if need be. */
export type Sendable<Output> = (
  client: DynamoDBClient,
  options: { abortSignal: AbortSignal },
) => Promise<Output>;

/** The longest that one attempt is waited for, in milliseconds. */
const LONGEST_ATTEMPT = 10_000;
const DEFAULT_TIMEOUT = 30_000;
/** The longest first pause, in milliseconds; each next one is doubled, up to the last. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

/** A client with patience. */
export class Requests {
  readonly #client: DynamoDBClient;
  readonly #options: Required<RequestOptions>;
  /** For messages. */
  readonly location: string;
  #closed = false;

  constructor(client: DynamoDBClient, location: string, options: RequestOptions = {}) {
    this.#client = client;
    this.location = location;
    this.#options = {
      timeout: DEFAULT_TIMEOUT,
      sleep,
      random: Math.random,
      now: () => performance.now(),
      ...options,
    };
  }

  /** @throws {UsageError} if it has been closed */
  checkOpen(): void {
    if (this.#closed) throw new UsageError("the store has been closed");
  }

  /** Lets the connections go. */
  close(): void {
    this.#closed = true;
    this.#client.destroy();
  }

  /** An end to attempts. */
  deadline(): Deadline {
    return new Deadline(this.#options);
  }

  /**
   * Sends what changes nothing, again and again until it is answered.
   *
   * @throws {UnavailableError} if the time is up
   */
  async read<Output>(send: Sendable<Output>): Promise<Output> {
    return await this.repeat((deadline) => this.once(send, deadline));
  }

  /**
   * Does what may be done twice, again and again while it fails in a way that may pass,
   * or that `passes` says of.
   *
   * @throws {UnavailableError} if the time is up
   */
  async repeat<Output>(
    work: (deadline: Deadline) => Promise<Output>,
    passes: (error: unknown) => boolean = () => false,
  ): Promise<Output> {
    const deadline = this.deadline();
    for (;;) {
      try {
        return await work(deadline);
      } catch (error) {
        const isFinal = failureOf(error) === "final" && !passes(error);
        if (isFinal || !await deadline.pause()) throw raised(error, this);
      }
    }
  }

  /** Sends once; throws what the SDK throws. */
  async once<Output>(send: Sendable<Output>, deadline: Deadline): Promise<Output> {
    this.checkOpen();
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new DOMException("no answer in time", "TimeoutError")),
      Math.min(LONGEST_ATTEMPT, Math.max(1, deadline.left())),
    );
    try {
      return await send(this.#client, { abortSignal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Pauses that grow, until the time is up. */
export class Deadline {
  readonly #options: Required<RequestOptions>;
  readonly #end: number;
  #pauses = 0;

  constructor(options: Required<RequestOptions>) {
    this.#options = options;
    this.#end = options.now() + options.timeout;
  }

  /** How many milliseconds are left. */
  left(): number {
    return this.#end - this.#options.now();
  }

  /** Waits before another attempt; `false` if there is no time for one. */
  async pause(): Promise<boolean> {
    const { sleep, random } = this.#options;
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#pauses++);
    const pause = random() * longest;
    if (pause >= this.left()) return false;
    await sleep(pause);
    return true;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
