/**
 * The commands that write a wallet, on every kind of file that it can be in.
 *
 * @module
 */

import { openRecordStore } from "../../backends/mod.ts";
import { type Kind, KINDS } from "../support/wallet_scene.ts";
import { damageOne } from "./damage.ts";
import type { Scenario, Stage } from "./scenario.ts";
import {
  lookAtWallets,
  NEW_PASSWORD,
  ok,
  PASSWORD,
  walletStage,
} from "./wallet_stage.ts";

/** A scenario, but for the wallet that it is played with. */
export type Part =
  & Pick<Scenario, "args">
  & Partial<Omit<Scenario, "open">>
  & { prepare?: (stage: Stage) => Promise<void> };

const NOT_FOUND = 3, WRONG_PASSWORD = 4, DAMAGED = 5, TAKEN = 6, PARTLY = 9, REFUSED = 10;
const OTHER_FILE = "other";

/** On every kind. */
export const EVERYWHERE: Record<string, Part> = {
  "set a new record": {
    args: () => ["set", "d", "new", "-u", "u", "-ik", "k", "-iv", "v"],
    shared: true,
  },
  "set a part of a record": {
    args: () => ["set", "d", "one", "-u", "changed"],
    shared: true,
  },
  "delete a record": {
    args: () => ["delete", "d", "one", "--yes"],
    again: [NOT_FOUND],
    shared: true,
  },
  "delete a part of a record": {
    args: () => ["delete", "d", "one", "-ik", "k", "--yes"],
    again: [NOT_FOUND],
    shared: true,
  },
  "rename a record": {
    args: () => ["rename", "d", "one", "-na", "renamed", "--yes"],
    again: [NOT_FOUND],
    shared: true,
  },
  "load records": {
    prepare: (stage) =>
      Deno.writeTextFile(stage.at("new.env"), "A=1\nB=two words\nC=3\n"),
    args: (
      stage,
    ) => ["load", "-f", stage.at("new.env"), "--format", "dotenv", "--domain", "shop"],
    again: [PARTLY],
    shared: true,
  },
  "backup make": {
    args: () => ["backup", "make", "by hand"],
    look: async (stage) => `${await lookAtWallets(stage)} ${await backupsOf(stage) > 0}`,
  },
  "backup restore": {
    async prepare(stage) {
      await ok(stage, ["backup", "make", "good"]);
      const [good] = JSON.parse(await ok(stage, ["backup", "list", "--json"]));
      await Deno.writeTextFile(stage.at("backup"), good.id);
      await ok(stage, ["set", "d", "one", "-u", "newer"]);
      await ok(stage, ["set", "d", "later", "-u", "u"]);
    },
    args: (
      stage,
    ) => ["backup", "restore", Deno.readTextFileSync(stage.at("backup")), "--yes"],
  },
  copy: {
    args: (stage) => ["copy", "--to", otherStore(stage)],
    look: (stage) => lookAtWallets(stage, stage.env.COFFER_STORE!, otherStore(stage)),
    again: [TAKEN],
    next: (stage) => [
      ["set", "d", "next", "-u", "u"],
      ["set", "d", "next", "-u", "u", "--store", otherStore(stage)],
    ],
  },
  sync: {
    async prepare(stage) {
      await ok(stage, ["copy", "--to", otherStore(stage)]);
      await ok(stage, ["set", "d", "new", "-u", "u"]);
      await ok(stage, ["set", "d", "one", "-u", "x", "--store", otherStore(stage)]);
      await ok(stage, ["delete", "d", "two", "--yes"]);
    },
    args: (stage) => ["sync", otherStore(stage), "--yes"],
    look: (stage) => lookAtWallets(stage, stage.env.COFFER_STORE!, otherStore(stage)),
    between: () => true,
    next: (stage) => [
      ["set", "d", "next", "-u", "u"],
      ["set", "d", "next", "-u", "u", "--store", otherStore(stage)],
    ],
  },
  "save to a file": {
    args: (stage) => ["save", "-f", stage.at("saved.json")],
    look: async (stage) =>
      `${await lookAtWallets(stage)} ${isWhole(stage, "saved.json")}`,
    again: [TAKEN, REFUSED],
  },
  "dump to a file": {
    args: (stage) => ["dump", "-f", stage.at("dumped.txt")],
    look: async (stage) => `${await lookAtWallets(stage)} ${textOf(stage, "dumped.txt")}`,
    again: [TAKEN, REFUSED],
  },
};

