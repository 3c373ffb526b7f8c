/**
 * The messages between Coffer and the Worker in which a plug-in runs, and the limits
 * that hold for what passes (docs/backends.md).
 *
 * @module
 */

/** The version of the messages. */
export const PROTOCOL = 1;

/** What can be asked of a plug-in: the methods of its store, and what carries them. */
export type Method =
  | "open"
  | "header"
  | "get"
  | "list"
  | "scan"
  | "more"
  | "end"
  | "commit"
  | "backup"
  | "backups"
  | "restore"
  | "close";

/** From Coffer to the Worker. */
export interface Request {
  /** 1 or more, and never twice for one Worker. */
  id: number;
  method: Method;
  args: unknown[];
}

/** From the Worker to Coffer: one for each request. */
export type Reply =
  | { id: number; ok: unknown }
  | { id: number; error: WireError };

/** The `id` of a reply to no request: the plug-in failed on its own. */
export const NO_REQUEST = 0;

/** An error on its way. */
export interface WireError {
  /** One that is known to `errors.ts`; any other is taken for `unavailable`. */
  code: string;
  message: string;
  hint?: string;
  /** With `conflict`: what was not as expected. */
  subjects?: unknown;
}

/** The argument of `open`. */
export interface Opening {
  protocol: typeof PROTOCOL;
  /** The text of the plug-in's module. */
  source: string;
  /** The name of the store, as it was given. */
  url: string;
}

/** The answer to `open`. */
export interface Opened {
  protocol: typeof PROTOCOL;
  /** `RecordFeatures`, if the plug-in keeps to the port. */
  features: unknown;
}

/** The answer to `list`, `scan` and `more`. */
export interface Page {
  items: unknown[];
  /** Whether these are the last. */
  done: boolean;
}

/** The most records of one page. */
export const PAGE_RECORDS = 256;
/** A page is full when its texts have this many UTF-16 units together. */
export const PAGE_TEXT = 1 << 20;
/** The most UTF-16 units of a name, a value or a header. */
export const MAX_TEXT = 1 << 24;
/** The most UTF-16 units of a version, or of the id of a backup. */
export const MAX_TOKEN = 1024;
/** The most attributes of a record, and the most that a store may say it can hold. */
export const MAX_ATTRIBUTES = 1000;
/** The most entries of an attribute that is a map. */
export const MAX_ENTRIES = 100_000;
/** The most backups. */
export const MAX_BACKUPS = 10_000;
/** The most records that are taken from one `list` or `scan`. */
export const MAX_RECORDS = 10_000_000;
