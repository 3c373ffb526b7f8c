import assert from "node:assert/strict";
import fc from "fast-check";
import { DamagedError } from "../../core/errors.ts";
import { campaign } from "./campaign.ts";
import { judge } from "./judge.ts";
import type { FuzzTarget } from "./target.ts";

function reading(read: () => void): FuzzTarget<string> {
  return { name: "sample", inputs: fc.string(), read };
}

const refusing = (message: string, hint?: string) =>
  reading(() => {
    throw new DamagedError(message, hint === undefined ? {} : { hint });
  });

Deno.test("fuzz, the judge: what is taken or refused as it should be passes", () => {
  assert.equal(judge(reading(() => {}), "").taken, true);
  assert.equal(judge(refusing("no", "try again"), "").taken, false);
});

const WRONG: [what: string, target: FuzzTarget<string>][] = [
  ["an error of another kind", reading(() => void (null as unknown as string).length)],
  ["a check of its own that fails", reading(() => assert.equal(1, 2))],
  ["no message", refusing("")],
  ["a control character in a message", refusing("a\x1b[31m")],
  ["a line end in a message", refusing("a\nb")],
  ["a control character in a hint", refusing("a", "b\x9b2J")],
  ["a very long message", refusing("a".repeat(10_000))],
  [
    "a stack that is too deep",
    reading(function deeper(): void {
      deeper();
    }),
  ],
];

for (const [what, target] of WRONG) {
  Deno.test(`fuzz, the judge: ${what} is a finding`, () => {
    assert.throws(() => judge(target, ""));
    assert.throws(() => campaign(target, { runs: 1, seed: 1 }), /sample|Property failed/);
  });
}

Deno.test("fuzz, the judge: what all objects inherit is looked at", () => {
  const inherited = Object.prototype as Record<string, unknown>;
  try {
    assert.throws(() => judge(reading(() => void (inherited["polluted"] = 1)), ""));
  } finally {
    delete inherited["polluted"];
  }
  assert.equal(judge(reading(() => {}), "").taken, true);
});

Deno.test("fuzz, the judge: the same seed gives the same inputs", () => {
  const seen: string[][] = [];
  for (let round = 0; round < 2; round++) {
    const inputs: string[] = [];
    const target = {
      name: "sample",
      inputs: fc.string(),
      read: (x: string) => void inputs.push(x),
    };
    campaign(target as unknown as FuzzTarget, { runs: 50, seed: 7 });
    seen.push(inputs);
  }
  assert.deepEqual(seen[0], seen[1]);
  assert.ok(new Set(seen[0]).size > 10);
});
