/**
 * A configuration file on the disk: read whole, replaced whole, never by two at once.
 *
 * @module
 */

import { openBlobStore, readFile } from "../../backends/mod.ts";
import { CofferError, ConflictError } from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";
import { folderAround } from "../modes.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const REPAIR = " (`coffer doctor --repair` closes it)";
/** Each failure means that somebody else has succeeded, so this is many. */
const ATTEMPTS = 100;

/**
 * The bytes of the file, or `null` if there is none.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be read
 */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    // A home folder that is no folder, as `/dev/null` is, holds no files.
    if (causeOf(error) === "NotADirectory") return null;
    throw error;
  }
}

/** Whether an error means that the sandbox, and not the system, refused an access. */
export function isSandboxed(error: unknown): boolean {
  return causeOf(error) === "NotCapable";
}

function causeOf(error: unknown): string | null {
  const cause = error instanceof CofferError ? error.cause : error;
  return cause instanceof Error ? cause.name : null;
}

/**
 * Replaces the file by what `change` makes of it, which gets `null` if there is none.
 * If another writer comes in between, what that one wrote is changed again, so that
 * nobody's change is lost. The file ends up with mode 0600 or less.
 *
 * @throws {PermissionError | UnavailableError | RefusedError | LockedError} if it
 * cannot be written
 */
export async function updateFile(
  path: string,
  change: (bytes: Uint8Array | null) => Uint8Array,
  options: { follow?: boolean } = {},
): Promise<void> {
  const store = await openBlobStore(`file:${path}`, options);
  for (let attempt = 1;; attempt++) {
    const found = await store.load();
    try {
      await store.save(change(found?.bytes ?? null), found?.version ?? "absent");
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * The same for a file of this device's state, which nobody but Coffer makes: a link in its
 * place was planted, and is replaced.
 *
 * @throws as `updateFile`
 */
export async function updateState(
  path: string,
  change: (bytes: Uint8Array | null) => Uint8Array,
): Promise<void> {
  await updateFile(path, change, { follow: false });
}

/**
 * Makes the folder of `path` for its owner alone, or narrows the one that is there.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be made
 */
export async function makeOwnFolder(path: string): Promise<void> {
  const folder = folderAround(path);
  try {
    await Deno.mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
    await narrow(folder);
  } catch (error) {
    throw fromOsError(error, `cannot make the folder ${folder}`);
  }
}

async function narrow(folder: string): Promise<void> {
  if (bits(folder, OTHERS) === 0) return;
  try {
    await Deno.chmod(folder, OWNER_ONLY_FOLDER);
  } catch (error) {
    // Somebody else's folder: `looseModes` tells about it, which is no reason to stop.
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

/** What to warn about, in words: a file that others may read, or a folder they may fill. */
export function looseModes(path: string): string[] {
  const folder = folderAround(path);
  return [
    ...(bits(path, OTHERS) === 0 ? [] : [openToRead(path)]),
    ...(bits(folder, OTHERS_WRITE) === 0
      ? []
      : [`other users of this machine may replace files in ${folder}${REPAIR}`]),
  ];
}

/** The warning about a file with secrets that others may read. */
export function openToRead(path: string): string {
  return `${path} is open to other users of this machine${REPAIR}`;
}

/** Which of the permission `bits` it has; none where that cannot be known. */
function bits(path: string, mask: number): number {
  try {
    return (Deno.statSync(path).mode ?? 0) & mask;
  } catch {
    return 0;
  }
}
