/**
 * Runs every command of docs/ci.md, in the order of the page, in a folder with a wallet, and
 * the steps of action.yml. No secret may show in what a log would have.
 */

import assert from "node:assert/strict";
import { createStash } from "../../core/stash/stash.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { modeOf, temporaryFolder } from "../support/folder.ts";
import { program, surroundings } from "./program.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const PASSWORD = "Correct horse battery 1";
/** Stands for what a project has: fails if it was given nothing. */
const DEPLOY = `#!/bin/sh
secret="$DEPLOY_TOKEN"
[ -z "$DEPLOY_TOKEN_FILE" ] || secret="$(cat "$DEPLOY_TOKEN_FILE")"
[ "$1" != --config ] || secret="$(sed -n 's/^token = "\\(.*\\)"$/\\1/p' "$2")"
[ -n "$secret" ] || exit 1
printf '%s' "$secret" >> seen; echo >> seen
[ -n "$QUIET" ] || echo "deploying with $secret"
`;

/** A block of the page: its language, the file that it is, its text. */
interface Block {
  language: string;
  file: string | null;
  text: string;
}

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)].map(([, info, text]) => {
    const [language = "", ...rest] = info!.split(" ").filter((word) => word !== "ignore");
    return { language, file: rest[0] ?? null, text: text! };
  });
}

/** The commands in the YAML of a CI system: each `run`, and the lines of each `script`. */
function commandsIn(yaml: string): string[] {
  const lines = yaml.split("\n");
  const commands: string[] = [];
  lines.forEach((line, at) => {
    const [, indent, key, value] = /^( *(?:- )?)(run|script):(.*)$/.exec(line) ?? [];
    if (key === undefined) return;
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((each) =>
      each !== "" && !each.startsWith(`${" ".repeat(indent!.length)} `)
    );
    const body = end === -1 ? rest : rest.slice(0, end);
    if (key === "script") commands.push(...body.map((each) => each.replace(/^ *- /, "")));
    else commands.push(value!.trim() === "|" ? body.join("\n") : value!.trim());
  });
  return commands.filter((command) => command.trim() !== "");
}

/** What the action sets for the steps after it, where it is told to, as the runner reads it. */
async function variablesSet(
  yaml: string,
  shell: (script: string, env: Record<string, string>) => Promise<string>,
  path: string,
  { TOKEN = "" }: Record<string, string>,
): Promise<Record<string, string>> {
  const [, lines] = /^ +secrets: \|\n((?: +\w+=.*\n)+)/m.exec(yaml) ?? [];
  if (lines === undefined) return {};
  const [, STORE = ""] = /^ +store: (.*)$/m.exec(yaml) ?? [];
  const [, set] = commandsIn(await Deno.readTextFile(`${ROOT}action.yml`));
  const SECRETS = lines.replace(/^ +/gm, "");
  await shell(set!, { STORE, STASH: "", TOKEN, PASSWORD: "", SECRETS });
  const written = await Deno.readTextFile(path);
  const variables = written.matchAll(/^(\w+)<<(\w+)\n([^]*?)\n\2$/gm);
  return Object.fromEntries([...variables].map(([, name, , value]) => [name, value]));
}

/** A folder like a checkout in a job, with `coffer` and `deno` in the path. */
async function job() {
  const folder = await temporaryFolder();
  await Deno.mkdir(folder.at("bin"));
  await Deno.mkdir(folder.at("home"));
  const quoted = program().map((word) => `'${word}'`).join(" ");
  const scripts = {
    coffer: `#!/bin/sh\nexec ${quoted} "$@"\n`,
    "print-token": `#!/bin/sh\ncat "$COFFER_TOKEN_FILE"\n`,
    deno: `#!/bin/sh\nexec '${Deno.execPath()}' "$@"\n`,
  };
  for (const [name, text] of Object.entries(scripts)) {
    await Deno.writeTextFile(folder.at(`bin/${name}`), text, { mode: 0o755 });
  }
  await Deno.writeTextFile(folder.at("deploy.sh"), DEPLOY, { mode: 0o755 });
  await Deno.writeTextFile(folder.at("pw"), PASSWORD, { mode: 0o600 });
  const around = surroundings(folder.path);
  const env: Record<string, string> = {
    ...around,
    PATH: `${folder.at("bin")}:${around.PATH}`,
    GITHUB_ENV: folder.at("github_env"),
    GITHUB_OUTPUT: folder.at("github_output"),
    GITHUB_PATH: folder.at("github_path"),
    RUNNER_TEMP: folder.path,
  };
  const shell = async (script: string, more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-euo", "pipefail", "-c", script],
      cwd: folder.path,
      clearEnv: true,
      env: { ...env, ...more },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    const log = text.decode(stdout) + text.decode(stderr);
    assert.equal(code, 0, `${script}\n${log}`);
    return log;
  };
  return { folder, env, shell };
}

