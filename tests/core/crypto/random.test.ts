import assert from "node:assert/strict";
import {
  checkedRandom,
  drawnUntil,
  type RandomSource,
  systemRandom,
} from "../../../core/crypto/random.ts";
import { generatePassword } from "../../../cli/generate.ts";
import { UnavailableError } from "../../../core/errors.ts";
import { formatVariables } from "../../../core/handover/quoting/github.ts";
import { newSlotId } from "../../../core/wallet/v1/new_slot.ts";

/** Every draw is another: the number of the draw, and what follows from it. */
function counting(): RandomSource {
  let draw = 0;
  return (length) => {
    draw++;
    return Uint8Array.from({ length }, (_, at) => draw * 31 + at * 7);
  };
}

Deno.test("random: a source that gives zeros is refused before its first use", () => {
  for (const byte of [0, 0xff, 7]) {
    const stopped = checkedRandom((length) => new Uint8Array(length).fill(byte));
    for (const length of [1, 16, 24, 32, 100]) {
      assert.throws(() => stopped(length), UnavailableError);
    }
  }
});

Deno.test("random: a source that repeats itself is refused before its first use", () => {
  const same = Uint8Array.from({ length: 100 }, (_, at) => at);
  const stopped = checkedRandom((length) => same.slice(0, length));
  for (const length of [1, 24, 32]) {
    assert.throws(() => stopped(length), UnavailableError);
  }
  // It is looked at again: nothing was drawn that could be trusted.
  assert.throws(() => stopped(24), /the same bytes again/);
});

Deno.test("random: a source that stops later is refused at the next nonce", () => {
  for (const length of [16, 24]) {
    const sound = counting();
    let kept: Uint8Array<ArrayBuffer> | null = null;
    const random = checkedRandom((length) => kept?.slice(0, length) ?? sound(length));
    const first = random(length);
    assert.notDeepEqual(random(length), first);
    kept = Uint8Array.from({ length }, (_, at) => at);
    random(length);
    assert.throws(() => random(length), UnavailableError);
    kept = new Uint8Array(length);
    assert.throws(() => random(length), UnavailableError);
    kept = null;
    assert.equal(random(length).length, length);
  }
});

Deno.test("random: a caller that overwrites its nonce does not hide a repeated one", () => {
  const nonce = Uint8Array.from({ length: 24 }, (_, at) => at);
  const sound = counting();
  const random = checkedRandom((length) => length === 24 ? nonce.slice() : sound(length));
  random(24).fill(0);
  assert.throws(() => random(24), UnavailableError);
});

Deno.test("random: a source that gives too little or too much is refused", () => {
  for (const change of [-1, 1]) {
    const sound = counting();
    const random = checkedRandom((length) => sound(length + change));
    assert.throws(() => random(24), UnavailableError);
  }
});

Deno.test("random: short draws may repeat, as chance has it", () => {
  const sound = counting();
  const random = checkedRandom((length) =>
    length < 16 ? new Uint8Array(length) : sound(length)
  );
  assert.deepEqual([...random(1), ...random(1), ...random(0)], [0, 0]);
});

Deno.test("random: a source that is stuck ends in an error, not in a loop", () => {
  let draws = 0;
  const draw = () => ++draws;
  assert.throws(() => drawnUntil(draw, () => false), UnavailableError);
  assert.ok(draws > 100);
  assert.equal(drawnUntil(draw, (drawn) => drawn % 10 === 0) % 10, 0);
});

/** Not looked at by `checkedRandom`, as a caller's own source may not be. */
const stuckAt = (byte: number): RandomSource => (length) =>
  new Uint8Array(length).fill(byte);

Deno.test("random: what draws until it fits has an end with a stuck source, too", () => {
  const taken = [{ id: "07070707" }];
  assert.throws(() => newSlotId(taken, stuckAt(7)), UnavailableError);
  assert.equal(newSlotId(taken, stuckAt(8)), "08080808");
  // One byte is passed over always, and one is a letter always.
  for (const byte of [255, 0]) {
    assert.throws(() => generatePassword(24, stuckAt(byte)), UnavailableError);
  }
  const value = `a\ncoffer_${"07".repeat(16)}`;
  const variables = [{ name: "A", value }];
  assert.throws(() => formatVariables(variables, stuckAt(7)), UnavailableError);
  assert.match(formatVariables(variables, stuckAt(8)), /^A<<coffer_0808/);
});

Deno.test("random: the system's is sound, and never gives a nonce twice", () => {
  const nonces = Array.from({ length: 10_000 }, () => systemRandom(24).join());
  assert.equal(new Set(nonces).size, nonces.length);
});
