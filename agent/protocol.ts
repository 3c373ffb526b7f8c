/**
 * What is said over the agent's socket: one request and one reply for each connection, or
 * two where a record is to be opened: the agent says where it can be, and the client sends
 * what it has found there.
 *
 * Both are a frame (frame.ts) of UTF-8 JSON. Every object names the version of its sender under `"coffer-agent"`. `hello`,
 * `lock` and `stop`, and the reply to `hello`, are the same in all versions, so that an
 * agent of any age can be recognized and ended.
 *
 * @module
 */

import { fromBase64Url, toBase64Url } from "../core/base64url.ts";
import { utf8 } from "../core/bytes.ts";
import { DamagedError } from "../core/errors.ts";
import type { RecordKey, StoredRecord } from "../core/ports.ts";
import type { WalletRecord } from "../core/wallet/record.ts";
import { framed } from "./frame.ts";
import { keyOf, recordJson, recordOf, storedJson, storedOf } from "./records.ts";

/** Goes up with every change that an older program would misunderstand. */
export const PROTOCOL = 1;
/** How long a connection may last, in milliseconds. */
export const PATIENCE = 2_000;
/** The longest key in bytes; a keyring has 80. */
export const MAX_KEY = 1_024;
/** The most names that one request may ask for. */
export const MAX_NAMES = 32;
/** What a key or a place may be called: as Coffer does, and nothing that a terminal obeys. */
export const NAME = /^[a-z0-9/-]{1,200}$/;
/** As long as a timer of the runtime can wait (2^31 - 1 milliseconds), in seconds. */
const MAX_SECONDS = 2_147_483;

const VERSION_MEMBER = "coffer-agent";

/** What a client wants. Keys are bytes here and base64url on the wire. */
export type Request =
  | { readonly do: "hello" | "status" | "lock" | "stop" }
  | { readonly do: "get"; readonly names: readonly string[] }
  | PutRequest
  | OpenRequest
  | RecordRequest;

/** To hold a key for a while. */
export interface PutRequest {
  readonly do: "put";
  readonly name: string;
  readonly key: Uint8Array;
  /** What it opens, as the client finds it again; one key is held for each. */
  readonly place: string;
  /** How long it is held unused, in seconds. */
  readonly timeout: number;
  /** How long it is held at all, in seconds. */
  readonly lifetime: number;
}

/** To open a record with a key that the agent holds for the wallet with this header. */
export interface OpenRequest extends RecordKey {
  readonly do: "open";
  readonly header: string;
}

/** What was found in one of the places that the agent has named. */
export interface RecordRequest {
  readonly do: "record";
  readonly record: StoredRecord;
}

/** A key as `status` tells of it. */
export interface HeldFor {
  readonly name: string;
  readonly place: string;
  /** Seconds until it is wiped if nobody uses it. */
  readonly unused: number;
  /** Seconds until it is wiped in any case. */
  readonly left: number;
}

/** What the agent says; `null` in `found` is no such key, in `opened` that it cannot. */
export type Reply =
  | { readonly pid: number; readonly keys: number }
  | { readonly pid: number; readonly held: readonly HeldFor[] }
  | { readonly found: { readonly name: string; readonly key: Uint8Array } | null }
  | { readonly places: readonly RecordKey[] }
  | { readonly opened: WalletRecord | null }
  | { readonly done: true }
  | { readonly error: "version" | "request" };

/** A message with the version of who sent it. */
export interface Sent<T> {
  readonly version: number;
  readonly message: T;
}

/** A request as a frame. The caller wipes it where it holds a key. */
export function requestFrame(request: Request): Uint8Array<ArrayBuffer> {
  if (request.do === "put") return frame({ ...request, key: toBase64Url(request.key) });
  if (request.do !== "record") return frame(request);
  return frame({ do: "record", record: storedJson(request.record) });
}

/** A reply as a frame. The caller wipes it where it holds a secret. */
export function replyFrame(reply: Reply): Uint8Array<ArrayBuffer> {
  if ("opened" in reply && reply.opened !== null) {
    return frame({ opened: recordJson(reply.opened) });
  }
  if (!("found" in reply) || reply.found === null) return frame(reply);
  const { name, key } = reply.found;
  return frame({ found: { name, key: toBase64Url(key) } });
}

