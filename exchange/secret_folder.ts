/**
 * Values as files for a program that runs for a while: in a folder that only its owner can
 * look into, and that is gone afterwards.
 *
 * @module
 */

import { toHex } from "../core/bytes.ts";
import { fromOsError } from "../core/os_errors.ts";
import { shownPath } from "../core/shown_path.ts";
import { assertNotCutShort, unfinished } from "./cleanup.ts";
import { attempt, join, writeNewFile } from "./disk.ts";
import { hold } from "./held.ts";
import { FOLDER_MODE } from "./stage.ts";

const PREFIX = "coffer-run-";
const RANDOM_BYTES = 12;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
/** The names of such folders; Deno adds to those that it makes. */
export const SECRET_FOLDER = /^coffer-run-[0-9a-f]{24}(-[0-9a-z]+)?$/;

/** Such a folder; dispose of it when the program has ended. */
export interface SecretFolder extends Disposable {
  /**
   * Puts a value into a new file with mode 0600, and gives its path.
   *
   * @throws {ExistsError | PermissionError | UnavailableError} if it cannot be written
   */
  write(name: string, value: Uint8Array): Promise<string>;
}

/**
 * Makes a folder with mode 0700 and a name that nobody can guess in `parent`, else (where
 * there is none, or others may change it) where the system keeps temporary files. If the run
 * is cut short, `cleanUp` removes it.
 *
 * @throws {PermissionError | UnavailableError} if it cannot be made
 *
 * @example
 * ```ts
 * import { makeSecretFolder } from "./secret_folder.ts";
 * import assert from "node:assert/strict";
 *
 * let path: string;
 * {
 *   using folder = makeSecretFolder();
 *   path = await folder.write("PIN", new TextEncoder().encode("1234"));
 *   assert.equal(await Deno.readTextFile(path), "1234");
 * }
 * await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
 * ```
 */
export function makeSecretFolder(parent?: string): SecretFolder {
  const random = toHex(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  const { path, registered } = made(parent, PREFIX + random);
  // One that was left behind by force can be told from one in use.
  let held = hold(path);
  return {
    write: (name, value) =>
      attempt(`cannot write in ${shownPath(path)}`, async () => {
        const file = join(path, name);
        await writeNewFile(file, value);
        return file;
      }),
    [Symbol.dispose]: () => {
      held?.close();
      held = null;
      try {
        Deno.removeSync(path, { recursive: true });
        registered[Symbol.dispose]();
      } catch (error) {
        // It stays on the list: whoever ends the process tries again, and tells.
        if (!(error instanceof Deno.errors.NotFound)) {
          throw fromOsError(
            error,
            `cannot remove ${shownPath(path)}, with secrets in it`,
          );
        }
        registered[Symbol.dispose]();
      }
    },
  };
}

function made(
  parent: string | undefined,
  name: string,
): { path: string; registered: Disposable } {
  try {
    assertNotCutShort();
    if (parent === undefined || !isFit(parent)) {
      const path = Deno.makeTempDirSync({ prefix: `${name}-` });
      return { path, registered: unfinished(path, () => {}) };
    }
    const path = join(parent, name);
    const make = () => Deno.mkdirSync(path, { mode: FOLDER_MODE });
    return { path, registered: unfinished(path, make) };
  } catch (error) {
    throw fromOsError(error, "cannot make a folder for files with secrets");
  }
}

/**
 * Who has no session of the desktop may have its variables all the same. Where others may
 * rename folders, they could put theirs in the place of ours.
 */
function isFit(path: string): boolean {
  try {
    const { isDirectory, mode } = Deno.statSync(path);
    const bits = mode ?? 0;
    return isDirectory && ((bits & OTHERS_WRITE) === 0 || (bits & STICKY) !== 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
