/**
 * Arbitrary things for property tests.
 *
 * @module
 */

import fc from "fast-check";
import { emptyNode, type Node } from "../../core/stash/tree.ts";

/** Any UTF-16 unit, half a surrogate pair too; the troublesome ones more often. */
const unit: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xd7ff, max: 0xe000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xa0 }) },
  { weight: 2, arbitrary: fc.constantFrom(...[..."\\/[]\"',: "].map(code)) },
).map((value) => String.fromCharCode(value));

function code(char: string): number {
  return char.charCodeAt(0);
}

/** Any string at all, as a name or a text may be one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("", "__proto__", "constructor", "0", "10", "children", "value"),
);

/** Any key, the empty one too. */
export const anyKey: fc.Arbitrary<string[]> = fc.array(anyText, { maxLength: 5 });

const anyValue: fc.Arbitrary<Uint8Array | null> = fc.option(
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Uint8Array.from(bytes)),
  { nil: null },
);

/** Any tree of moderate size. */
export const anyTree: fc.Arbitrary<Node> = fc.letrec<{
  node: Node;
  children: Map<string, Node>;
}>((tie) => ({
  node: fc.record({ value: anyValue, children: tie("children") }, {
    noNullPrototype: true,
  }),
  children: fc.oneof(
    { depthSize: "small" },
    { weight: 1, arbitrary: fc.constant(null).map(() => new Map()) },
    { weight: 4, arbitrary: someChildren(tie("node")) },
  ),
})).children.map((children) => ({ ...emptyNode(), children }));

function someChildren(node: fc.Arbitrary<Node>): fc.Arbitrary<Map<string, Node>> {
  return fc.array(fc.tuple(anyText, node), { maxLength: 5 })
    .map((entries) => new Map(entries));
}
