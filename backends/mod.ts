/**
 * Where stores come from: the one table from URL schemes to modules, each loaded
 * only when a store of its kind is opened.
 *
 * @module
 */

import { UsageError } from "../core/errors.ts";
import type { BlobStore } from "../core/ports.ts";
import type { FileOptions } from "./file/exclusive.ts";

/** What may be said when a store is opened by name. */
export type StoreOptions = FileOptions;

type OpenBlobStore = (rest: string, options: StoreOptions) => Promise<BlobStore>;

const BLOB_STORES: Record<string, OpenBlobStore> = {
  file: async (path, options) =>
    (await import("./file/blob_store.ts")).fileBlobStore(path, options),
  memory: async () => (await import("./memory.ts")).memoryBlobStore(),
};

/** Two letters or more, so that a Windows drive is no scheme. */
const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]+):(.*)$/s;

/**
 * The store that a URL or a plain path names: `file:PATH`, `memory:`, `PATH`.
 * A path that looks like a URL is written `./...`.
 *
 * @throws {UsageError} for a scheme that there is not, or an empty name
 */
export async function openBlobStore(
  url: string,
  options: StoreOptions = {},
): Promise<BlobStore> {
  const [, scheme = "file", rest = url] = SCHEME.exec(url) ?? [];
  if (rest === "" && scheme === "file") {
    throw new UsageError("the name of the stash is empty");
  }
  const open = Object.hasOwn(BLOB_STORES, scheme) ? BLOB_STORES[scheme]! : null;
  if (open !== null) return await open(rest, options);
  throw new UsageError(`there is no kind of store called ${scheme}:`, {
    hint: `known kinds: ${Object.keys(BLOB_STORES).join(", ")}; write a path as ./${url}`,
  });
}
