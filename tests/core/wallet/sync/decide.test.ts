import assert from "node:assert/strict";
import { decide } from "../../../../core/wallet/sync/decide.ts";
import { groupsOf } from "../../../../core/wallet/sync/groups.ts";
import type { Item } from "../../../../core/wallet/sync/replica.ts";
import type { Version } from "../../../../core/ports.ts";

/** `id@place=digest rev`: a record, such as `x@p=1 2`. */
function item(text: string): Item {
  const [, id, place, digest, rev] = /^(\w+)@(\w+)=(\w+)(?: (\d+))?$/.exec(text)!;
  return {
    id: id === "none" ? null : id!,
    place: place!,
    digest: digest!,
    rev: rev === undefined ? null : Number(rev),
    stored: { domain: place!, access: "", attributes: new Map() },
    version: digest as Version,
    name: null,
  };
}

function decided(first: string[], second: string[], base: string[]): string[] {
  const marks = base.map(item).map(({ place, id, digest }) =>
    [place, { id, digest }] as const
  );
  const groups = groupsOf({
    first: first.map(item),
    second: second.map(item),
    base: new Map(marks),
  });
  return groups.map((group) => {
    const decision = decide(group);
    if (decision.kind === "moved") return `from ${decision.from}`;
    return decision.kind === "same" ? "same" : decision.reason;
  });
}

type Case = [
  what: string,
  first: string[],
  second: string[],
  base: string[],
  expected: string[],
];

const CASES: Case[] = [
  ["nothing anywhere", [], [], ["x@p=1"], ["same"]],
  ["the same in both", ["x@p=1 1"], ["x@p=1 1"], [], ["same"]],
  ["new in the first", ["x@p=1 1"], [], [], ["from first"]],
  ["new in the second", [], ["x@p=1 1"], [], ["from second"]],
  ["changed in the first", ["x@p=2 2"], ["x@p=1 1"], ["x@p=1"], ["from first"]],
  ["changed in the second", ["x@p=1 1"], ["x@p=2 2"], ["x@p=1"], ["from second"]],
  ["deleted in the first", [], ["x@p=1 1"], ["x@p=1"], ["from first"]],
  ["deleted in the second", ["x@p=1 1"], [], ["x@p=1"], ["from second"]],
  ["renamed in the first", ["x@q=2 2"], ["x@p=1 1"], ["x@p=1"], ["from first"]],
  [
    "two exchange their names in the second",
    ["x@p=1 1", "y@q=1 1"],
    ["x@q=2 2", "y@p=2 2"],
    ["x@p=1", "y@q=1"],
    ["from second"],
  ],
  ["none of ids: by place", ["none@p=2"], ["none@p=1"], ["none@p=1"], ["from first"]],
  [
    "none of ids: a place is a record",
    ["none@q=1"],
    ["none@p=1"],
    ["none@p=1"],
    ["from first", "from first"],
  ],
  [
    "changed in both",
    ["x@p=2 2"],
    ["x@p=3 2"],
    ["x@p=1"],
    ["changed in the first, changed in the second"],
  ],
  [
    "a higher revision proves nothing where nothing is remembered",
    ["x@p=2 9"],
    ["x@p=1 1"],
    [],
    ["added in the first, added in the second"],
  ],
  [
    "deleted here, changed there",
    [],
    ["x@p=2 2"],
    ["x@p=1"],
    ["deleted in the first, changed in the second"],
  ],
  [
    "deleted here, renamed there",
    [],
    ["x@q=2 2"],
    ["x@p=1"],
    ["deleted in the first, renamed in the second"],
  ],
  [
    "two new records of one name",
    ["x@p=1 1"],
    ["y@p=1b 1"],
    [],
    ["added in the first, added in the second"],
  ],
  [
    "renamed to the name of a new one",
    ["x@q=2 2"],
    ["x@p=1 1", "y@q=5 1"],
    ["x@p=1"],
    ["renamed in the first, renamed in the second"],
  ],
  [
    "a backup was put back: the revision went down",
    ["x@p=1 1"],
    ["x@p=5 5"],
    ["x@p=5"],
    ["older in the first: was a backup put back there?"],
  ],
  [
    "a fork: the revision is the same",
    ["x@p=5b 5"],
    ["x@p=5 5"],
    ["x@p=5"],
    ["older in the first: was a backup put back there?"],
  ],
];

for (const [what, first, second, base, expected] of CASES) {
  Deno.test(`sync decides: ${what}`, () => {
    assert.deepEqual(decided(first, second, base), expected);
  });
}
