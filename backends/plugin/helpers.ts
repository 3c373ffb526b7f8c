/**
 * What `open` gets beside the store's name, in the Worker.
 *
 * @module
 */

import type { ConflictSubject } from "../../core/errors.ts";
import { compareKeys } from "../record_order.ts";

/** What an error may carry. */
export interface PluginErrorDetails {
  /** One sentence on what to do next. */
  hint?: string;
  /** With `conflict`: what was not as expected. */
  subjects?: readonly ConflictSubject[];
}

/** The second argument of a plug-in's `open`. */
export interface PluginHelpers {
  /** An error that reaches Coffer as the class with this `code` (docs/backends.md). */
  error(code: string, message: string, details?: PluginErrorDetails): Error;
  /** The order of `list`: code points of the domain, then of the access. */
  compareKeys: typeof compareKeys;
}

/** The helpers, the same for every plug-in. */
export const HELPERS: PluginHelpers = {
  error: (code, message, details = {}) =>
    Object.assign(new Error(message), { ...details, code }),
  compareKeys,
};
