/**
 * Where passwords come from: options, the environment, a prompt, in that order.
 *
 * @module
 */

import { wipe } from "../core/bytes.ts";
import {
  PermissionError,
  RefusedError,
  UsageError,
  WeakPasswordError,
} from "../core/errors.ts";
import { fromOsError } from "../core/os_errors.ts";
import { passwordFaults } from "../core/wallet/password_policy.ts";
import { askTwice, ATTEMPTS } from "./ask_twice.ts";
import type { Call } from "./command.ts";
import { assertLetLook } from "./denied.ts";
import {
  AWS_SECRET,
  CURRENT,
  DEVICE,
  type Kind,
  NEW,
  NEW_DEVICE,
  STASH,
} from "./password_kinds.ts";
import { askSecret } from "./prompt.ts";
import { strengthObjection } from "./strength.ts";
import { sessionOf } from "./session.ts";
import { warnOfReaders } from "./modes.ts";
import { readStdin } from "./stdin.ts";

/**
 * The password that opens `what`.
 *
 * @throws {RefusedError} if there is no source and nobody may be asked
 * @throws {UsageError} if two sources are named, or one is not UTF-8 text
 */
export async function currentPassword(call: Call, what: string): Promise<string> {
  const found = await fromSources(call, CURRENT);
  if (found !== null) return found;
  const session = sessionOf(call.io);
  const known = session?.recall(what) ?? null;
  if (known !== null) return known;
  assertMayAsk(call, CURRENT);
  const answer = askSecret(call.io, `Password for ${what}`);
  given.get(call)!.set(CURRENT, answer);
  session?.remember(what, await answer);
  return await answer;
}

/** The password, if a source for it is named; nobody is asked. */
export async function passwordIfGiven(call: Call): Promise<string | null> {
  return await fromSources(call, CURRENT);
}

/** The secret part of an AWS access key, asked for if no source is named. */
export async function awsSecret(call: Call): Promise<string> {
  const found = await fromSources(call, AWS_SECRET);
  if (found !== null) return found;
  assertMayAsk(call, AWS_SECRET);
  return await askSecret(call.io, "Its secret access key");
}

/**
 * The password of a stash that is opened beside a wallet: its own, else the one that is
 * given for both; `null` if no source is named. Nobody is asked.
 */
export async function stashPasswordIfGiven(call: Call): Promise<string | null> {
  return await fromSources(call, STASH) ?? await fromSources(call, CURRENT);
}

/** Every password that `call` was given, of whatever kind; no source is read anew. */
export async function givenPasswords(call: Call): Promise<string[]> {
  const found = await Promise.all(given.get(call)?.values() ?? []);
  return found.filter((password) => password !== null);
}

/** Makes `password` the one that `call` has been given. */
export function givePassword(call: Call, password: string): void {
  given.set(call, new Map([[CURRENT, Promise.resolve(password)]]));
}

/** The device password, asked for if no source is named. */
export async function devicePassword(call: Call, what: string): Promise<string> {
  const found = await fromSources(call, DEVICE);
  if (found !== null) return found;
  assertMayAsk(call, DEVICE);
  return await askSecret(call.io, `Device password for ${what}`);
}

/** A device password for something new. */
export async function firstDevicePassword(call: Call): Promise<string> {
  return await freshPassword(call, { kind: DEVICE, what: "this device" });
}

/** The device password, if a source for it is named; nobody is asked. */
export async function devicePasswordIfGiven(call: Call): Promise<string | null> {
  return await fromSources(call, DEVICE);
}

/** A password for something new, from the same sources as `currentPassword`. */
export async function firstPassword(
  call: Call,
  what: string,
  options: StrengthOptions = {},
): Promise<string> {
  return await freshPassword(call, { ...options, kind: CURRENT, what });
}

/** The password that replaces another. */
export async function newPassword(
  call: Call,
  what: string,
  options: StrengthOptions = {},
): Promise<string> {
  return await freshPassword(call, { ...options, kind: NEW, what });
}

/** The device password that replaces another. */
export async function newDevicePassword(call: Call): Promise<string> {
  return await freshPassword(call, { kind: NEW_DEVICE, what: "this device" });
}

/** How strong a new password has to be. */
export interface StrengthOptions {
  /** Beside the four rules, whether it must be hard to guess by an estimate. */
  estimate?: boolean;
}

/** A new password: which, what for, how strong. */
interface Wanted extends StrengthOptions {
  kind: Kind;
  what: string;
}

