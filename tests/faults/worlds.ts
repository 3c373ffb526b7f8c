/**
 * What may be in a store after commands of which some were killed: either done or not.
 *
 * @module
 */

import assert from "node:assert/strict";

/** What one worker has written, by name. */
export type World = ReadonlyMap<string, string>;

/** Every way in which it may have come. */
export class Worlds {
  #all: World[] = [new Map()];

  /** The names that are there in any case. */
  certain(): string[] {
    const [first, ...others] = this.#all;
    return [...first!.keys()].filter((name) => others.every((world) => world.has(name)));
  }

  /** Something was done. */
  done(change: (world: World) => World): void {
    this.#all = distinct(this.#all.map(change));
  }

  /** Something was done, or not. */
  perhaps(change: (world: World) => World): void {
    this.#all = distinct([...this.#all, ...this.#all.map(change)]);
  }

  /** It turned out to be this one; raises if it could not be. */
  settle(found: World): void {
    const text = textOf(found);
    const possible = this.#all.map(textOf);
    assert.ok(possible.includes(text), `found ${text}, which is none of\n${possible}`);
    this.#all = [found];
  }
}

function distinct(worlds: World[]): World[] {
  return [...new Map(worlds.map((world) => [textOf(world), world])).values()];
}

function textOf(world: World): string {
  return JSON.stringify([...world].sort());
}
