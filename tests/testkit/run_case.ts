/**
 * Runs a case of the kit through Coffer's command line.
 *
 * @module
 */

import assert from "node:assert/strict";
import { sameBytes } from "../../core/bytes.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type Ran, runHere } from "../support/wallet_scene.ts";
import type { KitCase, Opening } from "./make/kit.ts";
import { FOLDER } from "./make.ts";

/** A folder with a copy of the file where it will be read. */
interface Place {
  folder: TemporaryFolder;
  env: Record<string, string>;
}

/** How a kind of file is read. */
interface How {
  /** The name of the copy. */
  as: string;
  args(text: string): string[];
  /** What else the environment says; `at` gives a path in the folder. */
  env?(at: (name: string) => string): Record<string, string>;
  /** A file that must be there, too. */
  beside?: string;
}

const STORE = (name: string) => (at: (name: string) => string) => ({
  COFFER_STORE: `${name.endsWith("sqlite") ? "sqlite" : "file"}:${at(name)}`,
});
const GOOD = "wallet/good.json";

const KINDS: Record<KitCase["kind"], How> = {
  "stash": { as: "a.stash", args: () => ["stash", "dump", "-f", "a.stash"] },
  "wallet": { as: "w.json", args: () => ["dump"], env: STORE("w.json") },
  "wallet v0": { as: "w.json", args: () => ["dump"], env: STORE("w.json") },
  "database v0": { as: "w.sqlite", args: () => ["dump"], env: STORE("w.sqlite") },
  "reference": {
    as: "reference",
    args: (text) => ["read", text],
    env: STORE("w.json"),
    beside: GOOD,
  },
  "token": {
    as: "token",
    args: () => ["dump"],
    env: (at) => ({ ...STORE("w.json")(at), COFFER_TOKEN_FILE: at("token") }),
    beside: GOOD,
  },
  "save file": {
    as: "saved",
    args: () => ["load", "-f", "saved", "--dry-run"],
    env: STORE("w.json"),
    beside: GOOD,
  },
};

/** What comes of a case, with nothing of it changed. */
export async function runCase({ file, kind, open }: KitCase): Promise<Ran> {
  await using folder = await temporaryFolder();
  const how = KINDS[kind];
  const place = { folder, env: environment(open, how.env?.(folder.at) ?? {}, folder) };
  if (how.beside !== undefined) await copied(how.beside, folder.at("w.json"));
  if (open.after !== undefined) await seen(open.after, place, how);
  const bytes = await copied(file, folder.at(how.as));
  const args = how.args(new TextDecoder().decode(bytes)).map((arg) =>
    arg === how.as ? folder.at(arg) : arg
  );
  const ran = await runHere([...args, "--json"], { env: place.env });
  const left = await Deno.readFile(folder.at(how.as));
  assert.ok(sameBytes(left, bytes), "the file has changed");
  return ran;
}

function environment(
  { password, devicePassword, token }: Opening,
  more: Record<string, string>,
  folder: TemporaryFolder,
): Record<string, string> {
  return {
    HOME: folder.path,
    ...(password !== undefined && { COFFER_PASSWORD: password }),
    ...(devicePassword !== undefined && { COFFER_DEVICE_PASSWORD: devicePassword }),
    ...(token !== undefined && { COFFER_TOKEN: token }),
    ...more,
  };
}

async function copied(file: string, to: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await Deno.readFile(new URL(file, FOLDER));
  await Deno.writeFile(to, bytes);
  return bytes;
}

/** Has the device remember the wallet of that file in this place. */
async function seen(file: string, { folder, env }: Place, { as }: How): Promise<void> {
  await copied(file, folder.at(as));
  const { code, stderr } = await runHere(["verify", "--accept", "--yes"], { env });
  assert.equal(code, 0, stderr);
}
