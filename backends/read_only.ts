/**
 * A store that can only be read, made from one that can be written.
 *
 * @module
 */

import { PermissionError } from "../core/errors.ts";
import type { RecordStore } from "../core/ports.ts";

/**
 * `store` for reading. Whatever would write raises `PermissionError`, an empty commit
 * too. Disposing of it disposes of `store`.
 *
 * @example
 * ```ts
 * import { PermissionError } from "../core/errors.ts";
 * import { memoryRecordStore } from "./memory.ts";
 * import { readOnly } from "./read_only.ts";
 * import assert from "node:assert/strict";
 *
 * const store = readOnly(memoryRecordStore());
 * assert.equal(await store.get({ domain: "mail", access: "work" }), null);
 * await assert.rejects(store.backup("before"), PermissionError);
 * ```
 */
export function readOnly(store: RecordStore): RecordStore {
  const refuse = (what: string) => () =>
    Promise.reject(
      new PermissionError(`${what} ${store.location}: it was opened for reading only`, {
        hint: "use a Coffer that may write, and no read-only option",
      }),
    );
  return {
    location: store.location,
    features: store.features,
    header: () => store.header(),
    get: (key) => store.get(key),
    list: (filter) => store.list(filter),
    scan: () => store.scan(),
    backups: () => store.backups(),
    commit: refuse("cannot write"),
    backup: refuse("cannot back up"),
    restore: refuse("cannot restore"),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
