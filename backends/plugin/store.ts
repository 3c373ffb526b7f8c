/**
 * A plug-in as a `RecordStore`: every call goes to its Worker as a message, and every
 * answer is checked before it is believed.
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import type {
  Attribute,
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
import { checkChanges, subjectOf } from "../changes.ts";
import { compareKeys } from "../record_order.ts";
import * as answers from "./answers.ts";
import type { PluginClient } from "./client.ts";
import type { Asked } from "./errors.ts";
import { MAX_RECORDS, type Opening, PROTOCOL } from "./protocol.ts";
import { malformed } from "./shapes.ts";
import { checkSizes, checkText } from "./sizes.ts";

type Item = Versioned<StoredRecord>;

/** What must hold between a record and the one before it. */
type Accept = (item: Item, previous: Item | null) => void;

/** A store behind a client. */
export class PluginStore implements RecordStore {
  readonly location: string;
  readonly features: RecordFeatures;
  readonly #client: PluginClient;
  #cursors = 0;
  #closed: Promise<void> | null = null;

  private constructor(
    location: string,
    features: RecordFeatures,
    client: PluginClient,
  ) {
    this.location = location;
    this.features = features;
    this.#client = client;
  }

  /**
   * Opens the store `url` in the Worker of `client`, from a module's text.
   *
   * @throws {CofferError} what the plug-in says went wrong
   * @throws {DamagedError | UnavailableError} if it breaks the protocol
   */
  static async open(
    client: PluginClient,
    { url, source }: Pick<Opening, "url" | "source">,
  ): Promise<PluginStore> {
    const opening: Opening = { protocol: PROTOCOL, source, url };
    const answer = await client.request([opening], { method: "open" });
    return new PluginStore(url, located(url, () => answers.readOpened(answer)), client);
  }

  header(): Promise<Versioned<string> | null> {
    return this.#ask({ method: "header" }, [], answers.readHeader);
  }

  get({ domain, access }: RecordKey): Promise<Item | null> {
    const key = { domain, access };
    return this.#ask({ method: "get" }, [key], (a) => answers.readRecord(a, key));
  }

  list({ domain }: { domain?: string } = {}): AsyncIterable<Item> {
    const filter = domain === undefined ? {} : { domain };
    return this.#records("list", [filter], (item, previous) => {
      if (domain !== undefined && item.value.domain !== domain) {
        throw malformed("a record of another domain");
      }
      if (previous !== null && compareKeys(previous.value, item.value) >= 0) {
        throw malformed("a list that is not in order");
      }
    });
  }

  scan(): AsyncIterable<Item> {
    return this.#records("scan", [], () => {});
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    checkChanges(changes, this.features);
    checkSizes(changes);
    const asked = { method: "commit", subjects: changes.map(subjectOf) } as const;
    await this.#ask(asked, [changes.map(plainChange)], answers.readNothing);
  }

  async backup(label: string): Promise<Backup> {
    checkText(label);
    const read = (answer: unknown) => answers.readBackup(answer, label);
    return await this.#ask({ method: "backup" }, [label], read);
  }

  backups(): Promise<Backup[]> {
    return this.#ask({ method: "backups" }, [], answers.readBackups);
  }

  restore(id: string): Promise<void> {
    return this.#ask({ method: "restore" }, [id], answers.readNothing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    if (this.#client.stopped) return;
    try {
      await this.#ask({ method: "close" }, [], answers.readNothing);
    } finally {
      this.#client.close();
    }
  }

  async *#records(
    method: "list" | "scan",
    args: unknown[],
    accept: Accept,
  ): AsyncGenerator<Item, void, void> {
    let previous: Item | null = null;
    let count = 0;
    for await (const item of this.#items(method, args)) {
      located(this.location, () => {
        if (++count > MAX_RECORDS) throw malformed("a list without end");
        accept(item, previous);
      });
      yield previous = item;
    }
  }

  /** All items, a page at a time: the next is asked for when the last is used up. */
  async *#items(
    method: "list" | "scan",
    args: unknown[],
  ): AsyncGenerator<Item, void, void> {
    const cursor = ++this.#cursors;
    let page = await this.#ask({ method }, [cursor, ...args], answers.readPage);
    try {
      for (;;) {
        yield* page.items;
        if (page.done) return;
        page = await this.#ask({ method: "more" }, [cursor], answers.readPage);
      }
    } finally {
      if (!page.done) await this.#end(cursor);
    }
  }

  async #end(cursor: number): Promise<void> {
    try {
      await this.#ask({ method: "end" }, [cursor], answers.readNothing);
    } catch {
      // Whoever stopped reading, or met an error, has no use for another.
    }
  }

  async #ask<T>(
    asked: Omit<Asked, "location">,
    args: unknown[],
    read: (answer: unknown) => T,
  ): Promise<T> {
    const answer = await this.#client.request(args, asked);
    return located(this.location, () => read(answer));
  }
}

/** Does `work`, and says in its errors where it failed. */
function located<T>(location: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const { message, hint } = cause as DamagedError;
    throw new DamagedError(`${location}: ${message}`, {
      cause,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** A change that structured clone takes, whatever kinds of objects it was made of. */
function plainChange(change: RecordChange): RecordChange {
  switch (change.do) {
    case "header":
      return { do: "header", header: change.header, expected: change.expected };
    case "delete": {
      const { domain, access } = change.key;
      return { do: "delete", key: { domain, access }, expected: change.expected };
    }
    case "put":
      return { do: "put", record: plainRecord(change.record), expected: change.expected };
  }
}

function plainRecord({ domain, access, attributes }: StoredRecord): StoredRecord {
  const entries = [...attributes].map(([name, value]): [string, Attribute] => [
    name,
    value === null || typeof value === "string" ? value : new Map(value),
  ]);
  return { domain, access, attributes: new Map(entries) };
}
