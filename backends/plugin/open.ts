/**
 * Opening a store of a plug-in: its module is checked, a Worker is started with its
 * permissions, and its `open` is called there.
 *
 * @module
 */

import { PermissionError, UnavailableError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { type ClientOptions, PluginClient } from "./client.ts";
import { readModule, type ReadModuleOptions } from "./module_file.ts";
import { missingPermission, type PluginSettings, workerPermissions } from "./settings.ts";
import { PluginStore } from "./store.ts";

/** How long a plug-in may take for one answer, in milliseconds, if nobody says. */
export const DEFAULT_TIMEOUT = 30_000;

/** What may be said when a plug-in's store is opened. */
export interface PluginOptions extends ReadModuleOptions {
  /** How long it may take for one answer, in milliseconds (default 30,000). */
  timeout?: number;
}

const RUNNER = new URL("./runner.ts", import.meta.url);

/**
 * The store that `url` names for the plug-in of its scheme.
 *
 * Coffer must itself have the permissions that the plug-in gets, and
 * `--unstable-worker-options`: without that flag, Deno ends the whole program here.
 * Dispose of the store when it is not needed any more, or its Worker keeps the program
 * from ending.
 *
 * @throws {UsageError} if the settings name a path that is not absolute, or no host
 * @throws {RefusedError | NotFoundError} if its module may not be loaded (module_file.ts)
 * @throws {PermissionError} if Coffer lacks what the plug-in gets
 * @throws {DamagedError | UnavailableError} if the plug-in does not do what it should
 * @throws {CofferError} what the plug-in says went wrong
 */
export async function openPluginStore(
  url: string,
  settings: PluginSettings,
  { timeout = DEFAULT_TIMEOUT, ...options }: PluginOptions = {},
): Promise<RecordStore> {
  const permissions = workerPermissions(settings);
  const source = await readModule(settings.module, options);
  const client = await start(permissions, settings, { location: url, timeout });
  try {
    return await PluginStore.open(client, { url, source });
  } catch (error) {
    client.stop("it could not be opened");
    throw await explained(error, settings);
  }
}

async function start(
  permissions: Deno.PermissionOptionsObject,
  settings: PluginSettings,
  options: ClientOptions,
): Promise<PluginClient> {
  try {
    // At once: a Worker that fails before somebody listens ends the whole program.
    return new PluginClient(
      new Worker(RUNNER, { type: "module", deno: { permissions } }),
      options,
    );
  } catch (cause) {
    throw await missingPermission(settings, RUNNER.href) ??
      new PermissionError("the plug-in may not be given what Coffer does not have", {
        cause,
        hint: "run Deno with --allow-read, --allow-write and --allow-net for its grants",
      });
  }
}

/** A Worker whose own modules may not be read ends without saying so in a way to tell. */
async function explained(error: unknown, settings: PluginSettings): Promise<unknown> {
  if (!(error instanceof UnavailableError)) return error;
  return await missingPermission(settings, RUNNER.href) ?? error;
}