async function freshPassword(call: Call, wanted: Wanted): Promise<string> {
  const { kind } = wanted;
  const found = await fromSources(call, kind);
  if (found === null) {
    assertMayAsk(call, kind);
    return await askNew(call, wanted);
  }
  if (found !== "") return found;
  throw new WeakPasswordError("an empty password protects nothing", {
    hint: "the source that was named is empty",
  });
}

/** Typed twice, so that no slip of a finger locks its owner out. */
async function askNew(call: Call, wanted: Wanted): Promise<string> {
  const title = wanted.kind.title.replace(/^new /, "");
  const question = `New ${title} for ${wanted.what}`;
  const objectTo = (password: string) => objectionTo(call, password, wanted);
  const password = await askTwice(call, question, objectTo);
  if (password !== null) return password;
  throw new WeakPasswordError(`no password after ${ATTEMPTS} attempts`, {
    hint: "nothing was changed; four words picked by chance, with a digit, are strong",
  });
}

async function objectionTo(
  call: Call,
  password: string,
  { estimate = false }: StrengthOptions,
): Promise<string | null> {
  if (password === "") return "An empty password protects nothing.";
  const weakness = passwordFaults(password)[0] ??
    (estimate ? await strengthObjection(password) : null);
  if (weakness === null || !call.flag("allowWeak")) return weakness;
  await call.out.warn(`a weak password: ${weakness}`);
  return null;
}

/** What sources gave, so that none is read twice in a run. */
const given = new WeakMap<Call, Map<Kind, Promise<string | null>>>();

/** What the sources of a kind give, each read once; `null` if none is named. */
export function fromSources(call: Call, kind: Kind): Promise<string | null> {
  const known = given.get(call) ?? new Map<Kind, Promise<string | null>>();
  given.set(call, known);
  const answer = known.get(kind) ?? readSources(call, kind);
  known.set(kind, answer);
  return answer;
}

async function readSources(call: Call, kind: Kind): Promise<string | null> {
  const { options, variables } = kind;
  const named = [options.stdin, options.fd, options.file]
    .filter((name) => call.flag(name) || call.text(name) !== undefined);
  if (named.length > 1) {
    throw new UsageError(`the ${kind.title} is given by more than one option`);
  }
  if (call.flag(options.stdin)) {
    return text(await readStdin(call.io, `the ${kind.title}`), kind);
  }
  const descriptor = call.number(options.fd);
  if (descriptor === 0) return text(await readStdin(call.io, `the ${kind.title}`), kind);
  if (descriptor !== undefined) return await fromDescriptor(descriptor, kind);
  const path = call.text(options.file) ?? (call.io.env(variables.file) || undefined);
  if (path !== undefined) {
    await warnOfReaders(call, path);
    return await fromFile(path, kind);
  }
  return call.io.env(variables.value) ?? null;
}

/** Deno lets a program read a pipe that it was handed, and nothing else. */
async function fromDescriptor(descriptor: number, kind: Kind): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(`/dev/fd/${descriptor}`);
  } catch (cause) {
    throw new UsageError(`descriptor ${descriptor} is not a pipe that can be read`, {
      cause,
      hint: `hand it over as ${descriptor}< <(command), or use --password-file`,
    });
  }
  return text(bytes, kind);
}

async function fromFile(path: string, kind: Kind): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    const known = fromOsError(error, `cannot read the ${kind.title} from ${path}`);
    // Other exit codes speak of secrets alone.
    throw known instanceof PermissionError
      ? known
      : new UsageError(known.message, { cause: error });
  }
  return text(bytes, kind);
}

/** The bytes as text, whole but for one newline at the end. */
function text(bytes: Uint8Array, kind: Kind): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
      .replace(/\r?\n$/, "");
  } catch (cause) {
    throw new UsageError(`the ${kind.title} is not UTF-8 text`, { cause });
  } finally {
    wipe(bytes);
  }
}

function assertMayAsk(call: Call, kind: Kind): void {
  if (call.mayAsk) return;
  const { file, value } = kind.variables;
  assertLetLook(`the ${kind.title}`, [file, value]);
  const option = kind.title.toLowerCase().replaceAll(" ", "-");
  throw new RefusedError(`no ${kind.title} was given, and nobody can be asked`, {
    hint: `use --${option}-file, ${file} or ${value}` +
      " (and let Deno read them); a prompt needs a terminal as standard input",
  });
}
