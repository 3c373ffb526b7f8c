/**
 * How Coffer does what other programs do.
 *
 * @module
 */

import { copied } from "../data/places.ts";
import { keyOf, STASH_ENV, stashOf } from "../data/stashes.ts";
import { walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Contestant } from "../measuring/in_turn.ts";
import { type Agent, agentIn } from "./agent.ts";
import { coffers } from "./coffer.ts";
import { type Deed, SECRETS } from "./peer.ts";
import { tokenFor } from "./token.ts";

const NAME = ["domain 5", "access 5"];
const GET = ["get", ...NAME, "--field", "pwd"];
const SET = ["set", ...NAME, "--uid", "a new value"];

/** Coffer with ten secrets. Disposing of it stops its agent. */
export interface Own extends AsyncDisposable {
  /** All ways of one deed, by both programs; the agent has the key for another minute. */
  ways(deed: Deed): Promise<Contestant[]>;
}

/** Makes a wallet, a stash, a token and an agent. */
export async function ownWays(lab: Lab): Promise<Own> {
  const wallet = lab.at("peers.sqlite");
  await copied(await walletOf(lab, "sqlite", SECRETS), wallet);
  const store = ["--store", `sqlite:${wallet}`];
  const env = walletEnv(lab, "peers");
  const token = await tokenFor(lab.binary, store, env);
  const agent = await agentIn(lab.binary, lab.at("run"), env);
  const stash = await stashOf(lab, SECRETS);
  return {
    async ways(deed) {
      await agent.unlock([...GET, ...store]);
      return WAYS[deed]({ lab, store, agent, env, token, stash });
    },
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  };
}

/** What it is done on, and with. */
interface Means {
  lab: Lab;
  store: readonly string[];
  agent: Agent;
  env: Record<string, string>;
  token: string;
  stash: string;
}

const WAYS: Record<Deed, (means: Means) => Contestant[]> = {
  warm: (means) => [...byAgent(means, GET), ...byToken(means, GET)],
  cold: (means) => [...byPassword(means, GET), ...ofStash(means)],
  write: (means) => [...byAgent(means, SET), ...byPassword(means, SET)],
  list: (means) => [...byAgent(means, ["list"]), ...byPassword(means, ["list"])],
};

function byAgent(means: Means, args: readonly string[]): Contestant[] {
  return onWallet(means, "agent", "agent", args, means.agent.env);
}

function byToken(means: Means, args: readonly string[]): Contestant[] {
  const { COFFER_PASSWORD: _, ...env } = means.env;
  return onWallet(means, "token", "token", args, { ...env, COFFER_TOKEN: means.token });
}

function byPassword(means: Means, args: readonly string[]): Contestant[] {
  return onWallet(means, "password", "password (Argon2id)", args, means.env);
}

function onWallet(
  { lab, store }: Means,
  way: string,
  how: string,
  args: readonly string[],
  env: Record<string, string>,
): Contestant[] {
  const name = `\`coffer ${args[0]}\`, ${how}`;
  return coffers(lab, { name, args: [...args, ...store], env })
    .map((each) => ({ ...each, id: `${each.id} ${way}` }));
}

function ofStash({ lab, stash }: Means): Contestant[] {
  const key = keyOf(SECRETS >> 1).join("/");
  return coffers(lab, {
    name: "`coffer stash read`, password (PBKDF2)",
    args: ["stash", "read", key, "-f", stash],
    env: STASH_ENV,
  });
}
