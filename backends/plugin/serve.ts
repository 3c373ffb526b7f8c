/**
 * The Worker's answers to requests: the protocol on one side, a plug-in's store on the
 * other.
 *
 * @module
 */

import { failureOf } from "./failure.ts";
import { HELPERS, type PluginHelpers } from "./helpers.ts";
import {
  type Opened,
  type Opening,
  type Page,
  PAGE_RECORDS,
  PAGE_TEXT,
  PROTOCOL,
  type Reply,
  type Request,
} from "./protocol.ts";

/** What a plug-in's module is expected to have. Coffer checks all that comes of it. */
export interface PluginModule {
  open(url: string, helpers: PluginHelpers): Promise<UncheckedStore> | UncheckedStore;
}

/** A `RecordStore`, if the plug-in keeps to the port. */
export type UncheckedStore =
  & { readonly features: Record<string, unknown> }
  & Record<"list" | "scan", (...args: unknown[]) => AsyncIterable<unknown>>
  & Record<Plain | typeof Symbol.asyncDispose, (...args: unknown[]) => unknown>;

/** The methods with one answer. */
type Plain = "header" | "get" | "commit" | "backup" | "backups" | "restore";

/** Makes a module from its text. */
export type Load = (source: string) => Promise<PluginModule>;

/** Answers requests, one store for one service. */
export class Service {
  readonly #load: Load;
  readonly #cursors = new Map<number, AsyncIterator<unknown>>();
  #store: UncheckedStore | null = null;

  /** Takes what loads the plug-in when it is opened. */
  constructor(load: Load) {
    this.#load = load;
  }

  /** The reply to a request; never throws. */
  async answer({ id, method, args }: Request): Promise<Reply> {
    try {
      return { id, ok: await this.#call(method, args) };
    } catch (error) {
      return { id, error: failureOf(error) };
    }
  }

  #call(method: Request["method"], args: unknown[]): unknown {
    if (method === "open") return this.#open(args[0] as Opening);
    const store = this.#store;
    if (store === null) throw new Error("no store is open");
    const [cursor, ...rest] = args as [number, ...unknown[]];
    switch (method) {
      case "list":
      case "scan":
        return this.#begin(cursor, store[method](...rest));
      case "more":
        return this.#page(cursor);
      case "end":
        return this.#end(cursor);
      case "close":
        return store[Symbol.asyncDispose]();
      default:
        return store[method](...args);
    }
  }

  async #open({ protocol, source, url }: Opening): Promise<Opened> {
    if (protocol !== PROTOCOL) throw new Error("another protocol");
    const { open } = await this.#load(source);
    if (typeof open !== "function") throw new Error('it exports no function "open"');
    this.#store = await open(url, HELPERS);
    return { protocol, features: this.#store.features };
  }

  #begin(cursor: number, records: AsyncIterable<unknown>): Promise<Page> {
    this.#cursors.set(cursor, records[Symbol.asyncIterator]());
    return this.#page(cursor);
  }

  async #page(cursor: number): Promise<Page> {
    const iterator = this.#cursors.get(cursor)!;
    const items: unknown[] = [];
    for (let text = 0; items.length < PAGE_RECORDS && text < PAGE_TEXT;) {
      const { value, done } = await iterator.next();
      if (done) {
        this.#cursors.delete(cursor);
        return { items, done };
      }
      items.push(value);
      text += textLength(value);
    }
    return { items, done: false };
  }

  async #end(cursor: number): Promise<void> {
    const iterator = this.#cursors.get(cursor);
    this.#cursors.delete(cursor);
    await iterator?.return?.();
  }
}

/** How much text is in a record, in UTF-16 units; it is for others to check its shape. */
function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  return parts.reduce((sum: number, part) => sum + textLength(part), 0);
}
