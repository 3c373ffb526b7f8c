import assert from "node:assert/strict";
import { type Kind, PASSWORD, scene } from "../support/wallet_scene.ts";
import { socketsAreNet } from "../../cli/needs/grants.ts";
import { CASES } from "./perms_cases.ts";
import { prepared, runCommand, stageFor } from "./perms_stage.ts";
import { surroundings } from "./program.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
/** As if somebody had been careless. */
const EVERYTHING = ["read", "write", "net", "run", "env", "sys", "ffi"];
const BY_DEFAULT = "import";
const HOSTILE = [
  ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
  `--config=${ROOT}deno.json`,
  ...EVERYTHING.map((name) => `--allow-${name}`),
  `${ROOT}tests/cli/hostile_main.ts`,
];

/** Calls that need nothing but to read. */
const CALLS: [Kind, string][] = [
  ["v1 file", "get energy gas --field pwd"],
  ["v1 file", "list"],
  ["v1 sqlite", "get energy gas"],
  ["v1 sqlite", "dump"],
  ["v0 sqlite", "get energy gas --json"],
  ["v0 sqlite", "save -d"],
  ["v1 file", "stash read energy/gas -f my.stash"],
  ["v1 file", "stash dump -f my.stash"],
  ["v1 file", "stash tree -f my.stash"],
];

interface Struck {
  code: number;
  stdout: string;
  outcomes: Record<string, string>;
  left: string[];
}

/** Runs a call with hostile code in its realm, which strikes when it sees the password. */
async function struck(kind: Kind, call: string, input?: "file"): Promise<Struck> {
  await using place = await scene(kind);
  for (
    const before of [
      "set energy gas -u joe -p planted",
      "stash init -f my.stash",
      "stash write energy/gas -f my.stash -v x",
    ]
  ) {
    const { code, stderr } = await place.coffer(before.split(" "));
    assert.equal(code, 0, stderr);
  }
  await Deno.writeTextFile(place.at("bait"), "bait");
  await Deno.writeTextFile(place.at("password"), PASSWORD);
  const before = namesIn(place.path);
  const { COFFER_PASSWORD: _, ...env } = place.env;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...HOSTILE, PASSWORD, ...call.split(" ")],
    cwd: place.path,
    clearEnv: true,
    env: {
      ...surroundings(place.path),
      ...env,
      ...(input === "file"
        ? { COFFER_PASSWORD_FILE: "password" }
        : { COFFER_PASSWORD: PASSWORD }),
    },
  }).output();
  const said = new TextDecoder().decode(stderr).trim();
  const left = namesIn(place.path).filter((name) => !before.includes(name));
  const report = said.split("\n").at(-1)!;
  assert.match(report, /^\{/, said);
  return {
    code,
    stdout: new TextDecoder().decode(stdout),
    outcomes: JSON.parse(report),
    left,
  };
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

for (const [kind, call] of CALLS) {
  for (const input of [undefined, "file"] as const) {
    const source = input === "file" ? "a file" : "the environment";
    Deno.test(`hostile code gets nothing out of \`${call}\` (${kind}), the password from ${source}`, async () => {
      const { code, stdout, outcomes, left } = await struck(kind, call, input);
      assert.equal(code, 0);
      assert.notEqual(stdout, "");
      assert.ok(Object.keys(outcomes).length > 15, "it has struck");
      // The environment goes last: the password has just been taken from it.
      const { environment, variable, ...others } = outcomes;
      if (input === "file") {
        assert.deepEqual([environment, variable], ["NotCapable", "NotCapable"]);
      }
      for (const [name, outcome] of Object.entries(others)) {
        const refusals = name === BY_DEFAULT
          ? ["NotCapable", "TypeError"]
          : ["NotCapable"];
        assert.ok(refusals.includes(outcome), `${name}: ${outcome}`);
      }
      assert.deepEqual(left, []);
    });
  }
}

Deno.test("hostile code gets nothing out of a wallet in a plug-in's store", async () => {
  const [, , row] = CASES.list!;
  await using stage = await stageFor(row!);
  const args = await prepared(row!, stage);
  const [secret = ""] = Object.values(row!.env!);
  const { code, said, stdout } = await runCommand(
    [Deno.execPath(), ...HOSTILE, secret, ...args],
    { stage },
  );
  assert.equal(code, 0, said);
  assert.match(stdout, /energy\s+gas/);
  const outcomes = JSON.parse(said.trim().split("\n").at(-1)!);
  assert.ok(Object.keys(outcomes).length > 15, said);
  const { environment: _, variable: __, ...others } = outcomes;
  for (const [name, outcome] of Object.entries(others)) {
    if (name !== BY_DEFAULT) assert.equal(outcome, "NotCapable", name);
  }
});

Deno.test("hostile code in a command that writes gets no further than files", async () => {
  const { code, outcomes } = await struck("v1 file", "set energy gas -u ann", "file");
  assert.equal(code, 0);
  const files = ["write", "append", "rename", "remove", "temporary", "link", "worker"];
  // Older versions of Deno take a socket of Unix for a file.
  if (!socketsAreNet(Deno.version.deno)) files.push("socket");
  assert.equal(outcomes.write, "done", "the test sees what succeeds");
  for (const [name, outcome] of Object.entries(outcomes)) {
    if (files.includes(name) || name === BY_DEFAULT) continue;
    assert.equal(outcome, "NotCapable", name);
  }
});
