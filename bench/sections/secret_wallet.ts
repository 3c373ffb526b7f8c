/**
 * secret_wallet's own data, by secret_wallet itself and by Coffer.
 *
 * @module
 */

import { copied } from "../data/places.ts";
import {
  MEMORABLE,
  NEW_MEMORABLE,
  SECRET_WALLET,
  secretWalletHome,
} from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import { raceTable, type Section } from "../page/section.ts";
import { both, coffers, denoDir, derivation, empties } from "../programs/coffer.ts";

const RECORDS = 50;
const ROUNDS = 9, SLOW_ROUNDS = 3;

/** A command, and what both programs need for it. */
interface Deed {
  title: string;
  args: readonly string[];
  rounds: number;
  /** What secret_wallet asks for, in order. */
  passwords: readonly string[];
  /** Whether a key has to be derived. */
  derives: boolean;
}

const DEEDS: readonly Deed[] = [
  {
    title: "get",
    args: ["get", "-d", "domain 7", "-a", "access 7"],
    rounds: ROUNDS,
    passwords: [MEMORABLE],
    derives: true,
  },
  {
    title: "set",
    args: ["set", "-d", "domain 7", "-a", "access 7", "-u", "another"],
    rounds: ROUNDS,
    passwords: [MEMORABLE],
    derives: true,
  },
  { title: "list", args: ["list"], rounds: ROUNDS, passwords: [], derives: false },
  {
    title: "save -d",
    args: ["save", "-d"],
    rounds: SLOW_ROUNDS,
    passwords: [MEMORABLE],
    derives: true,
  },
  {
    title: "reconf -m",
    args: ["reconf", "-m"],
    rounds: SLOW_ROUNDS,
    passwords: [MEMORABLE, NEW_MEMORABLE, NEW_MEMORABLE],
    derives: true,
  },
];

/** 50 records with two info entries each, in SQLite. */
export const secretWallet: Section = {
  name: "secret_wallet",
  title: "secret_wallet's data",
  async run(lab) {
    const home = lab.at("secretwallet");
    await secretWalletHome(home, lab.atMost(RECORDS, 10));
    const races = new Map<string, Race>();
    for (const deed of DEEDS) races.set(deed.title, await compared(lab, home, deed));
    const original = await lab.original("secret_wallet");
    return {
      parts: [...races].map(([title, race], at) => ({
        title: `${title}, ${RECORDS} records in SQLite`,
        ...(at === 0 && { about: "Records have two info entries." }),
        table: raceTable(race),
      })),
      reached: {
        "v0 get": both(races.get("get")!, "original"),
        "v0 save": both(races.get("save -d")!, "original"),
        "v0 reconf": both(races.get("reconf -m")!, "original"),
      },
      missing: "missing" in original ? [original.missing] : [],
    };
  },
};

/** Each program on a fresh copy of the home folder. */
async function compared(lab: Lab, home: string, deed: Deed): Promise<Race> {
  const work = lab.at("secretwallet work");
  const prepare = () => copied(home, work);
  const env = {
    HOME: work,
    COFFER_PASSWORD: MEMORABLE,
    COFFER_NEW_PASSWORD: NEW_MEMORABLE,
    NO_COLOR: "1",
  };
  const { title, args, rounds, derives } = deed;
  const yes = args[0] === "reconf" ? ["--yes"] : [];
  return await lab.race([
    ...await byOriginal(lab, deed, { env, prepare }),
    ...coffers(lab, {
      name: `\`coffer ${title}\``,
      args: [...args, ...yes],
      env: { ...env, ...denoDir() },
      prepare,
      ...(derives && { floor: "derive" }),
    }),
    ...await empties(lab),
    ...(derives ? await derivation(lab, "v0") : []),
  ], rounds);
}

/** secret_wallet itself, if it is there. */
async function byOriginal(
  lab: Lab,
  { title, args, passwords }: Deed,
  rest: Pick<Contestant, "env" | "prepare">,
): Promise<Contestant[]> {
  const original = await lab.original("secret_wallet");
  if ("missing" in original) return [];
  const answers = [passwords.join(","), "yes"];
  const command = [original.python, "-c", SECRET_WALLET, ...answers, ...args];
  return [{ id: "original", name: `secret_wallet \`${title}\``, command, ...rest }];
}
