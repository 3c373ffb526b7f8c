/**
 * The plaintext of a stash: the tree as JSON (docs/format.md, "Inner").
 *
 * Written exactly as Python's `json.dumps` writes it; read as freely as
 * `json.loads` and sstash's schema read it, and with every value checked.
 *
 * @module
 */

import { decodeHex, utf8, writeHex } from "../bytes.ts";
import { DamagedError } from "../errors.ts";
import { type Json, type JsonObject, JsonString, parseJson } from "../json.ts";
import { formatKey, type Key, pythonString } from "./key.ts";
import { emptyNode, type Node } from "./tree.ts";

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
  const root = emptyNode();
  readChildren(document, root, []);
  return root;
}

function readChildren(json: Json, parent: Node, key: Key): void {
  if (!(json instanceof Map)) throw misshapen(key);
  for (const [name, entry] of json) {
    parent.children.set(name, readNode(entry, [...key, name]));
  }
}

function readNode(json: Json, key: Key): Node {
  if (!(json instanceof Map)) throw misshapen(key);
  const children = json.get(CHILDREN);
  const value = json.get(VALUE);
  if (children === undefined || json.size !== countKnown(json)) throw misshapen(key);
  const node = emptyNode();
  if (value !== undefined) node.value = readValue(value, key);
  readChildren(children, node, key);
  return node;
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

/** Writes the tree into a new array of just the size it needs. */
export function formatTree(root: Node): Uint8Array<ArrayBuffer> {
  const size = new Size();
  writeChildren(root, size);
  const target = new Target(size.length);
  writeChildren(root, target);
  return target.bytes;
}

/** What the tree is written to; it runs once to measure and once to write. */
interface Sink {
  text(ascii: string): void;
  hex(bytes: Uint8Array): void;
}

class Size implements Sink {
  length = 0;
  text(ascii: string): void {
    this.length += ascii.length;
  }
  hex(bytes: Uint8Array): void {
    this.length += 2 * bytes.length;
  }
}

class Target implements Sink {
  readonly bytes: Uint8Array<ArrayBuffer>;
  #at = 0;
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }
  text(ascii: string): void {
    this.bytes.set(utf8(ascii), this.#at);
    this.#at += ascii.length;
  }
  hex(bytes: Uint8Array): void {
    writeHex(bytes, this.bytes, this.#at);
    this.#at += 2 * bytes.length;
  }
}

function writeChildren(node: Node, sink: Sink): void {
  let separator = "";
  sink.text("{");
  for (const [name, child] of node.children) {
    sink.text(`${separator}${pythonString(name)}: {"${CHILDREN}": `);
    writeChildren(child, sink);
    if (child.value !== null) {
      sink.text(`, "${VALUE}": "`);
      sink.hex(child.value);
      sink.text('"');
    }
    sink.text("}");
    separator = ", ";
  }
  sink.text("}");
}
