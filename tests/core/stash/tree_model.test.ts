import fc from "fast-check";
import assert from "node:assert/strict";
import { toHex } from "../../../core/bytes.ts";
import { NameTakenError, NotFoundError, UsageError } from "../../../core/errors.ts";
import { isWithin, type Key } from "../../../core/stash/key.ts";
import * as tree from "../../../core/stash/tree.ts";

/** A tree as a flat map from keys (as JSON) to values, in the order they came. */
class Model {
  readonly nodes = new Map<string, string | null>();

  has(key: Key): boolean {
    return key.length === 0 || this.nodes.has(JSON.stringify(key));
  }

  ensure(key: Key): void {
    for (let length = 1; length <= key.length; length++) {
      const part = key.slice(0, length);
      if (!this.has(part)) this.nodes.set(JSON.stringify(part), null);
    }
  }

  write(key: Key, value: string): void {
    if (key.length === 0) throw new UsageError("root");
    this.ensure(key);
    this.nodes.set(JSON.stringify(key), value);
  }

  remove(key: Key): string | null {
    if (key.length === 0) throw new UsageError("root");
    if (!this.has(key)) throw new NotFoundError("missing");
    const value = this.nodes.get(JSON.stringify(key))!;
    for (const below of this.below(key)) this.nodes.delete(JSON.stringify(below));
    return value;
  }

  move(from: Key, to: Key): void {
    if (from.length === 0 || to.length === 0) throw new UsageError("root");
    if (!this.has(from)) throw new NotFoundError("missing");
    if (isWithin(to, from)) throw new UsageError("below itself");
    if (this.has(to)) throw new NameTakenError("taken");
    const moved = this.below(from)
      .map((key) => [key, this.nodes.get(JSON.stringify(key))!] as const);
    this.remove(from);
    this.ensure(to.slice(0, -1));
    for (const [key, value] of moved) {
      this.nodes.set(JSON.stringify([...to, ...key.slice(from.length)]), value);
    }
  }

  children(key: Key): string[] {
    return this.keys()
      .filter((other) => other.length === key.length + 1 && isWithin(other, key))
      .map((other) => other.at(-1)!);
  }

  below(key: Key): Key[] {
    return this.keys().filter((other) => isWithin(other, key));
  }

  keys(): Key[] {
    return [...this.nodes.keys()].map((text) => JSON.parse(text));
  }
}

type Step =
  | { do: "write"; key: Key; value: Uint8Array }
  | { do: "remove" | "ensure"; key: Key }
  | { do: "move"; key: Key; to: Key };

const name = fc.constantFrom("a", "b", "", "__proto__", "10", "2");
const key = fc.array(name, { maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("write" as const),
    key,
    value: fc.uint8Array({ maxLength: 3 }),
  }),
  fc.record({ do: fc.constantFrom("remove" as const, "ensure" as const), key }),
  fc.record({ do: fc.constant("move" as const), key, to: key }),
);

function applyToModel(model: Model, step: Step): string | null | void {
  switch (step.do) {
    case "write":
      return model.write(step.key, toHex(step.value));
    case "remove":
      return model.remove(step.key);
    case "ensure":
      return model.ensure(step.key);
    case "move":
      return model.move(step.key, step.to);
  }
}

function applyToTree(root: tree.Node, step: Step): string | null | void {
  switch (step.do) {
    case "write":
      return tree.write(root, step.key, step.value);
    case "remove": {
      const value = tree.remove(root, step.key);
      return value === null ? null : toHex(value);
    }
    case "ensure":
      return void tree.ensure(root, step.key);
    case "move":
      return tree.move(root, step.key, step.to);
  }
}

/** What came out: a value, or the name of an error. */
function outcome(work: () => unknown): unknown {
  try {
    return { value: work() };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

function assertSame(root: tree.Node, model: Model): void {
  const seen: string[] = [];
  for (const { key, node } of tree.walk(root)) {
    const text = JSON.stringify(key);
    seen.push(text);
    assert.ok(model.nodes.has(text), text);
    assert.equal(node.value === null ? null : toHex(node.value), model.nodes.get(text));
    assert.deepEqual([...node.children.keys()], model.children(key), text);
  }
  assert.deepEqual([...root.children.keys()], model.children([]));
  assert.deepEqual(seen.toSorted(), [...model.nodes.keys()].toSorted());
}

Deno.test("tree: does what a flat map does, order and errors included", () => {
  const outcomes = new Set<unknown>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const [root, model] = [tree.emptyNode(), new Model()];
      for (const step of steps) {
        const expected = outcome(() => applyToModel(model, step));
        assert.deepEqual(outcome(() => applyToTree(root, step)), expected);
        outcomes.add((expected as { error?: string }).error ?? step.do);
        assertSame(root, model);
      }
    }),
    { numRuns: 2_000 },
  );
  // The steps must have been varied enough to mean something: with 300 runs, one in twenty
  // times a taken name did not occur.
  const seen = ["NameTakenError", "NotFoundError", "UsageError", "ensure", "move"];
  assert.deepEqual([...outcomes].toSorted(), [...seen, "remove", "write"]);
});