/** On Coffer's own format. */
export const OWN: Record<string, Part> = {
  "reconf -m": {
    args: () => ["reconf", "-m"],
    env: { COFFER_NEW_PASSWORD: NEW_PASSWORD },
    nextEnv: { COFFER_PASSWORD: NEW_PASSWORD },
    again: [WRONG_PASSWORD],
  },
  "reconf --rotate-key": {
    args: () => ["reconf", "--rotate-key", "--yes"],
    look: async (stage) => `${await lookAtWallets(stage)} ${await epochOf(stage)}`,
    between: () => true,
    again: "adds",
  },
  "slot add": {
    args: () => ["slot", "add", "--token", "--label", "ci"],
    again: "adds",
    shared: true,
  },
  "slot add a password": {
    args: () => ["slot", "add", "--label", "Ann"],
    again: "adds",
    env: { COFFER_NEW_PASSWORD: NEW_PASSWORD },
  },
  "slot remove": {
    async prepare(stage) {
      await ok(stage, ["slot", "add", "--token"]);
      const listed = JSON.parse(await ok(stage, ["slot", "list", "--json"]));
      const { id } = listed.find(({ kind }: { kind: string }) => kind === "token");
      await Deno.writeTextFile(stage.at("slot"), id);
    },
    args: (
      stage,
    ) => [
      "slot",
      "remove",
      Deno.readTextFileSync(stage.at("slot")),
      "--yes",
      "--no-input",
    ],
    again: [NOT_FOUND],
    shared: true,
  },
  "slot passwd": {
    args: () => ["slot", "passwd"],
    env: { COFFER_NEW_PASSWORD: NEW_PASSWORD },
    nextEnv: { COFFER_PASSWORD: NEW_PASSWORD },
    again: [WRONG_PASSWORD],
  },
  "delete --damaged": {
    prepare: (stage) => damageOne(stage, "spoiled"),
    args: () => ["delete", "--damaged", "--yes"],
    look: lookAtDamaged,
  },
  "delete --damaged --accept-missing": {
    prepare: (stage) => damageOne(stage, "gone"),
    args: () => ["delete", "--damaged", "--accept-missing", "--yes"],
    look: lookAtDamaged,
  },
  "verify --accept": {
    async prepare(stage) {
      const path = fileOf(stage);
      const old = await Deno.readFile(path);
      await ok(stage, ["set", "d", "one", "-u", "newer"]);
      await Deno.writeFile(path, old);
    },
    args: () => ["verify", "--accept", "--yes"],
    look: async (stage) => {
      const { code, stdout } = await stage.run(["list", "--json"]);
      return `${code} ${stdout}`;
    },
  },
};

/** On secret_wallet's. */
export const THEIRS: Record<string, Part> = {
  "reconf -m": {
    args: () => ["reconf", "-m", "--yes"],
    env: { COFFER_NEW_PASSWORD: NEW_PASSWORD },
    nextEnv: { COFFER_PASSWORD: NEW_PASSWORD },
    again: [WRONG_PASSWORD],
  },
  "reconf --upgrade": {
    args: (stage) => ["reconf", "--upgrade", "--to", otherStore(stage), "--yes"],
    look: async (stage) => `${await lookAtWallets(stage)} ${await isUpgraded(stage)}`,
    between: () => true,
    // This device's key is for the new one by then.
    again: [NOT_FOUND],
    next: (stage) => [["set", "d", "next", "-u", "u", "--store", otherStore(stage)]],
  },
};

/** All of them. */
export const WALLET_SCENARIOS: readonly Scenario[] = KINDS.flatMap((kind) =>
  Object.entries({ ...EVERYWHERE, ...(kind.startsWith("v1") ? OWN : THEIRS) })
    .map(([what, part]) => played(kind, what, part))
);

function played(kind: Kind, what: string, { prepare, ...part }: Part): Scenario {
  return onWallet(`${kind}: ${what}`, () => walletStage(kind, prepare), part);
}

/** The scenario on the wallet that `open` makes. */
export function onWallet(
  name: string,
  open: Scenario["open"],
  part: Omit<Part, "prepare">,
): Scenario {
  return {
    name,
    open,
    look: (stage) => lookAtWallets(stage),
    next: () => [["set", "d", "next", "-u", "u"]],
    ...part,
  };
}

/** The other scheme, so that a copy goes to the other kind of store. */
function otherStore(stage: Stage): string {
  const scheme = stage.env.COFFER_STORE!.startsWith("file:") ? "sqlite" : "file";
  return `${scheme}:${stage.at(OTHER_FILE)}`;
}

function fileOf(stage: Stage): string {
  return stage.env.COFFER_STORE!.replace(/^\w+:/, "");
}

async function backupsOf(stage: Stage): Promise<number> {
  return JSON.parse(await ok(stage, ["backup", "list", "--json"])).length;
}

/** Damage, or everything. */
async function lookAtDamaged(stage: Stage): Promise<string> {
  const { code } = await stage.run(["list"]);
  return code === DAMAGED ? "damaged" : await lookAtWallets(stage);
}

/** All that is in a file; it is there as a whole, or not at all. */
function textOf(stage: Stage, name: string): string | null {
  try {
    return Deno.readTextFileSync(stage.at(name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function isWhole(stage: Stage, name: string): boolean {
  const text = textOf(stage, name);
  if (text !== null) JSON.parse(text);
  return text !== null;
}

/** How many keys there are in a header, and which is the last. */
export function epochsIn(header: string): string {
  return JSON.stringify(JSON.parse(header).epochs);
}

async function epochOf(stage: Stage): Promise<string> {
  await using store = await openRecordStore(stage.env.COFFER_STORE!);
  return epochsIn((await store.header())!.value);
}

async function isUpgraded(stage: Stage): Promise<string> {
  const env = { HOME: stage.env.HOME!, COFFER_PASSWORD: PASSWORD };
  const { code, stdout } = await stage.run(["list", "--json"], env);
  return `${code} ${code === 0 ? stdout : ""}`;
}
