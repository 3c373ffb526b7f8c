/**
 * `coffer export --format github`: variables of a job in GitHub Actions.
 *
 * @module
 */

import { utf8 } from "../../core/bytes.ts";
import { systemRandom } from "../../core/crypto/random.ts";
import { RefusedError, UsageError } from "../../core/errors.ts";
import { formatMasks, formatVariables } from "../../core/handover/quoting/github.ts";
import type { Variable } from "../../core/handover/quoting/variable.ts";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { quote } from "../../core/stash/key.ts";
import { lookAt } from "../../exchange/disk.ts";
import type { Call } from "../command.ts";
import { GITHUB_ENV, GITHUB_OUTPUT } from "../environment.ts";

const TARGETS: Readonly<Record<string, string>> = {
  env: GITHUB_ENV,
  output: GITHUB_OUTPUT,
};

/** A variable, and whether its value came from a wallet or a stash. */
export interface Resolved extends Variable {
  isSecret: boolean;
}

/**
 * The file that the runner takes variables from.
 *
 * @throws {UsageError} if there is none
 */
export function targetOf(call: Call): string {
  const where = call.text("to") ?? "env";
  const name = Object.hasOwn(TARGETS, where) ? TARGETS[where]! : null;
  if (name === null) {
    throw new UsageError(`--to takes env or output, not ${quote(where)}`);
  }
  const path = call.io.env(name);
  if (path !== undefined && path !== "") return path;
  throw new UsageError(`${name} is not set`, {
    hint: "--format github is for steps of GitHub Actions",
  });
}

/** First the runner learns what to hide; only then do the values leave. */
export async function exportToGithub(
  call: Call,
  target: string,
  variables: readonly Resolved[],
): Promise<void> {
  const secrets = variables.filter(({ isSecret }) => isSecret);
  await call.out.data(utf8(formatMasks(secrets.map(({ value }) => value))));
  await call.out.flush();
  const lines = utf8(formatVariables(variables, systemRandom));
  try {
    await append(target, lines);
  } catch (error) {
    throw fromOsError(error, `cannot write ${shownPath(target)}`);
  }
}

/** To a plain file by one name, or a new one: not through a link, nor into a pipe. */
async function append(path: string, bytes: Uint8Array): Promise<void> {
  const found = await lookAt(path);
  if (found !== null && (!found.isFile || (found.nlink ?? 1) > 1)) {
    throw new RefusedError(`${shownPath(path)} is no plain file with one name`, {
      hint: "the runner makes one for each step; nothing was written",
    });
  }
  try {
    await Deno.writeFile(path, bytes, {
      append: true,
      createNew: found === null,
      create: false,
      mode: 0o600,
    });
  } catch (error) {
    await takeBack(path, found, bytes).catch(() => {});
    throw error;
  }
}

/** Half a variable would spoil those that come after it. What others have added stays. */
async function takeBack(
  path: string,
  before: Deno.FileInfo | null,
  bytes: Uint8Array,
): Promise<void> {
  const size = before?.size ?? 0;
  const now = await Deno.readFile(path);
  const isOurs = now.subarray(size).every((byte, at) => byte === bytes[at]);
  if (!isOurs || Deno.statSync(path).size !== now.length) return;
  if (before === null) Deno.removeSync(path);
  else if (now.length > size) Deno.truncateSync(path, size);
}
