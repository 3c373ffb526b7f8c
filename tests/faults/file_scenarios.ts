/**
 * The commands that write a stash in a file, a configuration, or files for programs.
 *
 * @module
 */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { deviceKeyV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { makeTable } from "../support/wallet_scene.ts";
import { SURROUNDINGS } from "../support/wallets.ts";
import { folderStage, lookAtFiles, lookAtStash, stashStage } from "./file_stage.ts";
import type { Scenario, Stage } from "./scenario.ts";
import {
  DEVICE_PASSWORD,
  NEW_DEVICE,
  NEW_PASSWORD,
  ok,
  PASSWORD,
  RECORDS,
} from "./wallet_stage.ts";

const NOT_FOUND = 3, WRONG_PASSWORD = 4, TAKEN = 6, REFUSED = 10;

type Part =
  & Pick<Scenario, "args">
  & Partial<Scenario>
  & { prepare?: (stage: Stage) => Promise<void> };

const STASH: Record<string, Part> = {
  "stash write": {
    prepare: (stage) => Deno.writeTextFile(stage.at("value"), "value"),
    args: (stage) => ["stash", "write", "new", "--in", stage.at("value")],
  },
  "stash write over": {
    prepare: (stage) => Deno.writeTextFile(stage.at("value"), "value"),
    args: (stage) => ["stash", "write", "a", "--in", stage.at("value")],
  },
  "stash rm": { args: () => ["stash", "rm", "-r", "a"], again: [NOT_FOUND] },
  "stash rm --all": { args: () => ["stash", "rm", "--all", "--yes"] },
  "stash mv": { args: () => ["stash", "mv", "a", "moved"], again: [NOT_FOUND] },
  "stash import": {
    async prepare(stage) {
      await Deno.mkdir(stage.at("in/below"), { recursive: true });
      await Deno.writeTextFile(stage.at("in/one"), "1");
      await Deno.writeTextFile(stage.at("in/below/two"), "2");
    },
    args: (stage) => ["stash", "import", "taken", stage.at("in")],
    // What cannot be read is named and left out.
    between: (now, { after }) => now.split("\n").every((line) => after.includes(line)),
  },
  "stash passwd": {
    args: () => ["stash", "passwd"],
    env: { COFFER_NEW_PASSWORD: NEW_PASSWORD },
    nextEnv: { COFFER_PASSWORD: NEW_PASSWORD },
    again: [WRONG_PASSWORD],
    next: () => [["stash", "passwd", "--iterations", "300000", "--keep-password"]],
  },
  "stash export": {
    args: (stage) => ["stash", "export", "[]", stage.at("out"), "--force"],
    look: async (stage) => `${await lookAtStash(stage)} ${lookAtFiles(stage, "out")}`,
    // Folders and files come to their places one after the other.
    between: (now, { after }) => partOf(now, after),
    again: [TAKEN, REFUSED],
    next: () => [],
  },
  "stash read --out": {
    prepare: (stage) => Deno.mkdir(stage.at("out")),
    args: (stage) => ["stash", "read", "a", "--out", stage.at("out/value")],
    look: async (stage) => `${await lookAtStash(stage)} ${lookAtFiles(stage, "out")}`,
    again: [TAKEN, REFUSED],
    next: () => [],
  },
  "inject --out": {
    async prepare(stage) {
      await Deno.mkdir(stage.at("out"));
      await Deno.writeTextFile(stage.at("template"), "a = {{ stash://a }}\n".repeat(99));
    },
    args: (
      stage,
    ) => ["inject", "-i", stage.at("template"), "-o", stage.at("out/filled"), "--force"],
    look: async (stage) => `${await lookAtStash(stage)} ${lookAtFiles(stage, "out")}`,
    next: () => [],
  },
  "export --format github": {
    async prepare(stage) {
      stage.env.GITHUB_ENV = stage.at(GITHUB);
      await Deno.writeTextFile(stage.at(GITHUB), "EARLIER<<end\nwas here\nend\n");
    },
    args: () => ["export", "--format", "github", "A=stash://a", "B=stash://a/b"],
    look: async (stage) => `${await lookAtStash(stage)} ${lookAtVariables(stage)}`,
    next: () => [],
  },
};

const GITHUB = "github_env";

/** What a job would have of it: the last value of each name; raises at a half one. */
function lookAtVariables(stage: Stage): string {
  const variables: Record<string, string> = {};
  const lines = Deno.readTextFileSync(stage.at(GITHUB)).split("\n");
  while (lines.length > 1) {
    const [, name, end] = /^(\w+)<<(\S+)$/.exec(lines.shift()!)!;
    const length = lines.indexOf(end!);
    assert.ok(length >= 0, `${name} has no end`);
    variables[name!] = lines.splice(0, length + 1).slice(0, -1).join("\n");
  }
  assert.deepEqual(lines, [""]);
  return JSON.stringify(variables);
}

const THEIR_FOLDER = "home/.secretwallet";
const THEIR_CONFIG = `${THEIR_FOLDER}/secretwallet.json`;
const CONFIG = "home/.config/coffer/config.json";

const OTHERS: Record<string, Part> = {
  "stash init": {
    args: () => ["stash", "init"],
    look: lookAtStash,
    again: [TAKEN, REFUSED],
    next: () => [["stash", "write", "x", "--in", "/dev/null"]],
  },
  init: {
    args: (stage) => ["init", "--store", `file:${stage.at("wallet")}`, "--no-input"],
    look: lookAtConfigured,
    between: (now) => now === "none",
    again: [TAKEN, REFUSED],
    next: () => [["set", "d", "a", "-u", "u"], ["conf", "-to", "31"]],
  },
  "init in SQLite, without device key": {
    args: (stage) => [
      "init",
      "--store",
      `sqlite:${stage.at("wallet")}`,
      "--device-key",
      "none",
      "--no-input",
    ],
    look: lookAtConfigured,
    between: (now) => now === "none",
    again: [TAKEN, REFUSED],
    next: () => [["set", "d", "a", "-u", "u"], ["conf", "-to", "31"]],
  },
  conf: {
    prepare: initialised,
    args: () => ["conf", "-to", "30", "-lf", "120"],
    look: async (stage) =>
      `${await lookAtConfigured(stage)} ${/"sessionTimeout": ?30/.test(config(stage))}`,
  },
  "reconf -d": {
    prepare: initialised,
    args: () => ["reconf", "-d"],
    env: { COFFER_NEW_DEVICE_PASSWORD: NEW_DEVICE },
    look: async (stage) =>
      `${await lookAtConfigured(stage)} ${await hasNewDevice(stage)}`,
    // Until it is run again: this device has the old key.
    between: (now) => now === "locked true",
  },
  "init that joins, with a recovery key": {
    prepare: recoverable,
    args: (stage) => [
      ...joining(stage),
      ...["--recovery-file", stage.at("recovery")],
    ],
    again: [TAKEN, REFUSED],
  },
  "init that joins secret_wallet's": {
    prepare: theirs,
    args: (stage) => joining(stage),
    env: { COFFER_DEVICE_PASSWORD: DEVICE_PASSWORD },
    again: [TAKEN, REFUSED],
  },
  "conf in secret_wallet's": {
    prepare: secretwallet,
    args: () => ["conf", "-to", "30", "-lf", "120"],
    look: async (stage) =>
      `${await lookAtTheirs(stage)} ${/"session_timeout": ?30/.test(theirConfig(stage))}`,
  },
  "reconf -d in secret_wallet's": {
    prepare: secretwallet,
    args: () => ["reconf", "-d", "--yes"],
    env: { COFFER_NEW_DEVICE_PASSWORD: NEW_DEVICE },
    look: async (stage) => `${await lookAtTheirs(stage)} ${theirConfig(stage)}`,
    // Until it is run again: some records, or all, have the new key already.
    between: (now) => now.startsWith("mixed"),
  },
};

/** All of them. */
export const FILE_SCENARIOS: readonly Scenario[] = [
  ...Object.entries(STASH).map(([name, { prepare, ...part }]) => ({
    name,
    open: () => stashStage(prepare),
    look: lookAtStash,
    next: () => [["stash", "write", "next", "--in", "/dev/null"]],
    ...part,
  })),
  ...Object.entries(OTHERS).map((
    [name, { prepare, look = lookAtConfigured, ...part }],
  ) => ({
    name,
    open: () => folderStage(prepare),
    look,
    next: () => [["set", "d", "a", "-u", "u"], ["conf", "-to", "31"]],
    ...part,
  })),
];

function partOf(now: string, after: string): boolean {
  const [files, all] = [now, after].map((text) => text.slice(text.lastIndexOf("\n") + 2));
  if (files === "none") return true;
  const whole = new Set(JSON.parse(all!).map((each: unknown) => JSON.stringify(each)));
  return JSON.parse(files!).every((each: unknown) => whole.has(JSON.stringify(each)));
}

/** A wallet whose device key comes from a device password, with a record. */
async function initialised(stage: Stage): Promise<void> {
  const args = ["init", "--device-key", "password", "--no-input"];
  await ok(stage, args, { COFFER_DEVICE_PASSWORD: "Thick device pa55word!" });
  await ok(stage, ["set", "d", "one", "-u", "u"]);
}

/** A wallet that another device has made, and its recovery key. */
async function recoverable(stage: Stage): Promise<void> {
  const HOME = stage.at("other home");
  const args = ["init", "--store", storeOf(stage), "--no-input"];
  await Deno.writeTextFile(stage.at("recovery"), await ok(stage, args, { HOME }));
  await ok(stage, ["set", "d", "one", "-u", "u"], { HOME });
}

/** A wallet in secret_wallet's format. */
async function theirs(stage: Stage): Promise<void> {
  const deviceKey = await deviceKeyV0(DEVICE_PASSWORD);
  await putTheirs(storeOf(stage), deviceKey);
}

/** The same where secret_wallet has it, with its configuration. */
async function secretwallet(stage: Stage): Promise<void> {
  await Deno.mkdir(stage.at(THEIR_FOLDER), { mode: 0o700 });
  makeTable(stage.at(`${THEIR_FOLDER}/secretwallet.sqlite`));
  const key = await deviceKeyV0(DEVICE_PASSWORD);
  await putTheirs(`sqlite:${stage.at(`${THEIR_FOLDER}/secretwallet.sqlite`)}`, key);
  const text = `{"key": "${key}", "storage_type": "local_sqlite"}`;
  await Deno.writeTextFile(stage.at(THEIR_CONFIG), text, { mode: 0o600 });
}

async function putTheirs(url: string, deviceKey: string): Promise<void> {
  const store = await openRecordStore(url);
  await using wallet = openWalletV0(
    store,
    { password: PASSWORD, deviceKey },
    SURROUNDINGS,
  );
  await wallet.insert(RECORDS.map((record) => ({ record, overwrite: false })));
}

function storeOf(stage: Stage): string {
  return `sqlite:${stage.at("their.sqlite")}`;
}

function joining(stage: Stage): string[] {
  return ["init", "--store", storeOf(stage), "--no-input"];
}

function theirConfig(stage: Stage): string {
  return Deno.readTextFileSync(stage.at(THEIR_CONFIG));
}

/** All of it opened by the key that is configured, or else a mixture. */
async function lookAtTheirs(stage: Stage): Promise<string> {
  const { code, stdout, stderr } = await stage.run(["dump", "--json"]);
  if (code === WRONG_PASSWORD) return "mixed";
  assert.equal(code, 0, stderr);
  // deno-lint-ignore no-explicit-any -- the program's own JSON
  return JSON.stringify(JSON.parse(stdout).map(({ updated: _, ...rest }: any) => rest));
}

/** Whether there is a configured wallet that opens, and what is in it. */
async function lookAtConfigured(stage: Stage): Promise<string> {
  if (config(stage) === "") return "none";
  const { code, stdout, stderr } = await stage.run(["dump", "--json"]);
  if (code === 4) return "locked";
  assert.equal(code, 0, stderr);
  // deno-lint-ignore no-explicit-any -- the program's own JSON
  const records = JSON.parse(stdout).map(({ updated: _, ...rest }: any) => rest);
  return JSON.stringify(records);
}

function config(stage: Stage): string {
  try {
    return Deno.readTextFileSync(stage.at(CONFIG));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function hasNewDevice(stage: Stage): Promise<boolean> {
  const env = { ...stage.env, COFFER_DEVICE_PASSWORD: NEW_DEVICE };
  return (await stage.run(["dump", "--json"], env)).code === 0;
}