/** What a CI system sets that was given the token: a file, and a variable for one step. */
async function withToken(
  folder: { at(name: string): string },
  TOKEN: string,
): Promise<Record<string, string>> {
  const COFFER_TOKEN_FILE = folder.at("given-token");
  await Deno.writeTextFile(COFFER_TOKEN_FILE, `${TOKEN}\n`, { mode: 0o600 });
  return { TOKEN, COFFER_TOKEN_FILE, COFFER_STORE: "file:ci-wallet.json" };
}

Deno.test("docs/ci.md: every command does what the page says", async () => {
  const { folder, env, shell } = await job();
  await using _ = folder;
  const page = await Deno.readTextFile(`${ROOT}docs/ci.md`);
  const ran: string[] = [];
  let logs = "";
  for (const { language, file, text } of blocksOf(page)) {
    if (file !== null) await Deno.writeTextFile(folder.at(file), text);
    const commands = language === "sh"
      ? [text]
      : language === "yaml"
      ? commandsIn(text)
      : [];
    const set = await variablesSet(text, shell, folder.at("github_env"), env);
    for (const command of commands) {
      // These get the value themselves: a shell, and a runner, which hides it.
      const unhidden = /\$\(coffer|--config/.test(command) || "DEPLOY_TOKEN" in set;
      const log = await shell(command, { ...set, ...(unhidden && { QUIET: "1" }) });
      ran.push(command);
      const [token] = /^cft1_\S+$/m.exec(log) ?? [];
      if (token === undefined) logs += log.replace(/^::add-mask::.*$/gm, "");
      else Object.assign(env, await withToken(folder, token));
    }
  }
  const seen = (await Deno.readTextFile(folder.at("seen"))).trim().split("\n");
  const [secret] = seen;
  assert.ok(secret!.length > 10 && seen.every((each) => each === secret), seen.join());
  assert.ok(!logs.includes(secret!) && !logs.includes(PASSWORD), logs);
  assert.match(logs, /^deploying as \*\*\* with \*\*\*$/m);
  assert.equal(await Deno.readTextFile(folder.at("coffer-token")), env["TOKEN"]);
  assert.equal(await modeOf(folder.at("coffer-token")), "600");
  const all = ran.join("\n");
  for (
    const word of ["run", "read", "inject", "export", "types", "init", "set", "slot"]
  ) {
    assert.match(all, new RegExp(`coffer ${word} `), word);
  }
  assert.match(
    await Deno.readTextFile(folder.at("github_env")),
    /^DEPLOY_TOKEN<<coffer_/m,
  );
  assert.match(await Deno.readTextFile(folder.at("github_output")), /^user<<coffer_/);
  await assert.rejects(Deno.stat(folder.at("app.toml")), Deno.errors.NotFound);
});

Deno.test("action.yml: puts coffer into the path, and sets secrets", async () => {
  const { folder, shell } = await job();
  await using _ = folder;
  using stash = await createStash(fileBlobStore(folder.at("s.stash")), PASSWORD);
  await stash.write(["tls", "key"], new TextEncoder().encode("line 1\nline 2\n"));
  const commands = commandsIn(await Deno.readTextFile(`${ROOT}action.yml`));
  assert.equal(commands.length, 2);
  await shell(commands[0]!, { ACTION_PATH: ROOT.slice(0, -1) });
  const bin = (await Deno.readTextFile(folder.at("github_path"))).trim();
  assert.equal(await modeOf(`${bin}/coffer`), "755");
  const inputs = { STORE: "", STASH: "s.stash", TOKEN: "", PASSWORD };
  const log = await shell(`PATH="${bin}:$PATH"\n${commands[1]}`, {
    ...inputs,
    SECRETS:
      "# what the job needs\nKEY=stash://tls/key\n\nKEY64=stash://tls/key?encoding=base64\n",
  });
  assert.match(log, /^::add-mask::line 1\n::add-mask::line 2\n/);
  const written = await Deno.readTextFile(folder.at("github_env"));
  assert.match(written, /^KEY<<(coffer_[0-9a-f]+)\nline 1\nline 2\n\n\1\nKEY64<</);
});

Deno.test("action.yml: no input is written into a script", async () => {
  const commands = commandsIn(await Deno.readTextFile(`${ROOT}action.yml`));
  for (const command of commands) assert.doesNotMatch(command, /\$\{\{/);
});
