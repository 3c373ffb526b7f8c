/**
 * The folder of the agent's socket. It is the agent's whole access control, since the
 * runtime does not tell who is at the other end of a socket: both sides look at it before
 * they make the socket or connect to it.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { PermissionError, RefusedError, UsageError } from "../core/errors.ts";
import { fromOsError, shownPath } from "../core/os_errors.ts";
import { checkAround, lookAt, parentOf } from "./around.ts";

const SOCKET = "agent.sock";
const LOCK = "agent.lock";
const OWNER_ONLY = 0o700;
const OTHERS = 0o077;
/** The longest path of a socket in bytes: `sun_path` less its final zero. */
const LONGEST = Deno.build.os === "linux" ? 107 : 103;

/** The agent's socket in `folder`. Nothing is looked up. */
export function socketPath(folder: string): string {
  return `${folder}/${SOCKET}`;
}

/** The file that the agent with this socket keeps locked, and where its process stands. */
export function lockPath(socket: string): string {
  return socket.replace(/[^/]*$/, LOCK);
}

/**
 * Makes sure that nobody but the user `uid` can make, replace or reach a socket in
 * `folder`: it and the folder around it are no links, it is this user's and open to nobody
 * else, the one around it can be changed by nobody but this user and root, and no folder
 * further up can be renamed by others (`checkAround`).
 *
 * @throws {UsageError} if the path is too long for a socket
 * @throws {RefusedError} if somebody else could; it says what is to be changed
 * @throws {NotFoundError} if there is no such folder
 * @throws {PermissionError | UnavailableError} if it cannot be looked at
 */
export function checkFolder(folder: string, uid: number): void {
  checkLength(socketPath(folder));
  checkParents(folder, uid);
  const { isSymlink, isDirectory, mode, uid: owner } = lookAt(folder);
  if (isSymlink || !isDirectory) throw unfit(folder, "it is no folder of its own");
  if (owner !== uid) throw unfit(folder, "it belongs to another user");
  if (((mode ?? 0) & OTHERS) !== 0) {
    throw unfit(folder, "it is open to other users", `chmod 700 ${shownPath(folder)}`);
  }
}

/** The same, after the folder was made if there was none. */
export async function makeFolder(folder: string, uid: number): Promise<void> {
  checkLength(socketPath(folder));
  try {
    await Deno.mkdir(parentOf(folder), { recursive: true, mode: OWNER_ONLY });
    checkParents(folder, uid);
    await Deno.mkdir(folder, { mode: OWNER_ONLY });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw fromOsError(error, `cannot make the folder ${shownPath(folder)}`);
    }
  }
  checkFolder(folder, uid);
}

/** In a folder that others may write to, even a sticky one, another could stand in its place. */
function checkParents(folder: string, uid: number): void {
  const refuse = (path: string, remedy?: string) =>
    unfit(folder, `other users may change ${shownPath(path)}`, remedy);
  checkAround(folder, { uid, refuse });
}

function checkLength(socket: string): void {
  const { length } = utf8(socket);
  if (length <= LONGEST) return;
  throw new UsageError(
    `the path of the agent's socket is too long for this system: ${length} bytes, and ` +
      `${LONGEST} are possible`,
    { hint: "set XDG_RUNTIME_DIR to a folder of yours with a shorter path" },
  );
}

function unfit(folder: string, why: string, remedy?: string): RefusedError {
  return new RefusedError(
    `the agent's socket would not be safe in ${shownPath(folder)}: ${why}`,
    {
      hint: remedy === undefined
        ? "set XDG_RUNTIME_DIR to a folder that is yours alone"
        : remedy,
    },
  );
}

/**
 * The number of the user that this process runs as.
 *
 * @throws {PermissionError} if that may not be asked for
 */
export function ownUid(): number {
  let uid: number | null;
  try {
    uid = Deno.uid();
  } catch (cause) {
    throw new PermissionError("cannot tell whose the agent's folder has to be", {
      cause,
      hint: "run Deno with --allow-sys=uid",
    });
  }
  if (uid !== null) return uid;
  throw new UsageError("there is no agent on this system, which has no Unix sockets", {
    hint: "`coffer shell` keeps a password for a while instead",
  });
}
