/**
 * What comes over the agent's socket, and the readers that all others stand on: JSON and
 * base64url.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameReader, MAX_FRAME } from "../../../agent/frame.ts";
import {
  parseReply,
  parseRequest,
  replyFrame,
  requestFrame,
} from "../../../agent/protocol.ts";
import { decodeByTable, fromBase64Url, toBase64Url } from "../../../core/base64url.ts";
import { utf8 } from "../../../core/bytes.ts";
import { CofferError } from "../../../core/errors.ts";
import { type Json, JsonString, parseJson } from "../../../core/json.ts";
import { mutatedDocument } from "../documents.ts";
import { fromPieces, mutatedBytes, mutatedText } from "../mutate.ts";
import { target } from "../target.ts";

const key = new Uint8Array(80).fill(7);
const PUT = {
  do: "put",
  name: "wallet/a",
  place: "b",
  timeout: 60,
  lifetime: 600,
} as const;
const held = { name: "wallet/a", place: "b", unused: 5, left: 60 };
const FRAMES = [
  requestFrame({ do: "hello" }),
  requestFrame({ do: "get", names: ["wallet/a", "stash/b"] }),
  requestFrame({ ...PUT, key }),
  replyFrame({ pid: 1, held: [held] }),
  replyFrame({ found: { name: "wallet/a", key } }),
];
const PREFIX_LENGTH = 4;
const MESSAGES = FRAMES.map((frame) =>
  JSON.parse(new TextDecoder().decode(frame.subarray(PREFIX_LENGTH)))
);

function readMessage(json: Uint8Array): void {
  const { message: request } = parseRequest(json);
  if (request?.do === "put") assert.ok(request.key.length <= 1_024);
  parseReply(json);
}

const agentFrames = target({
  name: "agent_frames",
  inputs: fc.tuple(mutatedBytes(FRAMES), fc.integer({ min: 1, max: 5_000 })),
  read([bytes, step]) {
    const reader = new FrameReader();
    for (let at = 0; at < bytes.length; at += step) {
      const whole = reader.take(bytes.subarray(at, at + step));
      assert.ok((whole?.length ?? 0) <= MAX_FRAME);
      if (whole !== null && at + step >= bytes.length) readMessage(whole);
    }
  },
});

const agentMessages = target({
  name: "agent_messages",
  inputs: fc.oneof(
    mutatedDocument(MESSAGES).map(utf8),
    mutatedBytes(MESSAGES.map((message) => utf8(JSON.stringify(message)))),
  ),
  read: readMessage,
});

const DOCUMENTS = [
  '{"a":[1,-2.5e3,true,null,"\\u00e9\\ud83d\\ude00"],"":{}}',
  '"x"',
  "0",
];

/** Our reader of JSON against the runtime's: they differ where ours says so only. */
const json = target({
  name: "json",
  inputs: fc.oneof(
    mutatedText(DOCUMENTS),
    fromPieces([
      "{",
      "}",
      "[",
      "]",
      '"',
      ":",
      ",",
      "1",
      "-",
      ".",
      "e",
      "\\",
      "u00e9",
      " ",
    ]),
    fc.json(),
    mutatedDocument(DOCUMENTS.map((text) => JSON.parse(text))),
  ),
  read(text) {
    if (!text.isWellFormed()) return;
    const theirs = attempt(() => JSON.parse(text));
    const ours = attempt(() => parseJson(utf8(text), { maxDepth: 200, ascii: false }));
    if (/NaN|Infinity/.test(text)) return;
    if (theirs === null || ours === null) {
      // Depth, and the length of a number, are what ours bounds.
      assert.ok(theirs === ours || text.length > 200, "one takes it, one does not");
    } else assert.deepEqual(plain(ours.value), theirs.value);
  },
});

function attempt<T>(read: () => T): { value: T } | null {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof CofferError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function plain(json: Json): unknown {
  if (json instanceof Map) {
    return Object.fromEntries([...json].map(([name, value]) => [name, plain(value)]));
  }
  if (Array.isArray(json)) return json.map(plain);
  if (json instanceof JsonString) return json.text();
  return typeof json === "object" && json !== null ? Number(json.number) : json;
}

const base64url = target({
  name: "base64url",
  inputs: fc.oneof(
    mutatedText([toBase64Url(key), "", "AA", "AAA", "-_-_"]),
    fromPieces(["A", "_", "-", "=", "+", "/", "AAAA", " ", "\n", "é", "Ł"], 12),
  ),
  read(text) {
    const bytes = fromBase64Url(text);
    assert.equal(toBase64Url(bytes), text);
    const byTable = new Uint8Array(bytes.length);
    decodeByTable(text, byTable);
    assert.deepEqual(byTable, bytes);
  },
});

export const WIRE_TARGETS = [agentFrames, agentMessages, json, base64url];
