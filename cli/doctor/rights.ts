/**
 * Who else may read, change or replace what an installation is made of.
 *
 * @module
 */

import { shownPath } from "../../core/shown_path.ts";
import { othersMay, othersMayReplaceIn } from "../modes.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";
import { type Kept, keptBy } from "./kept.ts";

const CHECK = "rights";
const OTHERS_WRITE = 0o022;
const OTHERS = 0o077;
const STICKY = 0o1000;
const ALL_BITS = 0o7777;
const ROOT = 0;

/** What is wrong with modes and owners, and how much is right. */
export async function checkRights(exam: Exam): Promise<Finding[]> {
  const findings: Finding[] = [];
  let good = 0;
  for (const kept of await keptBy(exam)) {
    const info = await exam.look(kept.path);
    // A pipe or a device has the mode that it needs.
    if (info === null || !(info.isFile || info.isDirectory)) continue;
    const found = [
      ...ownerOf(kept, info, exam),
      ...modeOf(kept, info, exam),
      ...names(kept, info),
    ];
    findings.push(...found);
    if (found.length === 0) good++;
  }
  const text = `files and folders that are safe from other users: ${good}`;
  return good === 0 ? findings : [{ level: "ok", check: CHECK, text }, ...findings];
}

function ownerOf(
  { path, what, sealed }: Kept,
  info: Deno.FileInfo,
  { uid }: Exam,
): Finding[] {
  const { uid: owner } = info;
  const isOurs = uid === null || owner === null || owner === uid || owner === ROOT;
  if (isOurs || sealed) return [];
  return [{
    level: "bad",
    check: CHECK,
    text: `${what} ${shownPath(path)} belongs to another user, who may change it`,
    repair: "keep it where it is yours, and look at what is in it first",
  }];
}

function modeOf(kept: Kept, info: Deno.FileInfo, { uid }: Exam): Finding[] {
  const { path, what, write, read } = kept;
  const mask = read === undefined ? OTHERS_WRITE : OTHERS;
  const found = (level: Finding["level"], verb: string): Finding[] => [{
    level,
    check: CHECK,
    text: `other users may ${verb} ${what} ${shownPath(path)}`,
    ...chmod(path, info, { mask, uid }),
  }];
  if (isWritable(kept, info)) return found(write, "change");
  return read !== undefined && othersMay("read", info) ? found(read, "read") : [];
}

function isWritable({ sealed }: Kept, info: Deno.FileInfo): boolean {
  if (sealed) {
    return info.isDirectory ? othersMayReplaceIn(info) : othersMay("write", info);
  }
  const mode = info.mode ?? 0;
  const isSticky = info.isDirectory && (mode & STICKY) !== 0;
  return (mode & OTHERS_WRITE) !== 0 && !isSticky;
}

/** What is another user's is for that user to change, also where root could. */
function chmod(
  path: string,
  info: Deno.FileInfo,
  { mask, uid }: { mask: number; uid: number | null },
): Pick<Finding, "repair" | "mend"> {
  const mode = (info.mode ?? 0) & ALL_BITS & ~mask;
  const repair = `chmod ${mask === OTHERS ? "go-rwx" : "go-w"} ${shownPath(path)}`;
  const isOurs = uid === null || info.uid === null || info.uid === uid;
  return isOurs ? { repair, mend: () => Deno.chmod(path, mode) } : { repair };
}

/** What has a second name is not written: a rename would part the two. */
function names({ path, what, sealed }: Kept, info: Deno.FileInfo): Finding[] {
  if (!sealed || info.isDirectory || (info.nlink ?? 1) <= 1) return [];
  return [{
    level: "warn",
    check: CHECK,
    text: `${what} ${
      shownPath(path)
    } has more than one name (hard links), and is read only`,
    repair: "keep one name",
  }];
}
