/**
 * Where the time of the main commands goes.
 *
 * A command is timed as a whole, next to an empty program and to one that prints its
 * version. What it does after that is done once more, step by step, by a program of ours
 * (programs/stages.ts) that starts as cold. What neither shows is the rest.
 *
 * @module
 */

import { copied, folderOfFiles } from "../data/places.ts";
import { keyOf, PASSWORD, STASH_ENV, stashOf } from "../data/stashes.ts";
import { MEMORABLE, secretWalletHome, walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Contestant } from "../measuring/in_turn.ts";
import { median } from "../measuring/statistics.ts";
import type { Section } from "../page/section.ts";
import { agentIn } from "../programs/agent.ts";
import { derivation, empties } from "../programs/coffer.ts";
import { ran } from "../programs/child.ts";
import { tokenFor } from "../programs/token.ts";

const ROUNDS = 7, SLOW_ROUNDS = 3;
const FEW = 10, MANY = 10_000, FILES = 300;
const NAME = ["domain 7", "access 7"];

/** A command and its steps. */
interface Command extends Pick<Contestant, "env" | "prepare"> {
  name: string;
  args: readonly string[];
  stages: readonly string[];
  /** Which derivation is in it, where the steps leave it out. */
  derives?: "v1";
  slow?: boolean;
}

/** What the steps say, in milliseconds. */
interface Stages {
  io: number;
  derive: number;
  cipher: number;
  text: number;
}

/** A table with a row for each command. */
export const budget: Section = {
  name: "budget",
  title: "Where the time goes",
  async run(lab) {
    const rows = [];
    const env = walletEnv(lab, "budget");
    await using agent = await agentIn(lab.binary, lab.at("budget run"), env);
    for (const command of [...await ofStash(lab), ...await ofWallet(lab, env)]) {
      rows.push(await row(lab, command));
    }
    const few = await withToken(lab, FEW, env);
    const get = ["get", ...NAME, "--store", few.url];
    await agent.unlock(get);
    rows.push(
      await row(lab, {
        name: "`get`, agent, 10 records",
        args: get,
        env: agent.env,
        stages: ["get", few.url, few.token, ...NAME],
      }),
    );
    return {
      parts: [{
        about: "Milliseconds of the binary. Start is an empty program's; modules, what " +
          "`coffer --version` takes beyond that. The rest is what the command takes " +
          "beyond all of them: arguments, passwords, permissions given up, output.",
        table: {
          head: [
            ...["command", "all", "start", "modules", "derive"],
            ...["cipher", "text", "I/O", "rest"],
          ],
          rows,
        },
      }],
    };
  },
};

async function ofStash(lab: Lab): Promise<Command[]> {
  const [path, work] = [await stashOf(lab, FEW), lab.at("budget.stash")];
  const [group, name] = keyOf(FEW >> 1);
  const folder = lab.at("budget files");
  const files = lab.atMost(FILES, 30);
  await folderOfFiles(folder, files, 1_024);
  const env = STASH_ENV;
  const prepare = () => copied(path, work);
  return [
    {
      name: "`stash read`, 10 entries",
      args: ["stash", "read", `${group}/${name}`, "-f", work],
      stages: ["stash", work, PASSWORD, group, name],
      ...{ env, prepare },
    },
    {
      name: `\`stash import\`, ${files} files`,
      args: ["stash", "import", "k", folder, "-f", work],
      stages: ["import", work, PASSWORD, folder],
      ...{ env, prepare },
    },
  ];
}

async function ofWallet(lab: Lab, env: Record<string, string>): Promise<Command[]> {
  const home = lab.at("budget home");
  const deviceKey = await secretWalletHome(home, lab.atMost(50, 10));
  const v0 = `sqlite:${home}/.secretwallet/secretwallet.sqlite`;
  const few = await withToken(lab, FEW, env);
  const size = lab.atMost(MANY, 20);
  const many = await withToken(lab, size, env);
  const own = (
    name: string,
    args: string[],
    { url, token }: WithToken,
    slow: boolean,
  ) => ({
    name,
    args: [...args, "--store", url],
    env,
    stages: [args[0]!, url, token, ...args[0] === "get" ? NAME : []],
    derives: "v1" as const,
    slow,
  });
  return [
    {
      name: "`get`, secret_wallet's format",
      args: ["get", ...NAME],
      env: { HOME: home, COFFER_PASSWORD: MEMORABLE, NO_COLOR: "1" },
      stages: ["v0", v0, MEMORABLE, deviceKey, ...NAME],
    },
    own("`get`, 10 records", ["get", ...NAME], few, false),
    own(`\`list\`, ${size} records`, ["list"], many, true),
    own(`\`save -d\`, ${size} records`, ["save", "-d"], many, true),
  ];
}

/** A wallet, and a token that opens it without derivation. */
interface WithToken {
  url: string;
  token: string;
}

function withToken(
  lab: Lab,
  size: number,
  env: Record<string, string>,
): Promise<WithToken> {
  const path = lab.at(`budget ${size}.sqlite`);
  return lab.once(path, async () => {
    await copied(await walletOf(lab, "sqlite", size), path);
    const url = `sqlite:${path}`;
    return { url, token: await tokenFor(lab.binary, ["--store", url], env) };
  });
}

async function row(lab: Lab, command: Command): Promise<string[]> {
  const { name, args, derives, slow, env = {}, prepare = () => Promise.resolve() } =
    command;
  const rounds = slow ? SLOW_ROUNDS : ROUNDS;
  const race = await lab.race([
    { id: "all", name, command: [lab.binary, ...args], env, prepare },
    { id: "version", name: "version", command: [lab.binary, "--version"] },
    ...await empties(lab),
    ...(derives ? await derivation(lab, derives) : []),
  ], rounds);
  const time = (id: string) => race.of(id)?.time ?? 0;
  const { io, derive, cipher, text } = await staged(lab, command, rounds);
  const parts = [
    time("empty"),
    time("version") - time("empty"),
    derives ? time("derive") - time("empty") : derive,
    ...[cipher, text, io],
  ];
  const beyond = time("all") - parts.reduce((sum, each) => sum + each, 0);
  return [name, ...[time("all"), ...parts, beyond].map((each) => each.toFixed(1))];
}

/** The median of each kind of step. */
async function staged(
  lab: Lab,
  { stages, prepare }: Command,
  rounds: number,
): Promise<Stages> {
  const program = await lab.own("stages");
  const all: Stages[] = [];
  for (let round = 0; round < lab.atMost(rounds, 1); round++) {
    await prepare?.();
    all.push(JSON.parse(await ran([program, ...stages])));
  }
  const of = (kind: keyof Stages) => median(all.map((each) => each[kind]));
  return { io: of("io"), derive: of("derive"), cipher: of("cipher"), text: of("text") };
}
