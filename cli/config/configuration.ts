/**
 * Which configuration is there: ours, secret_wallet's, both or none.
 *
 * @module
 */

import { CofferError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import {
  type CofferConfig,
  type NamedProfile,
  parseConfig,
  profileOfStore,
  selectProfile,
} from "./coffer_config.ts";
import { isSandboxed, looseModes, openToRead, readIfThere } from "./file.ts";
import type { Places } from "./places.ts";
import { assertTrusted, isReadable } from "./trust.ts";
import { parseSecretwallet, type Secretwallet } from "./secretwallet.ts";

/** A configuration and the file that it stands in. */
interface At<T> {
  readonly path: string;
  readonly config: T;
}

/** What there is. */
export interface Found {
  readonly ours: At<CofferConfig> | null;
  /** The profile of ours that is in use; `null` if it has none. */
  readonly selected: NamedProfile | null;
  readonly theirs: At<Secretwallet> | null;
  /** Sentences for the user about what may go wrong. */
  readonly warnings: readonly string[];
}

/** What is looked for. */
export interface Wanted {
  /** A profile of ours by name, or `null` for the default. */
  readonly profile: string | null;
  /** The absolute URL of a store that is named: its own profile goes before the default. */
  readonly store?: string | null;
  /** Whether secret_wallet's is needed even where ours says all. */
  readonly theirs: boolean;
  /** Whether a file that the sandbox does not let us read may be done without. */
  readonly lenient: boolean;
  /** Reads ours even if others may have written it: to look at it, not to obey it. */
  readonly trusting?: boolean;
}

/**
 * Reads what is there. Where a profile of ours is in use, secret_wallet's file only
 * stands in for the device key of its format, so that mistakes in it are warnings.
 *
 * @throws {UsageError} if there is no such profile
 * @throws {RefusedError} if others may have written ours
 * @throws {DamagedError | RefusedError | PermissionError | UnavailableError} if a file
 * that is needed cannot be read or understood
 */
export async function findConfiguration(places: Places, wanted: Wanted): Promise<Found> {
  const warnings: string[] = [];
  const reader = new Reader(warnings, wanted.lenient);
  if (places.config !== null && !wanted.trusting) assertTrusted(places.config);
  const ours = await reader.read(places.config, parseConfig);
  if (ours !== null) warnings.push(...openKeys(ours));
  const name = wanted.profile ?? (ours && profileOfStore(ours.config, wanted.store));
  const selected = ours && selectProfile(ours.config, name);
  if (selected === null && wanted.profile !== null) {
    throw noProfile(wanted.profile, places);
  }
  const { secretwallet } = places;
  if (selected === null || wanted.theirs) {
    const theirs = await reader.read(secretwallet, parseSecretwallet);
    if (theirs !== null) warnings.push(...looseModes(theirs.path));
    return { ours, selected, theirs, warnings };
  }
  const isMissing = selected.profile.deviceKeys.v0 === null;
  const theirs = isMissing
    ? await reader.tryToRead(secretwallet, parseSecretwallet)
    : null;
  return { ours, selected, theirs, warnings };
}

/** Without a device key, what stands there is no secret. */
function openKeys({ path, config }: At<CofferConfig>): string[] {
  const hasKeys = [...config.profiles.values()]
    .some(({ deviceKeys: { v0, v1 } }) => v0 !== null || v1 !== null);
  return hasKeys && isReadable(path) ? [openToRead(path)] : [];
}

type Parse<T> = (bytes: Uint8Array, path: string) => T;

class Reader {
  readonly #warnings: string[];
  readonly #lenient: boolean;

  constructor(warnings: string[], lenient: boolean) {
    this.#warnings = warnings;
    this.#lenient = lenient;
  }

  async read<T>(path: string | null, parse: Parse<T>): Promise<At<T> | null> {
    if (path === null) return null;
    const bytes = await this.#bytes(path);
    if (bytes === null) return null;
    return { path, config: parse(bytes, path) };
  }

  /** Like `read`, but what goes wrong is a warning. */
  async tryToRead<T>(path: string | null, parse: Parse<T>): Promise<At<T> | null> {
    try {
      const bytes = path === null ? null : await readIfThere(path);
      return bytes === null ? null : { path: path!, config: parse(bytes, path!) };
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      // Whoever names the files that may be read has no need of this one.
      if (!isSandboxed(error)) this.#warnings.push(`not used: ${error.message}`);
      return null;
    }
  }

  async #bytes(path: string): Promise<Uint8Array | null> {
    try {
      return await readIfThere(path);
    } catch (error) {
      if (!this.#lenient || !isSandboxed(error)) throw error;
      this.#warnings.push(`going on without ${path}, which Deno was not let read`);
      return null;
    }
  }
}

function noProfile(name: string, { config }: Places): UsageError {
  const where = config === null ? "no configuration" : `none in ${config}`;
  return new UsageError(`there is no profile ${quote(name)}: ${where}`, {
    hint: "`coffer init` makes one",
  });
}
