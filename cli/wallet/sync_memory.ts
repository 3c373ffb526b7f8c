/**
 * What sync remembers of two stores, in a file of this device's state: digests and
 * identifiers, no names and no secrets.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { DamagedError } from "../../core/errors.ts";
import { placeMark } from "../../core/wallet/copy/content.ts";
import {
  type Base,
  formatBase,
  parseBase,
  swapped,
} from "../../core/wallet/sync/base.ts";
import type { Call } from "../command.ts";
import { makeOwnFolder, readIfThere, updateState } from "../config/file.ts";
import { findPlaces, requirePlace } from "../config/places.ts";

/** What is remembered of two stores, whichever is called the first. */
export class SyncMemory {
  readonly #path: string;
  readonly #stores: readonly [string, string];
  readonly #isSwapped: boolean;

  /**
   * Of the stores at these absolute URLs.
   *
   * @throws {UsageError} if the environment does not tell where the state is
   */
  constructor(call: Call, [first, second]: readonly [string, string]) {
    const { state } = findPlaces((name) => call.io.env(name));
    this.#isSwapped = second < first;
    this.#stores = this.#isSwapped ? [second, first] : [first, second];
    const [domain, access] = this.#stores;
    const name = `${placeMark({ domain, access })}.json`;
    this.#path = `${requirePlace(state, "what sync remembers")}/sync/${name}`;
  }

  /**
   * What was remembered, or `null`.
   *
   * @throws {DamagedError} if it is damaged
   */
  async read(): Promise<Base | null> {
    const bytes = await readIfThere(this.#path);
    return bytes === null ? null : this.#turned(parseBase(textOf(bytes)));
  }

  /** Remembers `base`. */
  async write(base: Base): Promise<void> {
    await makeOwnFolder(this.#path);
    const bytes = utf8(formatBase(this.#turned(base), this.#stores));
    await updateState(this.#path, () => bytes);
  }

  #turned(base: Base): Base {
    return this.#isSwapped ? swapped(base) : base;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DamagedError("what the last sync has remembered is no text", {
      cause,
      hint: "`--forget` goes on without it",
    });
  }
}
