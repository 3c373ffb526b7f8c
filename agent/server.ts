/**
 * The agent: answers one request on each connection, opens records, and holds keys until
 * they lapse.
 *
 * Whatever comes, a connection ends after two seconds, and nothing that a client sends ends
 * more than its own connection.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import type { RecordOpener } from "../core/held_keys.ts";
import { HeldOpener } from "../core/wallet/v1/held_opener.ts";
import {
  closeIfOpen,
  type Connection,
  readFrame,
  talkFor,
  writeFrame,
} from "./conversation.ts";
import { MAX_FRAME } from "./frame.ts";
import { parseRequest, PATIENCE, PROTOCOL, replyFrame } from "./protocol.ts";
import type { OpenRequest, Reply, Request, Sent } from "./protocol.ts";
import type { AgentState } from "./state.ts";

/** The most connections at once; one more is closed unheard. */
export const MAX_CONNECTIONS = 128;
/** The longest wait for a look at what has lapsed: timers stand still in a sleep. */
const LONGEST_SWEEP = 5_000;
/** How long to wait when the system gives no connection: too many open files, say. */
const RECOVERY = 100;

/** Where connections come from. */
export interface Listener {
  accept(): Promise<Connection>;
  close(): void;
}

/** How an agent serves. */
export interface ServeOptions {
  /** Its process, for `status`. */
  pid: number;
  /** How long a connection may last, in milliseconds (default 2,000). */
  patience?: number;
  /** Ends after so many milliseconds in which it has held no key; never if not given. */
  linger?: number;
  /** Ends when it is aborted. */
  signal?: AbortSignal;
}

/** Serves until it is told to stop. All keys are wiped then, and the listener closed. */
export async function serve(
  listener: Listener,
  state: AgentState,
  options: ServeOptions,
): Promise<void> {
  await new Agent(listener, state, options).run();
}

class Agent {
  readonly #listener: Listener;
  readonly #state: AgentState;
  readonly #options: ServeOptions;
  readonly #opener: RecordOpener;
  readonly #open = new Map<Connection, Promise<void>>();
  #stopped = false;
  #sweeper: ReturnType<typeof setTimeout> | undefined;
  #emptySince = performance.now();

  constructor(listener: Listener, state: AgentState, options: ServeOptions) {
    this.#listener = listener;
    this.#state = state;
    this.#options = options;
    this.#opener = new HeldOpener({
      get: (names) => Promise.resolve(state.get(names)),
      put: () => Promise.resolve(),
    });
  }

  async run(): Promise<void> {
    const stop = () => this.#stop();
    this.#options.signal?.addEventListener("abort", stop);
    this.#planSweep();
    try {
      while (!this.#stopped) await this.#accept();
    } finally {
      this.#options.signal?.removeEventListener("abort", stop);
      this.#stop();
      await Promise.all(this.#open.values());
    }
  }

  async #accept(): Promise<void> {
    let connection: Connection;
    try {
      connection = await this.#listener.accept();
    } catch {
      if (!this.#stopped) await new Promise((done) => setTimeout(done, RECOVERY));
      return;
    }
    if (this.#open.size >= MAX_CONNECTIONS) return connection.close();
    const served = this.#serve(connection).finally(() => this.#open.delete(connection));
    this.#open.set(connection, served);
  }

  async #serve(connection: Connection): Promise<void> {
    const { patience = PATIENCE } = this.#options;
    let request: Sent<Request | null> | undefined;
    await talkFor(connection, patience, async () => {
      request = await nextRequest(connection);
      const message = request?.message;
      if (message?.do === "open") await this.#openFor(connection, message);
      else if (request !== undefined) await this.#answer(connection, request);
    }).catch(() => {});
    // Also where whoever asked for it did not wait for the answer.
    if (request?.message?.do === "stop") this.#stop();
  }

  async #answer(
    connection: Connection,
    { version, message }: Sent<Request | null>,
  ): Promise<void> {
    const reply: Reply = this.#done(message) ??
      { error: version === PROTOCOL ? "request" : "version" };
    const frame = replyFrame(reply);
    if ("found" in reply) wipe(reply.found?.key);
    await writeFrame(connection, frame);
  }

  /** Says where a record can be, and opens what is sent back. */
  async #openFor(connection: Connection, wanted: OpenRequest): Promise<void> {
    this.#emptySince = performance.now();
    const opened = await this.#opener.open(wanted, async (places) => {
      await writeFrame(connection, replyFrame({ places }));
      const message = (await nextRequest(connection))?.message;
      return message?.do === "record" ? message.record : null;
    });
    const frame = replyFrame({ opened });
    if (frame.length <= MAX_FRAME) return await writeFrame(connection, frame);
    wipe(frame);
    await writeFrame(connection, replyFrame({ opened: null }));
  }

  /** `null` for what is not asked for here. */
  #done(request: Request | null): Reply | null {
    const { pid } = this.#options;
    switch (request?.do) {
      case "hello":
        return { pid, keys: this.#state.size };
      case "status":
        return { pid, held: this.#state.status() };
      case "get":
        this.#emptySince = performance.now();
        return { found: this.#state.get(request.names) };
      case "put":
        this.#state.put(request.name, request.key, request);
        wipe(request.key);
        this.#emptySince = performance.now();
        this.#planSweep();
        return { done: true };
      case "lock":
      case "stop":
        this.#state.lock();
        return { done: true };
      default:
        return null;
    }
  }

  #planSweep(): void {
    clearTimeout(this.#sweeper);
    if (this.#stopped) return;
    const wait = Math.min(this.#state.nextLapse() ?? LONGEST_SWEEP, LONGEST_SWEEP);
    this.#sweeper = setTimeout(() => this.#sweep(), Math.min(wait, this.#lingering()));
  }

  #sweep(): void {
    if (this.#state.size > 0) this.#emptySince = performance.now();
    if (this.#lingering() <= 0) this.#stop();
    this.#planSweep();
  }

  /** Milliseconds that an agent without keys has left. */
  #lingering(): number {
    const { linger = Infinity } = this.#options;
    const empty = this.#state.size === 0;
    return empty ? this.#emptySince + linger - performance.now() : Infinity;
  }

  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#sweeper);
    this.#state.lock();
    this.#listener.close();
    for (const connection of this.#open.keys()) closeIfOpen(connection);
  }
}

/** What comes next, if anything does. */
async function nextRequest(
  connection: Connection,
): Promise<Sent<Request | null> | undefined> {
  const content = await readFrame(connection);
  if (content === null) return undefined;
  try {
    return parseRequest(content);
  } finally {
    wipe(content);
  }
}
