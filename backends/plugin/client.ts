/**
 * Requests to a Worker and its replies. Whatever the other side does, each request ends:
 * with an answer, an error, or when its time is up.
 *
 * @module
 */

import { type CofferError, UnavailableError, UsageError } from "../../core/errors.ts";
import { type Asked, fromPlugin } from "./errors.ts";
import { NO_REQUEST, type Request } from "./protocol.ts";
import { isPlain } from "./shapes.ts";
import { shown } from "./shown.ts";

/** What a client needs of a Worker. */
export interface Channel {
  postMessage(message: Request): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** How a client deals with the other side. */
export interface ClientOptions {
  /** The store's name, for messages. */
  location: string;
  /** How long a reply may take, in milliseconds. */
  timeout: number;
}

interface Pending {
  asked: Asked;
  resolve(answer: unknown): void;
  reject(error: CofferError): void;
  timer: ReturnType<typeof setTimeout>;
}

/** Asks one Worker. After the first breach of the protocol it asks no more. */
export class PluginClient {
  readonly #channel: Channel;
  readonly #options: ClientOptions;
  readonly #pending = new Map<number, Pending>();
  #lastId = NO_REQUEST;
  /** Why it asks no more. */
  #stopped: (() => CofferError) | null = null;

  /** Takes over the channel: its handlers are the client's from now on. */
  constructor(channel: Channel, options: ClientOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.onmessage = (event) => this.#receive(event.data);
    channel.onmessageerror = () => this.stop("it sent what cannot be read");
    channel.onerror = (event) => {
      event.preventDefault();
      this.stop(`it has ended: ${shown(event.message)}`);
    };
  }

  /**
   * Sends a request and waits for its answer, which may be anything.
   *
   * @throws {CofferError} what the plug-in says went wrong (errors.ts)
   * @throws {UnavailableError} if it does not answer in time, breaks the protocol, or
   * was stopped
   * @throws {UsageError} if it was closed
   */
  request(args: unknown[], asked: Omit<Asked, "location">): Promise<unknown> {
    if (this.#stopped !== null) return Promise.reject(this.#stopped());
    const id = ++this.#lastId;
    const { location, timeout } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(asked), timeout);
      this.#pending.set(id, { asked: { ...asked, location }, resolve, reject, timer });
      this.#channel.postMessage({ id, method: asked.method, args });
    });
  }

  /** Whether it asks no more. */
  get stopped(): boolean {
    return this.#stopped !== null;
  }

  /** Ends the Worker. What is under way fails with `why`, and so does all that follows. */
  stop(why: string): void {
    this.#stop(() =>
      new UnavailableError(
        `${this.#options.location}: the plug-in was stopped: ${why}`,
        { hint: "open the store again; if it was being changed, look what became of it" },
      )
    );
  }

  /** Ends the Worker because it is not needed any more. */
  close(): void {
    this.#stop(() => new UsageError("the store has been closed"));
  }

  #stop(reason: () => CofferError): void {
    if (this.#stopped !== null) return;
    this.#stopped = reason;
    this.#channel.terminate();
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason());
    }
    this.#pending.clear();
  }

  #receive(reply: unknown): void {
    if (this.#stopped !== null) return;
    if (!isPlain(reply) || Object.hasOwn(reply, "ok") === Object.hasOwn(reply, "error")) {
      return this.stop("it sent something that is no reply");
    }
    if (reply.id === NO_REQUEST) return this.stop(failure(reply.error));
    const pending = this.#pending.get(reply.id as number);
    if (pending === undefined) {
      return this.stop("it sent a reply to nothing that was asked");
    }
    this.#pending.delete(reply.id as number);
    clearTimeout(pending.timer);
    if (Object.hasOwn(reply, "ok")) pending.resolve(reply.ok);
    else pending.reject(fromPlugin(reply.error, pending.asked));
  }

  #expire({ method }: Omit<Asked, "location">): void {
    const seconds = this.#options.timeout / 1000;
    this.stop(`it did not answer to "${method}" within ${seconds} s`);
  }
}

function failure(error: unknown): string {
  const { message } = isPlain(error) ? error : {};
  const text = typeof message === "string" ? shown(message) : "no reason given";
  return `it failed on its own: ${text}`;
}
