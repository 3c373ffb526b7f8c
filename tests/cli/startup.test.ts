/** Who keeps nothing in DynamoDB does not load the AWS SDK, not a module of it. */

import assert from "node:assert/strict";
import { temporaryFolder } from "../support/folder.ts";
import { surroundings } from "./program.ts";

const ROOT = new URL("../../", import.meta.url);
const SDK = /aws-sdk|smithy/;
/** Stands for the SDK and has nothing of it: whoever loads it misses something. */
const TRAP = "data:text/javascript,";

interface Module {
  specifier: string;
  dependencies?: { code?: { specifier: string }; isDynamic?: boolean }[];
}

Deno.test("no module of the AWS SDK is loaded before a store is opened", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", new URL("main.ts", ROOT).pathname],
    cwd: ROOT,
  }).output();
  const { modules }: { modules: Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  const from = new URL("main.ts", ROOT).href;
  assert.deepEqual(
    [...reached(from, modules, false)].filter((each) => SDK.test(each)),
    [],
  );
  assert.ok([...reached(from, modules, true)].some((each) => SDK.test(each)));
});

Deno.test("a wallet in a file and a stash do not load the SDK, a table does", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(folder.at("home"));
  const map = folder.at("map.json");
  await Deno.writeTextFile(map, JSON.stringify(await mapWithTrap()));
  const run = (...args: string[]) => coffer(folder.path, map, args);
  const store = ["--store", `file:${folder.at("wallet.json")}`, "--no-input"];
  const stash = ["-f", folder.at("a.stash"), "--no-input"];
  for (
    const args of [
      ["init", ...store],
      ["list", ...store],
      ["stash", "init", ...stash],
      ["stash", "ls", ...stash],
    ]
  ) {
    const { code, said } = await run(...args);
    assert.equal(code, 0, said);
  }
  const { code, said } = await run("list", "--store", "dynamodb:table?region=x");
  assert.notEqual(code, 0);
  assert.match(said, /'@aws-sdk\/client-dynamodb' does not provide an export/);
});

/** All that is loaded with a module, with or without what it may load later. */
function reached(from: string, modules: readonly Module[], later: boolean): Set<string> {
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const found = new Set<string>();
  const visit = (specifier: string) => {
    if (found.has(specifier)) return;
    found.add(specifier);
    for (const { code, isDynamic } of known.get(specifier)?.dependencies ?? []) {
      if (code !== undefined && (later || !isDynamic)) visit(code.specifier);
    }
  };
  visit(from);
  return found;
}

/** The program's own imports, with the trap in place of the SDK. */
async function mapWithTrap(): Promise<{ imports: Record<string, string> }> {
  const text = await Deno.readTextFile(new URL("deno.json", ROOT));
  const { imports }: { imports: Record<string, string> } = JSON.parse(text);
  for (const name of Object.keys(imports)) if (SDK.test(name)) imports[name] = TRAP;
  return { imports };
}

async function coffer(
  cwd: string,
  map: string,
  args: string[],
): Promise<{ code: number; said: string }> {
  const flags = "run --quiet --no-prompt --cached-only --no-check --no-lock --no-config";
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...flags.split(" "),
      ...["--allow-read", "--allow-write", "--allow-env", "--allow-net"],
      `--import-map=${map}`,
      new URL("main.ts", ROOT).pathname,
      ...args,
    ],
    cwd,
    clearEnv: true,
    env: {
      ...surroundings(cwd),
      COFFER_PASSWORD: "C0rrect horse, battery staple",
      COFFER_NEW_PASSWORD: "C0rrect horse, battery staple",
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, said: new TextDecoder().decode(stderr) };
}
