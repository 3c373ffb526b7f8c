/**
 * The environment of a child: what is inherited, what files of variables say, what is
 * named, and the paths of files, the later ones before the earlier ones.
 *
 * @module
 */

import { wipe } from "../../core/bytes.ts";
import { parseReference, type Reference } from "../../core/handover/reference.ts";
import { asText } from "../../core/handover/text.ts";
import { makeSecretFolder, type SecretFolder } from "../../exchange/secret_folder.ts";
import type { Call } from "../command.ts";
import { XDG_RUNTIME_DIR } from "../environment.ts";
import {
  type Assignment,
  fromEnvFiles,
  fromEnvironment,
  OWN_PREFIX,
  parseAssignment,
  type SecretAssignment,
} from "./assignments.ts";
import { valuesOf } from "./values.ts";

/** What is to be handed over, and how. */
export interface Plan {
  /** Variables, each name once. */
  variables: Assignment[];
  /** Variables that are to hold the path of a file with the value. */
  files: SecretAssignment[];
  /** What is to come on standard input. */
  stdin: Reference | null;
}

/** A secret, and what it is called in messages. */
export interface Secret {
  what: string;
  reference: Reference;
  value: Uint8Array;
}

/** What a child gets. Dispose of it when the child and its streams have ended. */
export interface Handover extends Disposable {
  env: Record<string, string>;
  stdin: Uint8Array | null;
  /** Everything that was resolved. */
  secrets: Secret[];
  /**
   * Takes its files away, when the child has ended. What cannot be removed is tried again
   * at the disposal, which tells.
   */
  removeFiles(): void;
}

/**
 * What a call wants handed over; nothing is opened for that.
 *
 * @throws {UsageError | RefusedError | DamagedError} if that cannot be
 */
export async function planOf(call: Call): Promise<Plan> {
  const inherited = call.flag("only") ? {} : withoutOurs(call.io.environment());
  const named = call.texts("env").map((text) => parseAssignment(text, "--env"));
  const files = call.texts("file").map((text) => parseAssignment(text, "--file"));
  const all = [...fromEnvironment(inherited), ...await fromEnvFiles(call), ...named];
  // The last one of a name counts; a reference that is not used is not looked up.
  const byName = new Map(all.map((each) => [each.name, each]));
  for (const { name } of files) byName.delete(name);
  const stdin = call.text("stdin");
  return {
    variables: [...byName.values()],
    files: [...new Map(files.map((each) => [each.name, each])).values()],
    stdin: stdin === undefined ? null : parseReference(stdin),
  };
}

/** The environment without what opens wallets. */
function withoutOurs(environment: Record<string, string>): Record<string, string> {
  const kept = Object.entries(environment)
    .filter(([name]) => !name.toUpperCase().startsWith(OWN_PREFIX));
  return Object.fromEntries(kept);
}

/** Resolves everything, then makes the files. */
export async function carryOut(call: Call, plan: Plan): Promise<Handover> {
  const secrets = await resolved(call, plan);
  const left = [...secrets];
  const next = () => left.shift()!.value;
  const env = plan.variables.map(({ name, value }): [string, string] => [
    name,
    typeof value === "string" ? value : asText(next(), name),
  ]);
  const { folder, paths } = await madeFiles(call, plan, next);
  return {
    env: Object.fromEntries([...env, ...paths]),
    stdin: plan.stdin === null ? null : next(),
    secrets,
    removeFiles: () => tryToRemove(folder),
    [Symbol.dispose]: () => end(folder, secrets),
  };
}

/** The files of a plan, where there are any, and the variables that have their paths. */
async function madeFiles(
  call: Call,
  { files }: Plan,
  next: () => Uint8Array,
): Promise<{ folder: SecretFolder | null; paths: [string, string][] }> {
  if (files.length === 0) return { folder: null, paths: [] };
  const folder = makeSecretFolder(call.io.env(XDG_RUNTIME_DIR) || undefined);
  try {
    const paths: [string, string][] = [];
    for (const { name } of files) paths.push([name, await folder.write(name, next())]);
    return { folder, paths };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

/** In the order of the plan: variables, files, standard input. */
async function resolved(call: Call, plan: Plan): Promise<Secret[]> {
  const wanted = [
    ...plan.variables.flatMap(({ name, value }) =>
      typeof value === "string" ? [] : [{ what: name, reference: value }]
    ),
    ...plan.files.map(({ name, value }) => ({ what: name, reference: value })),
    ...(plan.stdin === null ? [] : [{ what: "standard input", reference: plan.stdin }]),
  ];
  const values = await valuesOf(call, wanted.map(({ reference }) => reference));
  return wanted.map((each, index) => ({ ...each, value: values[index]! }));
}

function tryToRemove(folder: SecretFolder | null): void {
  try {
    folder?.[Symbol.dispose]();
  } catch {
    // The next attempt tells.
  }
}

function end(folder: SecretFolder | null, secrets: readonly Secret[]): void {
  wipe(...secrets.map(({ value }) => value));
  folder?.[Symbol.dispose]();
}
