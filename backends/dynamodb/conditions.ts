/**
 * What a request expects to find, in DynamoDB's expressions: that nothing is there, or
 * exactly an item that was read before. Works with items of the Python program, which have
 * no attribute that counts or names a version.
 *
 * @module
 */

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { ACCESS, DOMAIN, type Item } from "./items.ts";

/** The part of a request that makes it conditional. */
export interface Condition {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** An expression takes 300 operators; each entry needs two. */
const MOST_ENTRIES = 100;

/**
 * The condition that the item at the request's key is still `found`; `null` for none.
 * Attributes in `absent` that it does not have must still be missing.
 */
export function still(found: Item | null, absent: readonly string[] = []): Condition {
  const terms = new Terms();
  const key = terms.name(DOMAIN);
  if (found === null) return terms.add(`attribute_not_exists(${key})`).condition();
  terms.add(`attribute_exists(${key})`);
  for (const [name, value] of Object.entries(found)) {
    if (name !== DOMAIN && name !== ACCESS) equals(terms, terms.name(name), value);
  }
  for (const name of absent) {
    if (Object.hasOwn(found, name)) continue;
    terms.add(`attribute_not_exists(${terms.name(name)})`);
  }
  return terms.condition();
}

/**
 * A map is compared entry by entry where that is possible, since not every engine can
 * compare it as a whole.
 */
function equals(terms: Terms, path: string, value: AttributeValue): void {
  const entries = value.M === undefined ? [] : Object.entries(value.M);
  if (value.M === undefined || entries.length > MOST_ENTRIES) {
    terms.add(`${path} = ${terms.value(value)}`);
    return;
  }
  terms.add(`size(${path}) = ${terms.value({ N: `${entries.length}` })}`);
  for (const [name, entry] of entries) {
    terms.add(`${path}.${terms.name(name)} = ${terms.value(entry)}`);
  }
}

/** A growing expression; names and values stand in it by placeholders. */
class Terms {
  readonly #terms: string[] = [];
  readonly #names: string[] = [];
  readonly #values: AttributeValue[] = [];

  add(term: string): this {
    this.#terms.push(term);
    return this;
  }

  name(name: string): string {
    return `#n${this.#names.push(name) - 1}`;
  }

  value(value: AttributeValue): string {
    return `:v${this.#values.push(value) - 1}`;
  }

  condition(): Condition {
    const named = this.#names.map((name, at): [string, string] => [`#n${at}`, name]);
    const valued = this.#values.map((value, at): [string, AttributeValue] => [
      `:v${at}`,
      value,
    ]);
    return {
      ConditionExpression: this.#terms.join(" AND "),
      ExpressionAttributeNames: Object.fromEntries(named),
      ...(valued.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(valued),
      }),
    };
  }
}
