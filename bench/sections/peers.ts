/**
 * Coffer next to other programs that keep secrets: one value read with the key at hand and
 * from the password, one written, names listed.
 *
 * @module
 */

import { copied } from "../data/places.ts";
import { keyOf, STASH_ENV, stashOf } from "../data/stashes.ts";
import { walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import { type Finding, raceTable, type Section } from "../page/section.ts";
import type { Both } from "../page/targets.ts";
import { type Agent, agentIn } from "../programs/agent.ts";
import { coffers, derivation, empties, toFloor } from "../programs/coffer.ts";
import { age, keepassxc, sops } from "../programs/file_peers.ts";
import { gopass, pass } from "../programs/gpg_peers.ts";
import { type Deed, SECRETS, type Way, waysOf } from "../programs/peer.ts";
import { tokenFor } from "../programs/token.ts";

const PEERS = [pass, gopass, age, sops, keepassxc];
const ROUNDS = 11;
const GET = ["get", "domain 5", "access 5", "--field", "pwd"];
const TITLES: Record<Deed, string> = {
  warm: "Reading one value, the key at hand",
  cold: "Reading one value, from the password",
  write: "Writing one value",
  list: "Listing names",
};

/** Programs that are on the machine. */
export const peers: Section = {
  name: "peers",
  title: "Next to other programs",
  async run(lab) {
    const found = await Promise.all(PEERS.map((peer) => waysOf(lab, peer)));
    try {
      return await compared(
        lab,
        found.flatMap((ways) => typeof ways === "string" ? [] : ways),
        {
          missing: found.filter((ways) => typeof ways === "string"),
        },
      );
    } finally {
      for (const peer of PEERS) await peer.ended?.(lab.at(peer.program)).catch(() => {});
    }
  },
};

async function compared(
  lab: Lab,
  ways: readonly Way[],
  { missing }: { missing: string[] },
): Promise<Finding> {
  const wallet = lab.at("peers.sqlite");
  await copied(await walletOf(lab, "sqlite", SECRETS), wallet);
  const store = ["--store", `sqlite:${wallet}`];
  const env = walletEnv(lab, "peers");
  const token = await tokenFor(lab.binary, store, env);
  await using agent = await agentIn(lab.binary, lab.at("run"), env);
  const stash = lab.at("peers.stash");
  await copied(await stashOf(lab, SECRETS), stash);
  const own = { lab, store, agent, env, token, stash };
  const races = {} as Record<Deed, Race>;
  for (const deed of Object.keys(TITLES) as Deed[]) {
    await agent.unlock([...GET, ...store]);
    races[deed] = await lab.race([
      ...await ours(deed, own),
      ...ways.filter((way) => way.deed === deed)
        .map((way) => ({ ...way, id: way.name.split("`")[1]!.split(" ")[0]! })),
      ...await empties(lab),
      ...(deed === "cold" ? await derivation(lab, "v1") : []),
    ], ROUNDS);
  }
  const { warm } = races;
  const to = (id: string): Both => ({
    binary: warm.ratio("binary agent", id),
    source: warm.ratio("source agent", id),
  });
  return {
    parts: (Object.entries(races) as [Deed, Race][]).map(([deed, race]) => ({
      title: TITLES[deed],
      table: raceTable(race),
    })),
    reached: {
      agent: toFloor(warm, "empty", "agent"),
      "agent pass": to("pass"),
    },
    missing,
  };
}

/** What Coffer does it on, and with. */
interface Own {
  lab: Lab;
  store: string[];
  agent: Agent;
  env: Record<string, string>;
  token: string;
  stash: string;
}

/** How Coffer does it. */
async function ours(deed: Deed, own: Own): Promise<Contestant[]> {
  const { lab, store, agent, env, token, stash } = own;
  const [group, name] = keyOf(SECRETS >> 1);
  const wallet = (id: string, how: string, args: string[], env: Record<string, string>) =>
    coffers(lab, {
      name: `\`coffer ${args[0]}\`, ${how}`,
      args: [...args, ...store],
      env,
    })
      .map((each) => ({ ...each, id: `${each.id} ${id}` }));
  const { COFFER_PASSWORD: _, ...rest } = env;
  const withToken = { ...rest, COFFER_TOKEN: token };
  switch (deed) {
    case "warm":
      return [
        ...wallet("agent", "agent", GET, agent.env),
        ...wallet("token", "token", GET, withToken),
      ];
    case "cold":
      return [
        ...wallet("password", "password (Argon2id)", GET, env),
        ...coffers(lab, {
          name: "`coffer stash read`, password (PBKDF2)",
          args: ["stash", "read", `${group}/${name}`, "-f", stash],
          env: STASH_ENV,
        }),
      ];
    case "write": {
      const set = ["set", "domain 5", "access 5", "--uid", "a new value"];
      return [
        ...wallet("agent", "agent", set, agent.env),
        ...wallet("password", "password (Argon2id)", set, env),
      ];
    }
    case "list":
      return [
        ...wallet("agent", "agent", ["list"], agent.env),
        ...wallet("password", "password (Argon2id)", ["list"], env),
      ];
  }
  return await Promise.reject(new Error(deed));
}