function frame(message: object): Uint8Array<ArrayBuffer> {
  return framed(utf8(JSON.stringify({ [VERSION_MEMBER]: PROTOCOL, ...message })));
}

/**
 * Reads a request. One of another version is read as far as all versions agree, which may
 * be no further than the version; `message` is `null` then, and also where it is not
 * understood.
 *
 * @throws {DamagedError} if it does not come from any version of Coffer
 */
export function parseRequest(json: Uint8Array): Sent<Request | null> {
  const { version, members } = parse(json);
  const simple = simpleRequest(members);
  if (simple !== null) return { version, message: simple };
  if (version !== PROTOCOL) return { version, message: null };
  return { version, message: keyRequest(members) ?? recordRequest(members) };
}

function simpleRequest({ do: what }: Members): Request | null {
  switch (what) {
    case "hello":
    case "status":
    case "lock":
    case "stop":
      return { do: what };
    default:
      return null;
  }
}

function keyRequest(members: Members): Request | null {
  const { do: what, name, names, place, timeout, lifetime } = members;
  if (what === "get") {
    const fits = Array.isArray(names) && names.length <= MAX_NAMES && names.every(isName);
    return fits ? { do: "get", names } : null;
  }
  const fits = what === "put" && isName(name) && isName(place) && isSeconds(timeout) &&
    isSeconds(lifetime);
  const key = fits ? keyIn(members) : null;
  return fits && key !== null ? { do: "put", name, key, place, timeout, lifetime } : null;
}

function recordRequest(members: Members): Request | null {
  const { do: what, header } = members;
  const key = keyOf(members);
  if (what === "open" && typeof header === "string" && key !== null) {
    return { do: "open", header, ...key };
  }
  const record = what === "record" ? storedOf(members["record"]) : null;
  return record && { do: "record", record };
}

/**
 * Reads a reply; `null` where it is none that this version knows.
 *
 * @throws {DamagedError} if it does not come from any version of Coffer
 */
export function parseReply(json: Uint8Array): Sent<Reply | null> {
  const { version, members } = parse(json);
  return { version, message: reply(members) };
}

function reply(members: Members): Reply | null {
  const { pid, keys, held, found, done, error } = members;
  if (error === "version" || error === "request") return { error };
  if (done === true) return { done };
  if (found === null) return { found };
  if ("places" in members || "opened" in members) return recordReply(members);
  if (isMembers(found)) {
    const { name } = found;
    const key = keyIn(found);
    return isName(name) && key !== null ? { found: { name, key } } : null;
  }
  if (!isCount(pid)) return null;
  if (Array.isArray(held)) return held.every(isHeldFor) ? { pid, held } : null;
  return isCount(keys) ? { pid, keys } : null;
}

function recordReply({ places, opened }: Members): Reply | null {
  if (opened === null) return { opened };
  if (opened !== undefined) {
    const record = recordOf(opened);
    return record && { opened: record };
  }
  const keys = Array.isArray(places) ? places.map(keyOf) : [null];
  return keys.includes(null) ? null : { places: keys as RecordKey[] };
}

type Members = Readonly<Record<string, unknown>>;

function parse(json: Uint8Array): { version: number; members: Members } {
  const members = parsed(json);
  const version = isMembers(members) ? members[VERSION_MEMBER] : undefined;
  if (!isCount(version)) throw new DamagedError("not from Coffer");
  return { version, members: members as Members };
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    // Its message may show a part of the text, and that part of a key.
    throw new DamagedError("not JSON");
  }
}

function keyIn({ key }: Members): Uint8Array | null {
  if (typeof key !== "string") return null;
  try {
    const bytes = fromBase64Url(key);
    return bytes.length > 0 && bytes.length <= MAX_KEY ? bytes : null;
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSeconds(value: unknown): value is number {
  return isCount(value) && value <= MAX_SECONDS;
}

function isHeldFor(value: unknown): value is HeldFor {
  return isMembers(value) && isName(value["name"]) && isName(value["place"]) &&
    isCount(value["unused"]) && isCount(value["left"]);
}
