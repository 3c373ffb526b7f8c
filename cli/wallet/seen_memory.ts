/**
 * What this device has seen of wallets: a file for each store in the folder of its state.
 * It is a net beneath everything else, so that whatever is wrong with it is said and never
 * keeps anybody from working.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { CofferError, DamagedError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { placeMark } from "../../core/wallet/copy/content.ts";
import type { Seen } from "../../core/wallet/v1/seen.ts";
import {
  type SeenMemory,
  SeenStore,
  type Watch,
} from "../../core/wallet/v1/seen_store.ts";
import { formatSeen, parseSeen } from "../../core/wallet/v1/seen_text.ts";
import type { Call } from "../command.ts";
import { isSandboxed, makeOwnFolder, readIfThere, updateState } from "../config/file.ts";
import { type Env, findPlaces } from "../config/places.ts";
import { storeFromHere } from "../config/store_here.ts";

/** The file for the store of this URL, or `null` where the environment does not tell. */
export function seenPath(url: string, env: Env): string | null {
  const { state } = findPlaces(env);
  if (state === null || url.startsWith("memory:")) return null;
  const name = placeMark({ domain: storeFromHere(url), access: "" });
  return `${state}/seen/${name}.json`;
}

/** The store that `open` gives, compared with what this device has seen of it. */
export async function watched(
  call: Call,
  open: () => Promise<RecordStore>,
  { url, watch = "all" }: { url: string; watch?: Watch },
): Promise<RecordStore> {
  const memory = seenMemory(call, url);
  // First: others may write meanwhile, and what they remember is not yet in what is read.
  const seen = await memory?.read() ?? null;
  const store = await open();
  if (memory === null) return store;
  return new SeenStore(store, { memory, seen, watch, mayWrite: call.needs.write });
}

/** What is remembered of the store of this URL; `null` where there is no place for it. */
export function seenMemory(call: Call, url: string): SeenMemory | null {
  const path = seenPath(url, (name) => call.io.env(name));
  return path === null ? null : new FileMemory(call, path, storeFromHere(url));
}

class FileMemory implements SeenMemory {
  readonly #call: Call;
  readonly #path: string;
  readonly #url: string;

  constructor(call: Call, path: string, url: string) {
    this.#call = call;
    this.#path = path;
    this.#url = url;
  }

  async read(): Promise<Seen | null> {
    try {
      return seenIn(await readIfThere(this.#path));
    } catch (error) {
      // Who was not let see it was meant to do without.
      if (!isSandboxed(error)) await this.#warn("not compared with", error);
      return null;
    }
  }

  async update(change: (seen: Seen | null) => Seen | null): Promise<boolean> {
    try {
      await makeOwnFolder(this.#path);
      await updateState(this.#path, (bytes) => {
        const seen = change(known(bytes));
        return utf8(seen === null ? "" : formatSeen(seen, this.#url));
      });
      return true;
    } catch (error) {
      await this.#warn("not added to", error);
      return false;
    }
  }

  async #warn(what: string, error: unknown): Promise<void> {
    if (!(error instanceof CofferError)) throw error;
    await this.#call.out.warn(
      `the wallet is ${what} what this device has seen: ${error.message} (${this.#path})`,
    );
  }
}

/** An empty file is what was forgotten. */
function seenIn(bytes: Uint8Array | null): Seen | null {
  if (bytes === null || bytes.length === 0) return null;
  return parseSeen(new TextDecoder().decode(bytes));
}

/** What is damaged is written anew. */
function known(bytes: Uint8Array | null): Seen | null {
  try {
    return seenIn(bytes);
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}
