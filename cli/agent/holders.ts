/**
 * The agent as somebody who holds keys, in the two ways that a call can reach it after it
 * has given up its permissions.
 *
 * @module
 */

import type { Order } from "../../agent/client.ts";
import type { Envoy } from "../../agent/envoy.ts";
import type { HeldFor } from "../../agent/protocol.ts";
import type { Times } from "../../agent/state.ts";
import { wipe } from "../../core/bytes.ts";
import { CofferError } from "../../core/errors.ts";
import type { HeldKey, KeyHolder } from "../../core/held_keys.ts";
import type { Out } from "../output.ts";

/** A call may open a wallet and a stash: each kind of key has a place of its own. */
function placeFor(name: string, place: string): string {
  return `${name.split("/")[0]}/${place}`;
}

/** Whether a key was put there by a call like this one. */
export function isAt({ name, place }: HeldFor, wanted: string): boolean {
  return place === placeFor(name, wanted);
}

/**
 * Keys that were asked for before; one comes in when it is needed. There is no way to have
 * one held: that what was held does not open any more, and must be typed anew, is rare.
 */
export class OrderHolder implements KeyHolder, Disposable {
  readonly #orders: Map<string, Order>;
  readonly #out: Out;

  /** Takes the orders over, by the name that each has asked for. */
  constructor(orders: Map<string, Order>, out: Out) {
    this.#orders = orders;
    this.#out = out;
  }

  async get(names: readonly string[]): Promise<HeldKey | null> {
    const name = names.find((name) => this.#orders.has(name));
    if (name === undefined) return null;
    const order = this.#orders.get(name)!;
    this.#orders.delete(name);
    const found = await goingOn(this.#out, () => order.receive());
    if (found === null || found.name === name) return found;
    wipe(found.key);
    return null;
  }

  async put(): Promise<void> {
    await this.#out.note(
      "the agent has an older key for this; `coffer agent lock` makes it forget that",
    );
  }

  /** Leaves the keys unread that were not needed. */
  [Symbol.dispose](): void {
    for (const order of this.#orders.values()) order[Symbol.dispose]();
  }
}

/** Asks by way of an envoy. When something goes wrong, nothing more is asked. */
export class EnvoyHolder implements KeyHolder {
  readonly #envoy: Envoy;
  readonly #times: Times;
  readonly #place: string;
  readonly #out: Out;
  #hasFailed = false;

  /** `envoy` stays its owner's. */
  constructor(
    envoy: Envoy,
    { times, place, out }: { times: Times; place: string; out: Out },
  ) {
    this.#envoy = envoy;
    this.#times = times;
    this.#place = place;
    this.#out = out;
  }

  async get(names: readonly string[]): Promise<HeldKey | null> {
    return await this.#attempt(() => this.#envoy.get(names));
  }

  async put(name: string, key: Uint8Array): Promise<void> {
    const place = placeFor(name, this.#place);
    await this.#attempt(() => this.#envoy.put({ name, key, place, ...this.#times }));
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#hasFailed) return null;
    const result = await goingOn(this.#out, async () => ({ value: await work() }));
    this.#hasFailed = result === null;
    return result?.value ?? null;
  }
}

async function goingOn<T>(out: Out, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    await sayWithout(out, error);
    return null;
  }
}

/** Says why the agent is not used. */
export async function sayWithout(out: Out, error: CofferError): Promise<void> {
  const hint = error.hint === undefined ? "" : ` (${error.hint})`;
  await out.warn(`going on without the agent: ${error.message}${hint}`);
}
