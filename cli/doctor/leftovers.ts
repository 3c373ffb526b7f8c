/**
 * What runs that were killed have left behind.
 *
 * @module
 */

import { shownPath } from "../../core/shown_path.ts";
import { isHeld } from "../../exchange/held.ts";
import { SECRET_FOLDER } from "../../exchange/secret_folder.ts";
import { isLongAgo, lastTouched } from "../../exchange/stale.ts";
import { XDG_RUNTIME_DIR } from "../environment.ts";
import { folderAround } from "../modes.ts";
import { temporaryFolder } from "../temporary.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "leftovers";
/** Files that are not in their place yet, of every kind. */
const UNFINISHED = /^\..*\.coffer-[0-9a-f]{24}$|^\.coffer-export-[0-9a-f]{24}$/s;
/** No writer takes as long, in milliseconds. */
const OLD = 3_600_000;
/** Between making a folder and locking it. */
const NEW = 60_000;

/** Temporary files, staging folders, and folders with secrets that nobody uses any more. */
export async function checkLeftovers(exam: Exam): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const folder of placesOf(exam)) {
    for (const name of await exam.names(folder)) {
      if (UNFINISHED.test(name)) {
        findings.push(...await unfinished(exam, `${folder}/${name}`));
      }
    }
  }
  for (const folder of runPlaces(exam)) {
    for (const name of await exam.names(folder)) {
      if (SECRET_FOLDER.test(name)) {
        findings.push(...await abandoned(exam, `${folder}/${name}`));
      }
    }
  }
  if (findings.length > 0) return findings;
  return [{
    level: "ok",
    check: CHECK,
    text: "no run that was killed has left anything",
  }];
}

/** Where Coffer puts files together, and where it is called. */
export function placesOf({ places, stores: { wallet, stash } }: Exam): string[] {
  const { config, state, secretwallet } = places;
  const files = [config, secretwallet, wallet, stash].filter((path) => path !== null);
  const memories = state === null ? [] : [`${state}/seen`, `${state}/sync`];
  return [...new Set([...files.map(folderAround), ...memories, "."])];
}

/** Where `coffer run --file` puts files with secrets. */
export function runPlaces({ env }: Pick<Exam, "env">): string[] {
  const runtime = env(XDG_RUNTIME_DIR);
  return [...new Set([...(runtime ? [runtime] : []), temporaryFolder(env)])];
}

async function unfinished(exam: Exam, path: string): Promise<Finding[]> {
  const info = await exam.look(path, { itself: true });
  if (info === null || !isOurs(exam, info)) return [];
  const touched = await lastTouched(path).catch(() => Date.now());
  // The clock may have been set: who still writes holds a lock there (backends/file/lock.ts).
  const places = [path, folderAround(path)];
  if (
    !isLongAgo(touched, OLD) || (await Promise.all(places.map(isHeld))).includes(true)
  ) {
    return [];
  }
  return [{
    level: "warn",
    check: CHECK,
    text: `${shownPath(path)} was left by a run that was killed`,
    repair: `rm -r ${shownPath(path)}`,
    mend: () => Deno.remove(path, { recursive: true }),
  }];
}

async function abandoned(exam: Exam, path: string): Promise<Finding[]> {
  const info = await exam.look(path, { itself: true });
  if (info === null || !info.isDirectory || !isOurs(exam, info)) return [];
  if (!isLongAgo(info.mtime?.getTime() ?? Date.now(), NEW) || await isHeld(path)) {
    return [];
  }
  return [{
    level: "bad",
    check: CHECK,
    text: `${
      shownPath(path)
    } was left by a \`coffer run\` that was killed, with secrets in it`,
    // The program that was given the files may still run: only a person can tell, who asks
    // for the repair.
    repair: `rm -r ${shownPath(path)}, once the program that used it has ended`,
    mend: () => Deno.remove(path, { recursive: true }),
  }];
}

/** In a folder of everybody's there may be those of others. */
function isOurs({ uid }: Exam, { uid: owner }: Deno.FileInfo): boolean {
  return uid === null || owner === null || owner === uid;
}
