/**
 * The keys that an agent holds: by name, each for as long as it may be. Pure: what time it
 * is comes in, and who holds the state has it sweep when `nextLapse` says.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import type { HeldKey } from "../core/held_keys.ts";
import type { HeldFor } from "./protocol.ts";

/** The most keys; one more takes the place of the one that was not used for longest. */
export const MAX_KEYS = 64;

const MS_PER_SECOND = 1_000;

/** For how long a key is held, in seconds. */
export interface Times {
  /** Unused. */
  readonly timeout: number;
  /** At all. */
  readonly lifetime: number;
}

/** How a key is held. */
export interface Terms extends Times {
  /** What it opens. */
  readonly place: string;
}

interface Held extends Terms {
  readonly key: Uint8Array;
  readonly since: number;
  used: number;
}

/** The keys. They are the state's own, and wiped when their time has come. */
export class AgentState {
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #held = new Map<string, Held>();

  /** `now` gives milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many keys are held. */
  get size(): number {
    this.sweep();
    return this.#held.size;
  }

  /** Holds a copy of `key`, in place of those that had its name or place. */
  put(name: string, key: Uint8Array, { place, timeout, lifetime }: Terms): void {
    this.#drop(name);
    for (const [other, held] of [...this.#held]) {
      if (held.place === place) this.#drop(other);
    }
    const now = this.#now();
    const times = { timeout, lifetime, since: now, used: now };
    this.#held.set(name, { key: key.slice(), place, ...times });
    this.sweep();
    for (const oldest of [...this.#held.keys()].slice(0, -MAX_KEYS)) this.#drop(oldest);
  }

  /** A copy of the first key that is held under one of `names`, which is thereby used. */
  get(names: readonly string[]): HeldKey | null {
    this.sweep();
    const name = names.find((name) => this.#held.has(name));
    if (name === undefined) return null;
    const held = this.#held.get(name)!;
    held.used = this.#now();
    this.#held.delete(name);
    this.#held.set(name, held);
    return { name, key: held.key.slice() };
  }

  /** What is held, and for how long. */
  status(): HeldFor[] {
    this.sweep();
    const now = this.#now();
    return [...this.#held].map(([name, held]) => ({
      name,
      place: held.place,
      unused: seconds(untilLapse(held, now)),
      left: seconds(held.since + held.lifetime * MS_PER_SECOND - now),
    }));
  }

  /** Wipes everything. */
  lock(): void {
    for (const name of [...this.#held.keys()]) this.#drop(name);
  }

  /** Wipes what has lapsed. */
  sweep(): void {
    const now = this.#now();
    for (const [name, held] of [...this.#held]) {
      if (untilLapse(held, now) <= 0) this.#drop(name);
    }
  }

  /** Milliseconds until the next key lapses; `null` if none is held. */
  nextLapse(): number | null {
    const now = this.#now();
    const all = [...this.#held.values()].map((held) => untilLapse(held, now));
    return all.length === 0 ? null : Math.max(0, Math.min(...all));
  }

  #drop(name: string): void {
    wipe(this.#held.get(name)?.key);
    this.#held.delete(name);
  }
}

function untilLapse({ timeout, lifetime, since, used }: Held, now: number): number {
  return Math.min(
    used + timeout * MS_PER_SECOND - now,
    since + lifetime * MS_PER_SECOND - now,
  );
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / MS_PER_SECOND));
}
