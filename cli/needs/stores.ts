/**
 * What opening a store takes, by its name.
 *
 * @module
 */

import { type Env, findPlaces } from "../config/places.ts";
import type { PluginConfig } from "../config/plugins.ts";
import { dynamodbGrants } from "./aws.ts";
import type { Grants } from "./grants.ts";
import { partsOf } from "./scheme.ts";

/** How a store is used. */
export interface StoreUse {
  readonly url: string;
  /** Whether it is written. */
  readonly writes: boolean;
  /** Whether its backups are made, listed or restored: they lie beside it. */
  readonly backups?: boolean;
}

/** What a store's needs depend on beside its name. */
export interface Around {
  readonly env: Env;
  readonly plugins: ReadonlyMap<string, PluginConfig>;
  readonly grants: Grants;
}

/** Adds what a store needs; one of no known kind needs nothing, since it does not open. */
export function storeGrants({ url, writes, backups = false }: StoreUse, around: Around) {
  const { scheme, rest } = partsOf(url);
  const { env, grants, plugins } = around;
  if (scheme === "file") fileGrants(rest, { writes, backups, grants });
  if (scheme === "sqlite") {
    // Its journal is SQLite's own affair, of which Deno knows nothing.
    const path = rest.split("?")[0]!;
    if (backups) fileGrants(path, { writes, backups, grants });
    else if (writes) grants.change(path);
    else grants.read(path);
  }
  if (scheme === "dynamodb") dynamodbGrants(rest, { env, home: homeOf(env), grants });
  const plugin = plugins.get(scheme);
  if (plugin !== undefined) pluginGrants(plugin, grants);
}

function fileGrants(path: string, { writes, backups, grants }: {
  writes: boolean;
  backups: boolean;
  grants: Grants;
}): void {
  if (path === "") return;
  grants.read(path);
  if (writes) grants.replace(path);
  // To find backups, the folder is looked through.
  else if (backups) grants.read(`${path}/..`);
}

/** A plug-in gets what Coffer has, so Coffer must have what it is to get. */
function pluginGrants(
  { module, read, write, net }: PluginConfig,
  grants: Grants,
): void {
  grants.read(module);
  // Who else may write there is looked at.
  grants.read(`${module}/..`);
  for (const path of read) grants.read(path);
  for (const path of write) grants.write(path);
  grants.host(...net);
  if (Deno.build.standalone) return;
  // The Worker loads these modules itself.
  for (const folder of ["backends", "core"]) {
    grants.read(decodeURIComponent(new URL(`../../${folder}`, import.meta.url).pathname));
  }
}

/** The user's folder, which our places do not name by itself. */
function homeOf(env: Env): string | null {
  const { secretwallet } = findPlaces(env);
  return secretwallet?.replace(/[\\/][^\\/]+[\\/][^\\/]+$/, "") ?? null;
}
