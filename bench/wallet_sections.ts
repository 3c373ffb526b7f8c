/**
 * Wallets: secret_wallet's data next to secret_wallet itself, and growth of our own.
 *
 * @module
 */

import { type Contestant, inTurn } from "./measure.ts";
import type { Section } from "./page.ts";
import type { Programs } from "./stash_section.ts";
import {
  MEMORABLE,
  ownWallet,
  SECRET_WALLET,
  secretWalletHome,
} from "./wallet_fixtures.ts";

const RECORDS = 50;
const ROUNDS = 7;
const SLOW_ROUNDS = 3;
const NEW_MEMORABLE = "N3w memorable!";

/** Each command on 50 records with two info entries, by both programs. */
export async function secretWalletSections(programs: Programs): Promise<Section[]> {
  const home = `${programs.folder}/home`;
  await secretWalletHome(home, RECORDS);
  const about =
    `secret_wallet's SQLite database with ${RECORDS} records of two info entries.`;
  const both = async (
    title: string,
    rounds: number,
    args: string[],
    passwords: string,
  ) => ({
    title: `secret_wallet's data: ${title}`,
    about,
    rounds,
    results: await inTurn(pair(programs, { home, args, passwords }), rounds),
  });
  const get = ["get", "-d", "domain 7", "-a", "access 7"];
  const three = `${MEMORABLE},${NEW_MEMORABLE},${NEW_MEMORABLE}`;
  return [
    await both("get", ROUNDS, get, MEMORABLE),
    await both("list", ROUNDS, ["list"], ""),
    await both("save -d", SLOW_ROUNDS, ["save", "-d"], MEMORABLE),
    await both("reconf -m", SLOW_ROUNDS, ["reconf", "-m"], three),
  ];
}

/** Coffer and the original, each on a fresh copy of the home folder. */
function pair(
  { binary, python, folder }: Programs,
  { home, args, passwords }: { home: string; args: string[]; passwords: string },
): Contestant[] {
  const work = `${folder}/work`;
  const prepare = async () => {
    await Deno.remove(work, { recursive: true }).catch(() => {});
    for (const folder of [".secretwallet", ".aws"]) {
      await Deno.mkdir(`${work}/${folder}`, { recursive: true });
      for await (const { name } of Deno.readDir(`${home}/${folder}`)) {
        await Deno.copyFile(`${home}/${folder}/${name}`, `${work}/${folder}/${name}`);
      }
    }
  };
  const env = {
    HOME: work,
    COFFER_PASSWORD: MEMORABLE,
    COFFER_NEW_PASSWORD: NEW_MEMORABLE,
    NO_COLOR: "1",
  };
  const yes = args[0] === "reconf" ? ["--yes"] : [];
  const shown = `\`${args[0]}${args[1]?.startsWith("-") ? ` ${args[1]}` : ""}\``;
  return [
    ...(python === undefined ? [] : [{
      name: `secret_wallet ${shown}`,
      command: [python, "-c", SECRET_WALLET, passwords, "yes", ...args],
      env,
      prepare,
    }]),
    { name: `coffer ${shown}`, command: [binary, ...args, ...yes], env, prepare },
  ];
}

const FEW = 10, MANY = 10_000;

/** The same commands with few records and with many. */
export async function ownSections({ binary, folder }: Programs): Promise<Section[]> {
  const env = { COFFER_PASSWORD: MEMORABLE, HOME: folder, NO_COLOR: "1" };
  for (const count of [FEW, MANY]) await ownWallet(`${folder}/${count}.sqlite`, count);
  const grow = async (
    title: string,
    args: string[],
    rounds: number,
  ): Promise<Section> => ({
    title: `Coffer's own format on SQLite: ${title}`,
    about: "Argon2id with 64 MiB and 3 passes.",
    rounds,
    results: await inTurn(
      [FEW, MANY].map((count) => ({
        name: `${count} records`,
        command: [binary, ...args, "--store", `sqlite:${folder}/${count}.sqlite`],
        env,
      })),
      rounds,
    ),
  });
  return [
    await grow("get", ["get", "domain 7", "access 7"], ROUNDS),
    await grow("list", ["list"], SLOW_ROUNDS),
    await grow("query", ["query", "access 7"], SLOW_ROUNDS),
    await grow("save -d", ["save", "-d"], SLOW_ROUNDS),
  ];
}
