/**
 * Goes to the agent for a program that has given up every permission: a Worker that may
 * connect to the agent's socket and do nothing else.
 *
 * A command gives up the network and writing before it asks for a password; yet the key
 * that comes of it is to reach the agent. The Worker is started before, keeps what that
 * takes, and knows no other errand. It takes some 25 ms to start: it is not for calls that
 * only fetch a key that is held (`AgentClient.order`).
 *
 * @module
 */

import { UnavailableError } from "../core/errors.ts";
import type { HeldKey } from "../core/held_keys.ts";
import { PATIENCE, type PutRequest, type Request } from "./protocol.ts";

/** What the Worker is sent for. */
export interface Errand {
  readonly id: number;
  /** The agent's socket. */
  readonly path: string;
  readonly request: PutRequest | Extract<Request, { do: "get" }> | {
    readonly do: "lock";
  };
}

/** What came of it. */
export type Outcome =
  | { readonly id: number; readonly value: unknown }
  | {
    readonly id: number;
    readonly error: { readonly message: string; readonly hint?: string | undefined };
  };

const WORKER = new URL("./envoy_worker.ts", import.meta.url);
/** The agent's own patience, and time for the Worker to load. */
const LONGEST = PATIENCE + 3_000;

const NOT_STARTED = "what goes to the agent did not start";
const NOTHING = {
  env: false,
  run: false,
  sys: false,
  ffi: false,
  import: false,
} as const;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Goes to one agent. Dispose of it, or the Worker keeps the program from ending. */
export class Envoy implements Disposable {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #isBroken = false;

  /**
   * Starts the Worker.
   *
   * @throws {Deno.errors.NotCapable} if this program may not connect to the socket at `path`
   */
  constructor(path: string) {
    this.#path = path;
    this.#worker = startWorker(path);
    this.#worker.addEventListener("message", ({ data }) => this.#settle(data as Outcome));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#isBroken = true;
      this.#fail(NOT_STARTED);
    });
  }

  /** As `AgentClient.get`. @throws {UnavailableError} as that */
  async get(names: readonly string[]): Promise<HeldKey | null> {
    return await this.#send({ do: "get", names }) as HeldKey | null;
  }

  /** As `AgentClient.put`; leaves the key to its caller. @throws {UnavailableError} as that */
  async put(request: Omit<PutRequest, "do">): Promise<boolean> {
    return await this.#send({ do: "put", ...request }) as boolean;
  }

  /** As `AgentClient.lock`. @throws {UnavailableError} as that */
  async lock(): Promise<boolean> {
    return await this.#send({ do: "lock" }) as boolean;
  }

  /** Ends the Worker. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
    this.#fail("the program ends");
  }

  async #send(request: Errand["request"]): Promise<unknown> {
    if (this.#isBroken) throw new UnavailableError(NOT_STARTED);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    const timer = setTimeout(() => this.#fail("the agent does not answer"), LONGEST);
    try {
      this.#worker.postMessage({ id, path: this.#path, request } satisfies Errand);
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(outcome: Outcome): void {
    const waiting = this.#waiting.get(outcome.id);
    this.#waiting.delete(outcome.id);
    if ("value" in outcome) return waiting?.resolve(outcome.value);
    const { message, hint } = outcome.error;
    waiting?.reject(
      new UnavailableError(message, hint === undefined ? {} : { hint }),
    );
  }

  #fail(message: string): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new UnavailableError(message));
    }
    this.#waiting.clear();
  }
}

/** Older versions of Deno count a Unix socket among files alone, and know no such host. */
function startWorker(path: string): Worker {
  const start = (net: string[] | false) =>
    new Worker(WORKER, {
      type: "module",
      deno: { permissions: { ...NOTHING, read: [path], write: [path], net } },
    });
  try {
    return start([`unix:${path}`]);
  } catch (error) {
    if (error instanceof URIError) return start(false);
    throw error;
  }
}
