/**
 * Other programs that keep secrets, each with ten of them.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import type { Run } from "../measuring/cost.ts";
import { firstLine } from "../page/machine.ts";

/** How many secrets each has, and which one is read. */
export const SECRETS = 10;
/** The name of a secret. */
export const nameOf = (secret: number) => `group/entry${secret}`;
/** The one that is read and written. */
export const NAME = nameOf(SECRETS >> 1);
/** Opens what wants a password. */
export const PASSWORD = "Correct horse 1";

/** What is compared; each table has the programs that can do it. */
export type Deed = "warm" | "cold" | "write" | "list";

/** A way to do one of them. */
export interface Way extends Run {
  deed: Deed;
  /** The command and with what it is opened, as the page shows it. */
  name: string;
}

/** Another program. */
export interface Peer {
  /** Its command. */
  program: string;
  /** Prints its version. */
  version: readonly string[];
  /** Makes its store below `folder`; gives what it can do. */
  made(folder: string, version: string): Promise<Way[]>;
  /** Ends what it has left running. */
  ended?(folder: string): Promise<void>;
}

/** The ways of a peer, or why there are none. */
export async function waysOf(lab: Lab, peer: Peer): Promise<Way[] | string> {
  const version = await firstLine(...peer.version as [string, ...string[]]);
  if (version === undefined) return `\`${peer.program}\` is not on this machine`;
  const folder = lab.at(peer.program);
  await Deno.mkdir(folder, { mode: 0o700 });
  const named = /[a-z]/i.test(version) ? version : `${peer.program} ${version}`;
  try {
    const ways = await peer.made(folder, version);
    return ways.map((way) => ({ ...way, name: `${way.name} (${named})` }));
  } catch (error) {
    return `\`${peer.program}\`: ${(error as Error).message.split("\n")[0]}`;
  }
}
