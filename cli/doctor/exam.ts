/**
 * An installation as it is looked at: what is configured, and files as far as they may be
 * seen. Nothing is opened that takes a password.
 *
 * @module
 */

import { type CofferError, DamagedError, UsageError } from "../../core/errors.ts";
import type { Call } from "../command.ts";
import { findPlaces, type Places } from "../config/places.ts";
import { resolveSettings, type Settings } from "../config/settings.ts";
import { STASH } from "../environment.ts";
import { pathOfStore } from "../modes.ts";
import { whoRunsThis } from "../who.ts";

/** What all checks know. */
export class Exam {
  readonly call: Call;
  readonly places: Places;
  /** The number of the user; `null` where it is not known. */
  readonly uid: number | null = whoRunsThis();
  /** What is configured, or why that is not known. */
  readonly settings: Settings | CofferError;
  /** What the system or the sandbox did not let be looked at. */
  readonly missed = new Set<string>();

  private constructor(call: Call, settings: Settings | CofferError) {
    this.call = call;
    this.places = findPlaces(this.env);
    this.settings = settings;
  }

  /** What `call` means. */
  static async of(call: Call): Promise<Exam> {
    return new Exam(call, await settingsOf(call));
  }

  /** A variable of the environment. */
  readonly env = (name: string): string | undefined => this.call.io.env(name);

  /** The configured wallet's URL, or the one that is named; `null` if it is not known. */
  get walletUrl(): string | null {
    return "store" in this.settings ? this.settings.store : null;
  }

  /** The stash that is named, if any. */
  get stashName(): string | null {
    return this.call.text("file") ?? (this.env(STASH) || null);
  }

  /** The files of the stores, behind links; those on the disk alone. */
  get stores(): { wallet: string | null; stash: string | null } {
    const real = (url: string | null) => realPath(url === null ? null : pathOfStore(url));
    return { wallet: real(this.walletUrl), stash: real(this.stashName) };
  }

  /** What is at `path`, behind a link or, with `itself`, before it; `null` if nothing. */
  async look(path: string, { itself = false } = {}): Promise<Deno.FileInfo | null> {
    const look = () => itself ? Deno.lstat(path) : Deno.stat(path);
    return await this.#seen(path, look, null);
  }

  /** The names in a folder. */
  async names(folder: string): Promise<string[]> {
    const list = async () => {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(folder)) names.push(name);
      return names;
    };
    return await this.#seen(folder, list, []);
  }

  async #seen<T>(path: string, look: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await look();
    } catch (error) {
      const isThere = !(error instanceof Deno.errors.NotFound);
      if (isThere) this.missed.add(path);
      return otherwise;
    }
  }
}

async function settingsOf(call: Call): Promise<Settings | CofferError> {
  const options = {
    store: call.text("store"),
    profile: call.text("profile"),
    storageType: call.text("storageType"),
  };
  try {
    return await resolveSettings({
      env: (name) => call.io.env(name),
      options,
      trusting: true,
    });
  } catch (error) {
    if (error instanceof UsageError && options.profile === undefined) return error;
    if (error instanceof DamagedError) return error;
    throw error;
  }
}

function realPath(path: string | null): string | null {
  if (path === null) return null;
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
