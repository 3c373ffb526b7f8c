/**
 * The Worker of `deno task fuzz`: one target after the other.
 *
 * @module
 */

import { type Campaign, campaign } from "./campaign.ts";
import { TARGETS } from "./targets/mod.ts";

/** What is to be done. */
export interface Order {
  readonly names: readonly string[];
  readonly runs: number;
  readonly seed: number;
  /** Four bytes: how many inputs are done, counted up while they are. */
  readonly done: SharedArrayBuffer;
}

/** What became of one target. */
export type Report =
  | { readonly name: string; readonly campaign: Campaign }
  | { readonly name: string; readonly failure: string };

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
};

scope.onmessage = ({ data: { names, done, ...options } }: MessageEvent<Order>) => {
  const count = new Int32Array(done);
  const onInput = () => void Atomics.add(count, 0, 1);
  for (const target of TARGETS.filter(({ name }) => names.includes(name))) {
    scope.postMessage(
      reportOf(target.name, () => campaign(target, { ...options, onInput })),
    );
  }
};

function reportOf(name: string, run: () => Campaign): Report {
  try {
    return { name, campaign: run() };
  } catch (error) {
    return { name, failure: error instanceof Error ? error.message : `${error}` };
  }
}
