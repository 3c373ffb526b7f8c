/**
 * One item of a Bitwarden export (exchange/wallet/bitwarden.ts).
 *
 * @module
 */

import { DamagedError } from "../../core/errors.ts";
import { type JsonObject, JsonString } from "../../core/json.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { shown } from "../shown.ts";
import { isNumber, textOrNull } from "./document.ts";
import { tellApart } from "./imported.ts";

/** What has become of an item. */
export interface ReadItem {
  name: string;
  /** All of a record but its names; `null` if it became none. */
  record: Pick<WalletRecord, "uid" | "pwd" | "info"> | null;
  /** Which parts were left out (`null`: the whole item), and why. */
  leftOut: { part: string | null; reason: string }[];
}

type Entry = [name: string, value: string];

/** The members that hold what is special to a kind of item, beside `login`. */
const PARTS = [
  "secureNote",
  "card",
  "identity",
  "sshKey",
  "bankAccount",
  "driversLicense",
  "passport",
] as const;
/** The type of a custom field that points at another one. */
const LINKED = "3";

/**
 * Reads an item, the `number`th of its file.
 *
 * @throws {DamagedError} if it has no name, or something in it is of a wrong type
 */
export function readItem(item: JsonObject, number: number): ReadItem {
  const name = textOrNull(item.get("name"));
  if (typeof name !== "string") {
    throw new DamagedError(`item ${number} of the Bitwarden export has no name`);
  }
  const reader = new ItemReader(item, `item ${number} (${shown([name])})`);
  return { name, record: reader.record(), leftOut: reader.leftOut };
}

class ItemReader {
  readonly leftOut: ReadItem["leftOut"] = [];
  readonly #item: JsonObject;
  readonly #what: string;

  constructor(item: JsonObject, what: string) {
    this.#item = item;
    this.#what = what;
  }

  record(): ReadItem["record"] {
    const login = this.#object(this.#item, "login");
    const parts = PARTS.map((name) => this.#object(this.#item, name))
      .filter((part) => part !== null);
    const refusal = this.#refusal(login !== null || parts.length > 0);
    if (refusal !== null) {
      this.leftOut.push({ part: null, reason: refusal });
      return null;
    }
    const entries = [
      ...(login === null ? [] : this.#ofLogin(login)),
      ...parts.flatMap((part) => this.#ofPart(part)),
      ...this.#text(this.#item, "notes"),
      ...this.#fields(),
    ];
    if (this.#list(this.#item, "passwordHistory").length > 0) {
      this.leftOut.push({ part: "earlier passwords", reason: "a record has only one" });
    }
    const names = tellApart(entries.map(([name]) => name));
    return {
      uid: this.#value(login, "username"),
      pwd: this.#value(login, "password"),
      info: new Map(entries.map(([, value], index) => [names[index]!, value])),
    };
  }

  #refusal(isKnown: boolean): string | null {
    if ((this.#item.get("deletedDate") ?? null) !== null) return "it is in the trash";
    return isKnown ? null : "an item of a kind that is not known";
  }

  #ofLogin(login: JsonObject): Entry[] {
    if (this.#list(login, "fido2Credentials").length > 0) {
      this.leftOut.push({ part: "passkey", reason: "a record cannot hold one" });
    }
    const urls = this.#list(login, "uris").flatMap((uri) => this.#text(uri, "uri"));
    return [
      ...urls.map(([, value]): Entry => ["url", value]),
      ...this.#text(login, "totp"),
    ];
  }

  /** All texts of a part; a number is a kind or a version. */
  #ofPart(part: JsonObject): Entry[] {
    return [...part].flatMap(([name, value]) =>
      value instanceof JsonString ? this.#text(part, name) : []
    );
  }

  #fields(): Entry[] {
    return this.#list(this.#item, "fields").flatMap((field): Entry[] => {
      const name = this.#value(field, "name") ?? "";
      if (isNumber(field.get("type"), LINKED)) {
        const part = `field ${shown([name])}`;
        this.leftOut.push({ part, reason: "it only points at another field" });
        return [];
      }
      return [[name, this.#value(field, "value") ?? ""]];
    });
  }

  /** The entry of a text that is not empty. */
  #text(object: JsonObject, member: string): Entry[] {
    const text = this.#value(object, member);
    return text === null ? [] : [[member, text]];
  }

  /** A text, or `null` if it is missing or empty. */
  #value(object: JsonObject | null, member: string): string | null {
    const text = textOrNull(object?.get(member) ?? null);
    if (text === undefined) throw this.#misshapen(member);
    return text || null;
  }

  #object(object: JsonObject, member: string): JsonObject | null {
    const value = object.get(member) ?? null;
    if (value === null || value instanceof Map) return value;
    throw this.#misshapen(member);
  }

  /** A list of objects; one that is missing is empty. */
  #list(object: JsonObject, member: string): JsonObject[] {
    const list = object.get(member) ?? [];
    if (Array.isArray(list) && list.every((entry) => entry instanceof Map)) return list;
    throw this.#misshapen(member);
  }

  #misshapen(member: string): DamagedError {
    return new DamagedError(
      `${this.#what} of the Bitwarden export has ${member} of a wrong type`,
    );
  }
}
