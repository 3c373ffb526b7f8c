/**
 * Having the agent open a record: the key stays where it is.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import type { FindRecord, RecordOpener, RecordWanted } from "../core/held_keys.ts";
import type { WalletRecord } from "../core/wallet/record.ts";
import {
  closeIfOpen,
  type Connection,
  readFrame,
  talkFor,
  writeFrame,
} from "./conversation.ts";
import { MAX_FRAME } from "./frame.ts";
import {
  parseReply,
  PROTOCOL,
  type Reply,
  type Request,
  requestFrame,
} from "./protocol.ts";

/**
 * Opens one record over a connection that was made before, for a program that has given up
 * its permissions since. Whatever goes wrong on the way, it cannot.
 */
export class AgentOpener implements RecordOpener, Disposable {
  readonly #connection: Connection;
  readonly #patience: number;

  /** Takes the connection over; `patience` is in milliseconds. */
  constructor(connection: Connection, patience: number) {
    this.#connection = connection;
    this.#patience = patience;
  }

  async open(wanted: RecordWanted, find: FindRecord): Promise<WalletRecord | null> {
    const { header, domain, access } = wanted;
    return await talkFor(this.#connection, this.#patience, async () => {
      const answer = await this.#ask({ do: "open", header, domain, access });
      if (answer === null || !("places" in answer)) return null;
      const record = await find(answer.places);
      const opened = record && await this.#ask({ do: "record", record });
      const given = opened !== null && "opened" in opened ? opened.opened : null;
      return given?.domain === domain && given.access === access ? given : null;
    });
  }

  async #ask(request: Request): Promise<Reply | null> {
    const frame = requestFrame(request);
    if (frame.length > MAX_FRAME) return null;
    try {
      await writeFrame(this.#connection, frame);
      const content = await readFrame(this.#connection);
      return content && understood(content);
    } catch {
      return null;
    }
  }

  /** Closes the connection, if it was not used. */
  [Symbol.dispose](): void {
    closeIfOpen(this.#connection);
  }
}

function understood(content: Uint8Array): Reply | null {
  try {
    const { version, message } = parseReply(content);
    return version === PROTOCOL ? message : null;
  } finally {
    wipe(content);
  }
}
