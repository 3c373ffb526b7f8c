/**
 * JSON documents that were sound: a value is another, a member is gone, twice, renamed, or
 * nested deeper. Mutations of the text (mutate.ts) seldom get past the reader of JSON;
 * these always do.
 *
 * @module
 */

import fc from "fast-check";
import { ODD_PIECES } from "./mutate.ts";

/** A document in which a name may stand twice, and a number be of any length. */
type Node =
  | { readonly raw: string }
  | { readonly items: Node[] }
  | { readonly members: [name: string, value: Node][] };

const hostileText = fc.oneof(
  fc.constantFrom(...ODD_PIECES),
  fc.string({ unit: "binary", maxLength: 6 }),
).map((text) => JSON.stringify(text));

/** Values that stand where others belong. */
const hostileValue: fc.Arbitrary<string> = fc.oneof(
  hostileText,
  fc.constantFrom("null", "true", "false", "[]", "{}", '""', "[[]]", '[""]', '{"":""}'),
  fc.constantFrom("0", "-0", "-1", "1", "2", "0.5", "1e308", "1e999", "1".repeat(40)),
  fc.constantFrom("2147483648", "4294967296", "9007199254740992", "262145", "NaN"),
  fc.constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}'),
  fc.integer({ min: 1, max: 150 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
);

type Change = (nodes: Place[]) => void;

/** A node that can be replaced: where it is in its parent. */
interface Place {
  readonly node: Node;
  readonly siblings: Node[] | [string, Node][];
  readonly at: number;
}

const change: fc.Arbitrary<Change> = fc.tuple(
  fc.nat(10_000),
  fc.constantFrom("replace", "replace", "replace", "remove", "twice", "rename", "nest"),
  hostileValue,
  hostileText,
).map(([nth, how, value, name]) => (places) => {
  const place = places[nth % places.length];
  if (place !== undefined) apply(place, how, value, name);
});

function apply(
  { node, siblings, at }: Place,
  how: string,
  value: string,
  name: string,
): void {
  const put = (node: Node) => {
    const sibling = siblings[at];
    if (Array.isArray(sibling)) sibling[1] = node;
    else if (sibling !== undefined) siblings[at] = node;
  };
  const sibling = siblings[at];
  if (how === "replace") put({ raw: value });
  if (how === "nest") put({ items: [node] });
  if (how === "remove") siblings.splice(at, 1);
  if (how === "twice" && sibling) (siblings as unknown[]).splice(at, 0, sibling);
  if (how === "rename" && Array.isArray(sibling)) sibling[0] = name;
}

/** One of these documents with up to `most` changes, as text. */
export function mutatedDocument(
  documents: readonly unknown[],
  most = 3,
): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...documents), fc.array(change, { maxLength: most }))
    .map(([document, changes]) => {
      const root: Node = { items: [nodeOf(document)] };
      for (const change of changes) change(placesIn(root));
      return root.items.map(textOf).join(" ");
    });
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { items: value.map(nodeOf) };
  if (typeof value !== "object" || value === null) return { raw: JSON.stringify(value) };
  const members = Object.entries(value);
  return {
    members: members.map(([name, value]) => [JSON.stringify(name), nodeOf(value)]),
  };
}

function placesIn(node: Node): Place[] {
  if ("raw" in node) return [];
  const siblings = "items" in node ? node.items : node.members;
  return siblings.flatMap((sibling, at) => {
    const node = Array.isArray(sibling) ? sibling[1] : sibling;
    return [{ node, siblings, at }, ...placesIn(node)];
  });
}

function textOf(node: Node): string {
  if ("raw" in node) return node.raw;
  if ("items" in node) return `[${node.items.map(textOf).join(",")}]`;
  return `{${node.members.map(([name, value]) => `${name}:${textOf(value)}`).join(",")}}`;
}
