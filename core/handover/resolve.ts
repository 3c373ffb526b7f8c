/**
 * References resolved for a program that imports Coffer in place of being run by it.
 *
 * @module
 */

import { systemClock } from "../clock.ts";
import { systemRandom } from "../crypto/random.ts";
import { UsageError } from "../errors.ts";
import type { BlobStore, RecordStore } from "../ports.ts";
import type { PasswordSource } from "../stash/options.ts";
import { openStash } from "../stash/open.ts";
import { deviceKeyV0 } from "../wallet/keys_v0.ts";
import { openWallet, type WalletSecrets } from "../wallet/open.ts";
import { lookUp, type StashSource, type WalletSource } from "./lookup.ts";
import { formatReference, parseReference } from "./reference.ts";
import { asText } from "./text.ts";

/** A wallet that is opened for one call, and what opens it. */
export interface WalletToOpen {
  /** Where it is; closed afterwards. */
  store: RecordStore;
  /** The password; needed if there is no token. */
  password?: PasswordSource;
  /** A CI token (`coffer slot add --token`), in place of a password. */
  token?: string;
  /** The device password, where the device key comes from one. */
  devicePassword?: string;
  /** The device key of this device, where it is a random one; of Coffer's own format. */
  deviceKey?: Uint8Array;
}

/** A stash that is opened for one call, and what opens it. */
export interface StashToOpen {
  /** Where it is. */
  store: BlobStore;
  /** The password. */
  password: PasswordSource;
}

/** Where references lead. */
export interface ResolveOptions {
  /** For `coffer://`: a wallet that is open already and stays so, or one to open. */
  wallet?: WalletSource | WalletToOpen;
  /** For `stash://`: a stash that is open already and stays so, or one to open. */
  stash?: StashSource | StashToOpen;
}

/**
 * The values that references stand for, as text, under the names that they are given.
 * Each store is opened once, with one derivation of its key; what is opened here is closed
 * again.
 *
 * @throws {NotFoundError} if there is nothing at some of them, which it names
 * @throws {UsageError} if one is no reference, no store is given for it, or its value is
 * not UTF-8 text (`?encoding=base64` makes it that)
 * @throws {AuthenticationError | DamagedError} if a store does not open
 *
 * @example
 * ```ts
 * import { createStash, openBlobStore, resolve } from "../../mod.ts";
 * import assert from "node:assert/strict";
 *
 * const store = await openBlobStore("memory:");
 * using made = await createStash(store, "correct horse battery staple");
 * await made.write(["ci", "token"], new TextEncoder().encode("hunter2"));
 *
 * const names = { TOKEN: "stash://ci/token" };
 * const { TOKEN } = await resolve(names, {
 *   stash: { store, password: "correct horse battery staple" },
 * });
 * assert.equal(TOKEN, "hunter2");
 * ```
 */
export async function resolve<Name extends string>(
  references: Readonly<Record<Name, string>>,
  options: ResolveOptions,
): Promise<Record<Name, string>> {
  const all = Object.entries(await resolveBytes(references, options));
  return Object.fromEntries(
    all.map(([name, value]) => [name, asText(value as Uint8Array, name)]),
  ) as Record<Name, string>;
}

/**
 * The same with values as bytes, in arrays that the caller owns and should wipe.
 *
 * @throws as `resolve`, but for values that are no text
 */
export async function resolveBytes<Name extends string>(
  references: Readonly<Record<Name, string>>,
  options: ResolveOptions,
): Promise<Record<Name, Uint8Array>> {
  const names = Object.keys(references) as Name[];
  const parsed = names.map((name) => parseReference(references[name]));
  const missing = parsed.find(({ kind }) =>
    (kind === "coffer" ? options.wallet : options.stash) === undefined
  );
  if (missing !== undefined) {
    const what = missing.kind === "coffer" ? "wallet" : "stash";
    throw new UsageError(`no ${what} was given for ${formatReference(missing)}`);
  }
  const closers: Closers = [];
  try {
    const values = await lookUp(parsed, {
      wallet: () => walletOf(options.wallet!, closers),
      stash: () => stashOf(options.stash!, closers),
    });
    return Object.fromEntries(
      names.map((name, index) => [name, values[index]!]),
    ) as Record<Name, Uint8Array>;
  } finally {
    for (const close of closers) await close();
  }
}

/** What lets go of that which was opened. */
type Closers = (() => void | PromiseLike<void>)[];

async function walletOf(
  given: WalletSource | WalletToOpen,
  closers: Closers,
): Promise<WalletSource> {
  if ("get" in given) return given;
  const surroundings = { clock: systemClock, random: systemRandom };
  // Until a wallet owns it.
  closers.push(() => given.store[Symbol.asyncDispose]());
  const wallet = await openWallet(given.store, secretsOf(given), surroundings);
  closers[closers.length - 1] = () => wallet[Symbol.asyncDispose]();
  return wallet;
}

function secretsOf(given: WalletToOpen): WalletSecrets {
  const { token, devicePassword, deviceKey } = given;
  const password = () => passwordOf(given);
  return {
    ...(devicePassword !== undefined && {
      v0: { password, deviceKey: () => deviceKeyV0(devicePassword) },
    }),
    v1: {
      secret: async () =>
        token === undefined ? { password: await password() } : { token },
      ...(devicePassword !== undefined && {
        devicePassword: () => Promise.resolve(devicePassword),
      }),
      ...(deviceKey !== undefined && { deviceKey }),
    },
  };
}

async function passwordOf({ password }: WalletToOpen): Promise<string> {
  if (typeof password === "string") return password;
  if (password !== undefined) return await password();
  throw new UsageError("neither a password nor a token was given for the wallet");
}

async function stashOf(
  given: StashSource | StashToOpen,
  closers: Closers,
): Promise<StashSource> {
  if ("read" in given) return given;
  const stash = await openStash(given.store, given.password);
  closers.push(() => stash[Symbol.dispose]());
  return stash;
}
