/**
 * Asking the agent: a connection for each request, two seconds at most.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import { UnavailableError } from "../core/errors.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";
import type { HeldKey } from "../core/held_keys.ts";
import {
  closeIfOpen,
  type Connection,
  readFrame,
  talkFor,
  writeFrame,
} from "./conversation.ts";
import { lockPath } from "./folder.ts";
import { AgentOpener } from "./opener.ts";
import {
  type HeldFor,
  parseReply,
  PATIENCE,
  PROTOCOL,
  type PutRequest,
  type Reply,
  type Request,
  requestFrame,
  type Sent,
} from "./protocol.ts";

/** An agent that answers. */
export interface AgentInfo {
  /** Of the protocol that it speaks. */
  readonly version: number;
  /** Its process. */
  readonly pid: number;
}

/** What an agent says of itself. */
export interface AgentStatus extends AgentInfo {
  readonly held: readonly HeldFor[];
}

/** A question that was asked and whose answer was not looked at yet. */
export interface Order extends Disposable {
  /** The answer, once. @throws {UnavailableError} as `AgentClient.get` */
  receive(): Promise<HeldKey | null>;
}

/** How the agent is reached. */
export interface ClientOptions {
  /** How long one request may take, in milliseconds (default 2,000). */
  patience?: number;
}

/** The agent behind a socket. Every method makes a connection of its own. */
export class AgentClient {
  readonly #path: string;
  readonly #patience: number;

  /** Takes the path of the socket; its folder was checked (folder.ts). */
  constructor(path: string, { patience = PATIENCE }: ClientOptions = {}) {
    this.#path = path;
    this.#patience = patience;
  }

  /**
   * Who answers, of whichever version; `null` if nobody is there.
   *
   * @throws {UnavailableError} if somebody is there who does not answer as an agent does
   */
  async hello(): Promise<AgentInfo | null> {
    const sent = await this.#ask({ do: "hello" });
    if (sent === null) return null;
    const { version, message } = sent;
    if (message !== null && "pid" in message) return { version, pid: message.pid };
    throw misunderstood();
  }

  /** What it holds; `null` if nobody is there. @throws {UnavailableError} as `hello` */
  async status(): Promise<AgentStatus | null> {
    const sent = await this.#ask({ do: "status" });
    if (sent === null) return null;
    const message = understood(sent);
    if (!("held" in message)) throw misunderstood();
    return { version: sent.version, pid: message.pid, held: message.held };
  }

  /**
   * The first key that is held under one of `names`; `null` also if nobody is there.
   *
   * @throws {UnavailableError} as `hello`, or if the agent is of another version
   */
  async get(names: readonly string[]): Promise<HeldKey | null> {
    return await (await this.order(names))?.receive() ?? null;
  }

  /**
   * The first half of `get`: asks, and leaves the answer where it is. For a program that
   * gives its permissions up between the two, so that no key comes in before. `null` if
   * nobody is there.
   *
   * @throws {UnavailableError} as `hello`
   */
  async order(names: readonly string[]): Promise<Order | null> {
    const connection = await connect(this.#path, this.#patience);
    if (connection === null) return null;
    try {
      await writeFrame(connection, requestFrame({ do: "get", names }));
    } catch (cause) {
      closeIfOpen(connection);
      throw noAnswer(this.#path, cause);
    }
    return {
      receive: async () => found(await this.#answer(connection)),
      [Symbol.dispose]: () => closeIfOpen(connection),
    };
  }

  /**
   * Somebody who opens one record with a key that the agent holds; `null` if there is no
   * connection, for whatever reason: then the key will do. It is made here, and used within
   * two seconds.
   */
  async opener(): Promise<AgentOpener | null> {
    const connection = await connect(this.#path, this.#patience).catch(() => null);
    return connection && new AgentOpener(connection, this.#patience);
  }

  /**
   * Has a key held; whether there was anybody to do it.
   *
   * @throws {UnavailableError} as `get`
   */
  async put(request: Omit<PutRequest, "do">): Promise<boolean> {
    return await this.#do({ do: "put", ...request });
  }

  /** Has all keys wiped; whether anybody was there. @throws {UnavailableError} as `hello` */
  async lock(): Promise<boolean> {
    return await this.#do({ do: "lock" });
  }

  /** Ends it; whether anybody was there. @throws {UnavailableError} as `hello` */
  async stop(): Promise<boolean> {
    return await this.#do({ do: "stop" });
  }

  async #do(request: Request): Promise<boolean> {
    const sent = await this.#ask(request);
    if (sent === null) return false;
    const { message } = sent;
    if (message !== null && "done" in message) return true;
    understood(sent);
    throw misunderstood();
  }

  async #ask(request: Request): Promise<Sent<Reply | null> | null> {
    const connection = await connect(this.#path, this.#patience);
    if (connection === null) return null;
    return await this.#answer(connection, requestFrame(request));
  }

  /** Sends `frame`, if there is one, and reads the reply. */
  async #answer(
    connection: Connection,
    frame?: Uint8Array,
  ): Promise<Sent<Reply | null>> {
    const content = await talkFor(connection, this.#patience, async () => {
      if (frame !== undefined) await writeFrame(connection, frame);
      return await readFrame(connection);
    }).catch((cause) => {
      throw noAnswer(this.#path, cause);
    });
    if (content === null) throw noAnswer(this.#path);
    try {
      return parseReply(content);
    } catch {
      throw misunderstood();
    } finally {
      wipe(content);
    }
  }
}

/** A connection; `null` where there is no socket, or one that nobody listens to. */
async function connect(path: string, patience: number): Promise<Connection | null> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(noAnswer(path)), patience);
  const pending = Deno.connect({ transport: "unix", path });
  try {
    return await Promise.race([pending, late]);
  } catch (error) {
    pending.then((connection) => connection.close(), () => {});
    const name = error instanceof Error ? error.name : "";
    if (name === "NotFound" || name === "ConnectionRefused") return null;
    if (name !== "NotCapable" && name !== "PermissionDenied") throw noAnswer(path, error);
    throw fromOsError(error, `cannot reach the agent at ${shownPath(path)}`);
  } finally {
    clearTimeout(timer);
  }
}

function found(sent: Sent<Reply | null>): HeldKey | null {
  const message = understood(sent);
  if ("found" in message) return message.found as HeldKey | null;
  throw misunderstood();
}

function understood({ version, message }: Sent<Reply | null>): Reply {
  if (version !== PROTOCOL || (message !== null && "error" in message)) {
    throw new UnavailableError("the agent that is running is of another version", {
      hint: "end it with `coffer agent stop`; the next one will be of this version",
    });
  }
  if (message !== null) return message;
  throw misunderstood();
}

function noAnswer(path: string, cause?: unknown): UnavailableError {
  if (cause instanceof UnavailableError) return cause;
  return new UnavailableError("the agent does not answer", {
    cause,
    hint: `if it hangs, end its process: ${shownPath(lockPath(path))} tells which`,
  });
}

function misunderstood(): UnavailableError {
  return new UnavailableError("what answers in place of the agent is none", {
    hint: "end whatever listens on its socket",
  });
}
