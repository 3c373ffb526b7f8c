/**
 * The files and folders of an installation, and who may do what with each.
 *
 * @module
 */

import { WAY_BACK_SUFFIX } from "../../core/stash/replace.ts";
import { AWS_SHARED_CREDENTIALS_FILE } from "../environment.ts";
import { folderAround, isHandedOver } from "../modes.ts";
import { KINDS } from "../password_kinds.ts";
import { homeFolder } from "../config/places.ts";
import type { Exam } from "./exam.ts";

/** A file or a folder, and how bad it is if others may do with it what they should not. */
export interface Kept {
  readonly path: string;
  /** For a sentence. */
  readonly what: string;
  /** If they may change it. */
  readonly write: Bad;
  /** If they may read it; not said where they may. */
  readonly read?: Bad;
  /**
   * Whether it is sealed, so that it may be somebody else's, and a group of the user's own
   * counts as the user.
   */
  readonly sealed?: true;
}

/** Beside the configuration (wallet/pending_key.ts). */
const PENDING = /^config\.json\.(upgrade|init-.*|device-.*)$/;

type Bad = "warn" | "bad";
type Rights = Omit<Kept, "path" | "what">;

const TRUSTED: Rights = { write: "bad" };
const SECRET: Rights = { write: "bad", read: "bad" };
const HELD: Rights = { write: "bad", read: "warn" };
const THEIRS: Rights = { write: "warn", read: "warn" };
const SEALED: Rights = { write: "warn", sealed: true };

/** Folders first: what lies in one that others may change is not safe before it is. */
export async function keptBy(exam: Exam): Promise<Kept[]> {
  const { config, state } = exam.places;
  return [
    ...folders(exam),
    ...of(config, "the configuration", hasKey(exam) ? HELD : TRUSTED),
    ...await pending(exam, config),
    ...theirs(exam),
    ...await memories(exam, state),
    ...await wallet(exam),
    ...stash(exam),
    ...plugins(exam),
    ...program(),
    ...passwordFiles(exam),
  ];
}

/** Device keys of `init`, `reconf -d` and `reconf --upgrade` that were stopped. */
async function pending(exam: Exam, config: string | null): Promise<Kept[]> {
  if (config === null) return [];
  const folder = folderAround(config);
  const names = await exam.names(folder);
  return names.filter((name) => PENDING.test(name)).flatMap((name) =>
    of(`${folder}/${name}`, "the key of a command that was stopped", SECRET)
  );
}

function of(path: string | null, what: string, rights: Rights): Kept[] {
  return path === null ? [] : [{ path, what, ...rights }];
}

function hasKey({ settings }: Exam): boolean {
  if (!("deviceKeys" in settings)) return false;
  const { v0, v1 } = settings.deviceKeys;
  return v0 !== null || v1 !== null;
}

function folders({ places: { config, state }, stores: { wallet, stash } }: Exam): Kept[] {
  const around = (path: string | null) => path === null ? null : folderAround(path);
  return [
    ...of(around(config), "the folder of the configuration", TRUSTED),
    ...of(state, "the folder of what this device has seen", TRUSTED),
    ...of(state && `${state}/seen`, "the folder of what this device has seen", TRUSTED),
    ...of(state && `${state}/sync`, "the folder of what sync remembers", TRUSTED),
    ...of(around(wallet), "the folder of the wallet", SEALED),
    ...of(around(stash), "the folder of the stash", SEALED),
  ];
}

/** secret_wallet's, which are used as they are. */
function theirs({ places: { secretwallet }, env }: Exam): Kept[] {
  const home = homeFolder(env);
  const credentials = env(AWS_SHARED_CREDENTIALS_FILE) ??
    (home === null ? null : `${home}/.aws/credentials`);
  return [
    ...of(secretwallet, "secret_wallet's configuration", THEIRS),
    ...of(credentials, "the file of the AWS keys", THEIRS),
  ];
}

async function memories(exam: Exam, state: string | null): Promise<Kept[]> {
  if (state === null) return [];
  const kept: Kept[] = [];
  for (
    const [folder, what] of [["seen", "what this device has seen"], ["sync", "sync"]]
  ) {
    for (const name of await exam.names(`${state}/${folder}`)) {
      kept.push(...of(`${state}/${folder}/${name}`, `the memory of ${what}`, TRUSTED));
    }
  }
  return kept;
}

async function wallet(exam: Exam): Promise<Kept[]> {
  const path = exam.stores.wallet;
  if (path === null) return [];
  const folder = folderAround(path);
  const name = path.slice(path.length - path.split(/[\\/]/).at(-1)!.length);
  const backups = (await exam.names(folder))
    .filter((each) => each.startsWith(`${name}.backup-`));
  return [
    ...of(path, "the wallet", SEALED),
    ...["-journal", "-wal", "-shm"]
      .flatMap((suffix) => of(path + suffix, "SQLite's journal", SEALED)),
    ...backups.flatMap((each) => of(`${folder}/${each}`, "a backup", SEALED)),
  ];
}

function stash({ stores: { stash } }: Exam): Kept[] {
  if (stash === null) return [];
  return [
    ...of(stash, "the stash", SEALED),
    ...of(stash + WAY_BACK_SUFFIX, "the stash's way back", SEALED),
  ];
}

function plugins({ settings }: Exam): Kept[] {
  if (!("plugins" in settings)) return [];
  return [...settings.plugins.values()].flatMap(({ module }) => [
    ...of(folderAround(module), "the folder of a plug-in", TRUSTED),
    ...of(module, "a plug-in", TRUSTED),
  ]);
}

/** Coffer itself, where it is a program of its own. */
function program(): Kept[] {
  if (!Deno.build.standalone) return [];
  const path = Deno.execPath();
  return [
    ...of(folderAround(path), "the folder of this program", TRUSTED),
    ...of(path, "this program", TRUSTED),
  ];
}

function passwordFiles({ env }: Exam): Kept[] {
  return KINDS.flatMap(({ title, variables: { file } }) => {
    const path = env(file) || null;
    if (path === null || isHandedOver(path)) return [];
    return of(path, `the file of the ${title} (${file})`, SECRET);
  });
}
