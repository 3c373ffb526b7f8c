/**
 * Coffer next to other programs that keep secrets: one value read with the key at hand and
 * from the password, one written, names listed.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import type { Race } from "../measuring/in_turn.ts";
import { type Finding, raceTable, type Section } from "../page/section.ts";
import { derivation, empties, toFloor } from "../programs/coffer.ts";
import { age, keepassxc, sops } from "../programs/file_peers.ts";
import { gopass, pass } from "../programs/gpg_peers.ts";
import { ownWays } from "../programs/own_ways.ts";
import { type Deed, type Way, waysOf } from "../programs/peer.ts";

const PEERS = [pass, gopass, age, sops, keepassxc];
const ROUNDS = 11;
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
      const ways = found.flatMap((each) => typeof each === "string" ? [] : each);
      const missing = found.filter((each) => typeof each === "string");
      return { ...await compared(lab, ways), missing };
    } finally {
      for (const peer of PEERS) await peer.ended?.(lab.at(peer.program)).catch(() => {});
    }
  },
};

async function compared(lab: Lab, ways: readonly Way[]): Promise<Finding> {
  await using own = await ownWays(lab);
  const races = {} as Record<Deed, Race>;
  for (const deed of Object.keys(TITLES) as Deed[]) {
    races[deed] = await lab.race([
      ...await own.ways(deed),
      ...ways.filter((way) => way.deed === deed)
        .map((way) => ({ ...way, id: way.name.split("`")[1]!.split(" ")[0]! })),
      ...await empties(lab),
      ...(deed === "cold" ? await derivation(lab, "v1") : []),
    ], ROUNDS);
  }
  const { warm } = races;
  return {
    parts: (Object.entries(races) as [Deed, Race][]).map(([deed, race]) => ({
      title: TITLES[deed],
      table: raceTable(race),
    })),
    reached: {
      agent: toFloor(warm, "empty", "agent"),
      "agent pass": {
        binary: warm.ratio("binary agent", "pass"),
        source: warm.ratio("source agent", "pass"),
      },
    },
  };
}
