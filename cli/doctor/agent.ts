/**
 * The agent: its folder, what a killed one has left, and how long it keeps keys.
 *
 * @module
 */

import { checkFolder, socketPath } from "../../agent/folder.ts";
import { isAlive, removeStale } from "../../agent/own_socket.ts";
import { CofferError } from "../../core/errors.ts";
import { shownPath } from "../../core/shown_path.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "agent";
const OTHERS = 0o077;
const OWNER_ONLY = 0o700;
/** A working day, in seconds. */
const LONG = 8 * 3600;

/** What is wrong with the agent's folder, and what is in it. */
export async function checkAgent(exam: Exam): Promise<Finding[]> {
  const { uid, places: { runtime } } = exam;
  const findings = lifetime(exam);
  if (Deno.build.os === "windows" || uid === null || runtime === null) return findings;
  if (await exam.look(runtime) === null) return findings;
  return [
    ...findings,
    ...await folderOf(exam, runtime, uid),
    ...await stale(exam, runtime),
  ];
}

async function folderOf(exam: Exam, path: string, uid: number): Promise<Finding[]> {
  try {
    await checkFolder(path, uid);
    return [{ level: "ok", check: CHECK, text: "the agent's folder is yours alone" }];
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    const { message, hint } = error;
    const info = await exam.look(path, { itself: true });
    const isLoose = info?.isDirectory && info.uid === uid &&
      ((info.mode ?? 0) & OTHERS) !== 0;
    return [{
      level: "bad",
      check: CHECK,
      text: message,
      ...(hint !== undefined && { repair: hint }),
      ...(isLoose && { mend: () => closed(path, uid) }),
    }];
  }
}

/** Where more than its mode is wrong with it, it is not repaired by that. */
async function closed(path: string, uid: number): Promise<void> {
  await Deno.chmod(path, OWNER_ONLY);
  await checkFolder(path, uid);
}

async function stale(exam: Exam, folder: string): Promise<Finding[]> {
  const socket = socketPath(folder);
  if (await exam.look(socket, { itself: true }) === null) return [];
  if (await isAlive(socket)) return [];
  return [{
    level: "warn",
    check: CHECK,
    text: `an agent that was killed has left its socket, ${shownPath(socket)}`,
    repair: "`coffer agent start` takes its place",
    mend: async () => void await removeStale(socket),
  }];
}

function lifetime({ settings }: Exam): Finding[] {
  if (!("agent" in settings) || !settings.agent) return [];
  const longest = Math.max(settings.sessionTimeout, settings.sessionLifetime);
  if (longest <= LONG) return [];
  return [{
    level: "warn",
    check: CHECK,
    text: `the agent may keep keys for ${Math.round(longest / 3600)} hours`,
    repair: "`coffer conf -to 60 -lf 600` is what it is without a word",
  }];
}
