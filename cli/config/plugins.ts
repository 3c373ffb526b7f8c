/**
 * Plug-ins in our configuration: kinds of stores that are not Coffer's own.
 *
 * @module
 */

import type { Item } from "./item.ts";
import { isAbsolute } from "./places.ts";

/** A plug-in, and all that it may use. */
export interface PluginConfig {
  /** The absolute path of one JavaScript module. */
  readonly module: string;
  /** Absolute paths that it may read. */
  readonly read: readonly string[];
  /** Absolute paths that it may write. */
  readonly write: readonly string[];
  /** Hosts that it may talk to, with or without a port. */
  readonly net: readonly string[];
}

const SCHEME = /^[a-z][a-z0-9+.-]+$/;
const TAKEN = ["file", "memory", "sqlite", "dynamodb", "coffer", "stash"];
const HOST = /^[^\s/?#@,]+$/;

/**
 * Reads the plug-ins, by scheme.
 *
 * @throws {DamagedError} if something in them is not what belongs there
 */
export function readPlugins(item: Item): Map<string, PluginConfig> {
  return new Map(
    item.members().map(([scheme, plugin]) => {
      if (TAKEN.includes(scheme)) {
        throw plugin.mistaken("a scheme that is not Coffer's own belongs");
      }
      if (!SCHEME.test(scheme)) {
        throw plugin.mistaken("a scheme of two or more lower-case letters belongs");
      }
      return [scheme, readPlugin(plugin)];
    }),
  );
}

function readPlugin(item: Item): PluginConfig {
  return {
    module: absolute(item.member("module")),
    read: list(item.member("read"), "absolute paths", (path) => isAbsolute(path)),
    write: list(item.member("write"), "absolute paths", (path) => isAbsolute(path)),
    net: list(item.member("net"), "hosts", (host) => HOST.test(host)),
  };
}

function absolute(item: Item): string {
  const path = item.text();
  if (isAbsolute(path)) return path;
  throw item.mistaken("an absolute path belongs");
}

/** A list that may be left out; left out, nothing is allowed. */
function list(item: Item, of: string, fits: (text: string) => boolean): string[] {
  const texts = item.optional((item) => item.texts()) ?? [];
  if (texts.every(fits)) return texts;
  throw item.mistaken(`a list of ${of} belongs`);
}
