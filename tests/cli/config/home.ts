/**
 * Home folders for tests.
 *
 * @module
 */

import type { Env } from "../../../cli/config/places.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** A home folder that is gone when the test is done. */
export interface Home extends AsyncDisposable {
  path: string;
  /** Our configuration. */
  ours: string;
  /** secret_wallet's. */
  theirs: string;
  /** An environment with this home, and more. */
  env(more?: Record<string, string>): Env;
}

/** A home with the two configurations, where given: text, or a value for JSON. */
export async function temporaryHome(
  { ours, theirs }: { ours?: unknown; theirs?: string } = {},
): Promise<Home> {
  const folder = await temporaryFolder();
  const home: Home = {
    path: folder.path,
    ours: folder.at(".config/coffer/config.json"),
    theirs: folder.at(".secretwallet/secretwallet.json"),
    env: (more = {}) => (name) =>
      new Map(Object.entries({ HOME: folder.path, ...more })).get(name),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
  if (ours !== undefined) {
    await write(home.ours, typeof ours === "string" ? ours : JSON.stringify(ours));
  }
  if (theirs !== undefined) await write(home.theirs, theirs);
  return home;
}

async function write(path: string, text: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(path, text, { mode: 0o600 });
}
