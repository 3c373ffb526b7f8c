/**
 * The file of a plug-in: read once, and only if nobody but its owner can have changed it.
 *
 * @module
 */

import {
  type ErrorDetails,
  NotFoundError,
  PermissionError,
  RefusedError,
} from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { checkSingleModule } from "./module_text.ts";
import { isAbsolute } from "./settings.ts";
import { shown } from "./shown.ts";

/** Longer modules are refused: 8 MiB. */
export const MAX_MODULE = 8 << 20;

const EXTENSION = /\.m?js$/;
const OTHERS_MAY_WRITE = 0o022;
const ROOT = 0;

/** Whose files are trusted. */
export interface ReadModuleOptions {
  /**
   * The user's own id, where it is known already; `null` where users have none, as on
   * Windows. Otherwise the system is asked, which needs `--allow-sys=uid`.
   */
  uid?: number | null;
}

/**
 * The text of the module at `path`. A symbolic link is followed once, before anything is
 * checked. What is checked is the open file, so that no other can take its place.
 *
 * @throws {RefusedError} if the path is not absolute or does not end in `.js` or `.mjs`;
 * if the file or its folder belongs to another user or can be written by others; if it is no plain file, too long, not UTF-8, or imports something
 * @throws {NotFoundError} if there is no such file
 * @throws {PermissionError} if it cannot be read, or the user's id cannot be asked for
 */
export async function readModule(
  path: string,
  options: ReadModuleOptions = {},
): Promise<string> {
  if (!isAbsolute(path)) throw refused(path, "its path is not absolute");
  const uid = options.uid === undefined ? ownUid() : options.uid;
  try {
    const real = await Deno.realPath(path);
    if (!EXTENSION.test(real)) throw refused(real, "its name must end in .js or .mjs");
    await checkFolder(real, uid);
    const source = await readChecked(real, uid);
    checkSingleModule(source, real);
    return source;
  } catch (cause) {
    const error = fromOsError(cause, `cannot read the plug-in ${shown(path)}`);
    if (!(error instanceof NotFoundError)) throw error;
    throw new NotFoundError(error.message, {
      cause,
      hint: "correct the path in the configuration's plugins",
    });
  }
}

function ownUid(): number | null {
  try {
    return Deno.uid();
  } catch (cause) {
    throw new PermissionError("Coffer cannot tell whether the plug-in is yours", {
      cause,
      hint: "run Deno with --allow-sys=uid",
    });
  }
}

/** Whoever can write the folder can put another file in the place of ours. */
async function checkFolder(path: string, uid: number | null): Promise<void> {
  const folder = folderOf(path);
  const info = await Deno.stat(folder);
  checkOwner(folder, info, uid);
  checkMode(folder, info);
}

function folderOf(path: string): string {
  const separator = Deno.build.os === "windows" ? /[\\/][^\\/]*$/ : /\/[^/]*$/;
  return path.replace(separator, "") || "/";
}

async function readChecked(path: string, uid: number | null): Promise<string> {
  // A pipe would keep the opening waiting.
  if (!(await Deno.stat(path)).isFile) throw refused(path, "it is no plain file");
  using file = await Deno.open(path);
  const info = await file.stat();
  if (!info.isFile) throw refused(path, "it is no plain file");
  checkOwner(path, info, uid);
  checkMode(path, info);
  return textOf(await readAll(file, path), path);
}

function checkOwner(
  path: string,
  { uid: owner }: Deno.FileInfo,
  uid: number | null,
): void {
  if (uid === null || owner === uid || owner === ROOT) return;
  throw refused(path, "it belongs to another user");
}

function checkMode(path: string, { mode }: Deno.FileInfo): void {
  if (mode === null || (mode & OTHERS_MAY_WRITE) === 0) return;
  throw refused(path, "others than its owner can write it", {
    hint: `if you trust what is in it: chmod go-w ${shown(path)}`,
  });
}

async function readAll(file: Deno.FsFile, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(MAX_MODULE + 1);
  for (let length = 0; length < bytes.length;) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) return bytes.subarray(0, length);
    length += read;
  }
  throw refused(path, `it is longer than ${MAX_MODULE} bytes`);
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused(path, "it is not UTF-8", { cause });
  }
}

function refused(path: string, reason: string, details: ErrorDetails = {}): RefusedError {
  return new RefusedError(`the plug-in is not loaded: ${shown(path)}: ${reason}`, {
    hint: "a plug-in is one file that only you or root can have written",
    ...details,
  });
}
