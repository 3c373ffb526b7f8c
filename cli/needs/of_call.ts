/**
 * What a very call needs, from its options: stores, configurations, passwords, files.
 * Nothing is opened for that. What is special about a command it says itself.
 *
 * @module
 */

import type { Call, Command } from "../command.ts";
import { STASH } from "../environment.ts";
import { agentGrants } from "./agent.ts";
import { LOCK_TIMEOUT } from "../shared_options.ts";
import { configurationGrants, settingsOf, storeVariables } from "./configuration.ts";
import { Grants } from "./grants.ts";
import { openedBy } from "./opened.ts";
import { passwordGrants } from "./passwords.ts";
import { seenGrants } from "./seen.ts";
import { storeGrants } from "./stores.ts";

/**
 * Everything that `call` needs, of the command that `words` call.
 *
 * @throws {UsageError} if the call can do nothing at all
 */
export async function grantsOf(
  call: Call,
  { words, command }: { words: string; command: Command },
): Promise<Grants> {
  const grants = new Grants(Deno.cwd());
  const opened = openedBy(command, call);
  passwordGrants(call, { command, grants, takesToken: opened.has("wallet") });
  fileGrants(call, command, grants);
  if (opened.has("stash")) stashGrants(call, command, grants);
  if (opened.has("wallet")) await walletGrants(call, command, grants);
  await otherStores(call, command, grants);
  if (command.handsOnEnvironment?.(call)) grants.environment();
  grants.program(...command.programs?.(call) ?? []);
  await agentGrants(words, { command, call, grants });
  await command.needs?.(call, grants);
  return grants;
}

/** A command that can wait for a lock is one that changes what is in its store. */
function changesStore(call: Call, command: Command): boolean {
  return command.options.includes(LOCK_TIMEOUT) && command.writes(call);
}

/** The files that options name by the words that are usual for them. */
function fileGrants(call: Call, { options }: Command, grants: Grants): void {
  for (const { flags } of options) {
    const [, name] = /--([a-z-]+) <FILE>/.exec(flags) ?? [];
    if (name === undefined || name.endsWith("password-file")) continue;
    const option = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    const paths = [...call.texts(option), ...[call.text(option) ?? []].flat()];
    for (const path of paths) {
      if (name === "out") grants.create(path);
      else if (name === "in" || name.endsWith("-file")) grants.read(path);
    }
  }
}

function stashGrants(call: Call, command: Command, grants: Grants): void {
  const named = call.text("stash") ?? call.text("file");
  if (named === undefined) grants.variable(STASH);
  const url = named ?? call.io.env(STASH);
  if (url === undefined || url === "") return;
  const writes = changesStore(call, command);
  const { env } = call.io;
  storeGrants({ url, writes }, { env, grants, plugins: new Map() });
}

async function walletGrants(
  call: Call,
  command: Command,
  grants: Grants,
): Promise<void> {
  configurationGrants(call, { grants });
  storeVariables(call, grants);
  const { store: url, plugins } = await settingsOf(call);
  const use = { url, writes: changesStore(call, command) };
  const backups = command.usesBackups?.(call) ?? false;
  storeGrants({ ...use, backups }, { env: call.io.env, grants, plugins });
  seenGrants(use, call, grants);
}

async function otherStores(
  call: Call,
  command: Command,
  grants: Grants,
): Promise<void> {
  for (const use of command.stores?.(call) ?? []) {
    const { plugins } = await settingsOf(call, use.url);
    storeGrants(use, { env: call.io.env, grants, plugins });
    seenGrants(use, call, grants);
  }
}
