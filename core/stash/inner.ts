/**
 * The plaintext of a stash: the tree as JSON (docs/format.md, "Inner").
 *
 * Written exactly as Python's `json.dumps` writes it; read as freely as
 * `json.loads` and sstash's schema read it, and with every value checked.
 *
 * @module
 */

import { decodeHex, writeHex } from "../bytes.ts";
import { DamagedError } from "../errors.ts";
import { type Json, type JsonObject, JsonString, parseJson } from "../json.ts";
import { formatKey, type Key, pythonString } from "./key.ts";
import type { Node } from "./tree.ts";

/** The deepest key that Coffer opens, in names. */
export const MAX_DEPTH = 1000;
/** The deepest key that sstash opens, in names (Python's recursion limit). */
export const SSTASH_DEPTH = 81;

const CHILDREN = "children";
const VALUE = "value";

/**
 * Reads the tree.
 *
 * @throws {DamagedError} if it is not JSON, not of this shape, or holds a value
 * that is not hexadecimal
 * @throws {LimitError} if a key is deeper than `MAX_DEPTH`
 */
export function parseTree(plaintext: Uint8Array): Node {
  const document = parseJson(plaintext, { maxDepth: 2 * MAX_DEPTH, ascii: false });
  return { value: null, children: readChildren(document, []) };
}

/**
 * The map that was read becomes the tree's own: its names are in their places. `key` is
 * where it is; the same array goes all the way, for it is needed in errors only.
 */
function readChildren(json: Json, key: string[]): Map<string, Node> {
  if (!(json instanceof Map)) throw misshapen(key);
  const children = json as Map<string, Json | Node>;
  for (const [name, entry] of json) {
    key.push(name);
    children.set(name, readNode(entry, key));
    key.pop();
  }
  return children as Map<string, Node>;
}

function readNode(json: Json, key: string[]): Node {
  if (!(json instanceof Map)) throw misshapen(key);
  const children = json.get(CHILDREN);
  const value = json.get(VALUE);
  if (children === undefined || json.size !== countKnown(json)) throw misshapen(key);
  return {
    value: value === undefined ? null : readValue(value, key),
    children: readChildren(children, key),
  };
}

function countKnown(json: JsonObject): number {
  return Number(json.has(CHILDREN)) + Number(json.has(VALUE));
}

function readValue(json: Json, key: Key): Uint8Array {
  if (!(json instanceof JsonString)) throw misshapen(key);
  try {
    return decodeHex(json.bytes());
  } catch (cause) {
    throw new DamagedError(`the value of ${formatKey(key)} is not hexadecimal text`, {
      cause,
    });
  }
}

function misshapen(key: Key): DamagedError {
  const where = key.length === 0 ? "the stash" : `the stash at ${formatKey(key)}`;
  return new DamagedError(`${where} does not have the structure of a stash`);
}

/** A tree as it is to be written: ASCII text, and values whose digits come between. */
export interface TreeText {
  /** Of the whole text, in bytes. */
  readonly length: number;
  /** The values are those of the tree itself. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** Writes the tree into a new array of just the size it needs. */
export function formatTree(root: Node): Uint8Array<ArrayBuffer> {
  const text = treeText(root);
  const bytes = new Uint8Array(text.length);
  writeTree(text, bytes);
  return bytes;
}

/** The text of a tree, with no copy of a value. */
export function treeText(root: Node): TreeText {
  const text = new Text();
  addChildren(root, text);
  return text.ended();
}

/** Writes a tree's text into `target`, which has just its length. */
export function writeTree({ parts }: TreeText, target: Uint8Array): void {
  const encoder = new TextEncoder();
  let at = 0;
  for (const part of parts) {
    if (typeof part === "string") {
      at += encoder.encodeInto(part, target.subarray(at)).written;
    } else {
      writeHex(part, target, at);
      at += 2 * part.length;
    }
  }
}

/** Text that is put together in as few parts as can be. */
class Text implements TreeText {
  length = 0;
  readonly parts: (string | Uint8Array)[] = [];
  #pending = "";

  add(ascii: string): void {
    this.#pending += ascii;
  }

  hex(bytes: Uint8Array): void {
    this.ended().parts.push(bytes);
    this.length += 2 * bytes.length;
  }

  ended(): this {
    this.parts.push(this.#pending);
    this.length += this.#pending.length;
    this.#pending = "";
    return this;
  }
}

function addChildren(node: Node, text: Text): void {
  let separator = "";
  text.add("{");
  for (const [name, child] of node.children) {
    text.add(`${separator}${pythonString(name)}: {"${CHILDREN}": `);
    addChildren(child, text);
    if (child.value !== null) {
      text.add(`, "${VALUE}": "`);
      text.hex(child.value);
      text.add('"');
    }
    text.add("}");
    separator = ", ";
  }
  text.add("}");
}
