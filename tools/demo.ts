/**
 * Plays Coffer in a temporary folder, so that a newcomer sees what it does.
 *
 * Every command is really run; a wrong exit code ends the demo with an error.
 *
 * @module
 */

import { PASSWORD, STASH, STORE } from "../cli/environment.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const PASSWORD_FOR_SHOW = "Correct horse 1";

/** One command of the demo. */
interface Scene {
  says: string;
  command: string;
  stdin?: string;
  /** The exit code that it should have. */
  code?: number;
  /** Other variables than those of the demo. */
  env?: Record<string, string>;
}

const SCENES: Scene[] = [
  {
    says: "Make a stash: one encrypted file.",
    command: "coffer stash init -f my.stash",
  },
  {
    says: "Set a value. On a terminal it is asked for; here it comes through a pipe.",
    command: "coffer stash write mail/work",
    stdin: "hunter2",
  },
  { says: "Print it.", command: "coffer stash read mail/work" },
  {
    says: "Take in a folder of files, in one step.",
    command: "coffer stash import certs ./certs",
  },
  { says: "Look at what is there: names and sizes.", command: "coffer stash tree" },
  {
    says: "What does the file tell a thief? (No password is needed for this.)",
    command: "coffer stash info",
  },
  {
    says: "A wrong password opens nothing, and has its own exit code.",
    command: "coffer stash read mail/work",
    env: { [PASSWORD]: "wrong horse" },
    code: 4,
  },
  {
    says: "A misspelt key is an error, not an empty answer.",
    command: "coffer stash read mail/wrok",
    code: 3,
  },
  { says: "For programs: JSON.", command: "coffer stash read mail/work --json" },
  {
    says: "Put a folder out again: files that only you can read.",
    command: "coffer stash export certs ./restored",
  },
  {
    says: "Now a wallet: records by domain and access. Names are sealed too.",
    command: "coffer init --store file:wallet.json --device-key none --no-input",
  },
  {
    says: "Set a record; the password is made by chance.",
    command: "coffer set energy meter -u joe --generate -ik hotline -iv 0800123456",
  },
  {
    says: "Show a part of it, and list what there is.",
    command: "coffer get energy meter --field info/hotline",
  },
  { says: "The same for programs.", command: "coffer list --json" },
  {
    says: "A token for a CI job: it opens this wallet without a password.",
    command: "coffer slot add --token --label ci",
  },
  {
    says: "A template is filled in.",
    command: "coffer inject",
    stdin: "hotline: {{ coffer://energy/meter/info/hotline }}",
  },
  ...(Deno.build.os === "windows" ? [] : [{
    says: "A program gets a secret in its environment. What it prints hides it.",
    command: "coffer run --env TOKEN=coffer://energy/meter -- printenv TOKEN",
  }]),
];

const folder = await Deno.makeTempDir({ prefix: "coffer-demo-" });
try {
  await Deno.mkdir(`${folder}/certs`);
  await Deno.writeTextFile(`${folder}/certs/server.pem`, "-----BEGIN CERTIFICATE-----\n");
  await Deno.writeTextFile(`${folder}/certs/server.key`, "-----BEGIN PRIVATE KEY-----\n");
  console.log(`Coffer in a temporary folder. For this demo ${STASH}=my.stash,`);
  console.log(`${STORE}=file:wallet.json and ${PASSWORD}='${PASSWORD_FOR_SHOW}'`);
  console.log("stand in the environment.\n");
  for (const scene of SCENES) await play(scene);
  console.log("That is it. `coffer help` explains every command.");
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function play(scene: Scene): Promise<void> {
  console.log(`# ${scene.says}`);
  const pipe = scene.stdin === undefined ? "" : `printf %s ${scene.stdin} | `;
  const other = Object.entries(scene.env ?? {}).map(([name, value]) =>
    `${name}='${value}' `
  );
  console.log(`$ ${pipe}${other.join("")}${scene.command}`);
  const { code, stdout, stderr } = await run(scene);
  const text = new TextDecoder();
  const shown = text.decode(stdout) + text.decode(stderr);
  console.log(shown.endsWith("\n") || shown === "" ? shown : `${shown}\n`);
  const expected = scene.code ?? 0;
  if (code === expected) return;
  throw new Error(`exit code ${code} where ${expected} was expected`);
}

async function run({ command, stdin, env }: Scene): Promise<Deno.CommandOutput> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "--allow-run",
      MAIN,
      ...command.split(" ").slice(1),
    ],
    cwd: folder,
    env: {
      [STASH]: "my.stash",
      [STORE]: "file:wallet.json",
      [PASSWORD]: PASSWORD_FOR_SHOW,
      XDG_CONFIG_HOME: `${folder}/config`,
      NO_COLOR: "1",
      ...env,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  return await child.output();
}
