/**
 * Values of a configuration file that know where they stand, so that every complaint
 * can say so.
 *
 * @module
 */

import { CofferError, DamagedError } from "../../core/errors.ts";
import { type Json, type JsonObject, JsonString, parseJson } from "../../core/json.ts";
import { formatKey, type Key } from "../../core/stash/key.ts";

/** As many objects and arrays as may stand in one another in a configuration. */
const MAX_DEPTH = 32;
const WHOLE_NUMBER = /^[0-9]{1,15}$/;

/** What may be said when a configuration is read. */
export interface ReadOptions {
  /** Whether a name that stands twice is an error; else the last one wins. */
  uniqueNames: boolean;
}

/** A value, or the lack of one, at a place of a file. */
export class Item {
  /** The value; `undefined` where there is none. */
  readonly json: Json | undefined;
  readonly #file: string;
  readonly #key: Key;

  /** Takes the value and where it is: the file's path and the names that lead there. */
  constructor(json: Json | undefined, place: { file: string; key: Key }) {
    this.json = json;
    this.#file = place.file;
    this.#key = place.key;
  }

  /** What `read` makes of it, or `null` where there is nothing. */
  optional<T>(read: (item: Item) => T): T | null {
    return this.json === undefined ? null : read(this);
  }

  /**
   * The members of an object, in order.
   *
   * @throws {DamagedError} if it is something else, as in all that follows
   */
  members(): [string, Item][] {
    return [...this.object()].map(([name, json]) => [name, this.#below(name, json)]);
  }

  /** The member `name` of an object. */
  member(name: string): Item {
    return this.#below(name, this.object().get(name));
  }

  /** An object. It is the document's own: changing it changes the document. */
  object(): JsonObject {
    if (this.json instanceof Map) return this.json;
    throw this.mistaken("an object, as in {}, belongs");
  }

  /** A text in well-formed Unicode. */
  text(): string {
    const text = this.json instanceof JsonString ? this.json.text() : null;
    if (text?.isWellFormed()) return text;
    throw this.mistaken("a text in quotes belongs");
  }

  /** A list of texts. */
  texts(): string[] {
    if (!Array.isArray(this.json)) throw this.mistaken("a list, as in [], belongs");
    return this.json.map((json, at) => this.#below(`${at}`, json).text());
  }

  /** A whole number, not negative. */
  whole(): number {
    const text = this.#numberText();
    if (text !== null && WHOLE_NUMBER.test(text)) return Number(text);
    throw this.mistaken("a whole number belongs");
  }

  /** A number of any kind but NaN. */
  number(): number {
    const text = this.#numberText();
    if (text !== null && text !== "NaN") return Number(text);
    throw this.mistaken("a number belongs");
  }

  /** `true` or `false`. */
  flag(): boolean {
    if (typeof this.json === "boolean") return this.json;
    throw this.mistaken("true or false, without quotes, belongs");
  }

  /** The error to throw if something else `belongs` here. It does not show the value. */
  mistaken(belongs: string): DamagedError {
    const where = this.#key.length === 0 ? "" : ` at ${formatKey(this.#key)}`;
    return new DamagedError(`mistake in ${this.#file}${where}: ${belongs} there`, {
      hint: "correct it with an editor",
    });
  }

  #numberText(): string | null {
    const { json } = this;
    const isNumber = typeof json === "object" && json !== null && "number" in json;
    return isNumber ? json.number : null;
  }

  #below(name: string, json: Json | undefined): Item {
    return new Item(json, { file: this.#file, key: [...this.#key, name] });
  }
}

/**
 * The document in `bytes`, which must be an object; `file` is the path to name.
 *
 * @throws {DamagedError} if it is something else, or no JSON at all
 */
export function readDocument(
  bytes: Uint8Array,
  { file, uniqueNames }: ReadOptions & { file: string },
): Item {
  const root = new Item(parsed(bytes, { file, uniqueNames }), { file, key: [] });
  root.object();
  return root;
}

function parsed(
  bytes: Uint8Array,
  { file, uniqueNames }: ReadOptions & { file: string },
) {
  try {
    return parseJson(bytes, { maxDepth: MAX_DEPTH, ascii: false, uniqueNames });
  } catch (cause) {
    if (!(cause instanceof CofferError)) throw cause;
    const reason = cause instanceof DamagedError
      ? cause.message
      : "it is nested too deep";
    throw new DamagedError(`cannot understand ${file}: ${reason}`, {
      cause,
      hint: "correct it with an editor, or move it away and run `coffer init`",
    });
  }
}
