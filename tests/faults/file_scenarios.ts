/**
 * The commands that write a stash in a file, a configuration, or files for programs.
 *
 * @module
 */

import assert from "node:assert/strict";
import { folderStage, lookAtFiles, lookAtStash, stashStage } from "./file_stage.ts";
import type { Scenario, Stage } from "./scenario.ts";
import { NEW_DEVICE, NEW_PASSWORD, ok } from "./wallet_stage.ts";

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
};

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
