import assert from "node:assert/strict";
import fc from "fast-check";
import { tirelessClock } from "../../agent/clock.ts";
import { AgentState, MAX_KEYS } from "../../agent/state.ts";

const KEY = new Uint8Array([1, 2, 3]);
const TERMS = { place: "p", timeout: 60, lifetime: 600 };

/** A state whose clock a test moves, in seconds. */
function scene() {
  let now = 5_000;
  const state = new AgentState(() => now);
  return { state, pass: (seconds: number) => void (now += seconds * 1000) };
}

Deno.test("state: a key is given as a copy, and kept as one", () => {
  const { state } = scene();
  const mine = KEY.slice();
  state.put("a", mine, TERMS);
  mine.fill(0);
  const { key } = state.get(["none", "a"])!;
  assert.deepEqual(key, KEY);
  key.fill(0);
  assert.deepEqual(state.get(["a"])!.key, KEY);
  assert.equal(state.get(["b"]), null);
  assert.equal(state.get([]), null);
});

Deno.test("state: an unused key lapses after its time-out, and use starts that anew", () => {
  const { state, pass } = scene();
  state.put("a", KEY, TERMS);
  for (let turn = 0; turn < 5; turn++) {
    pass(59);
    assert.ok(state.get(["a"]));
  }
  pass(60);
  assert.equal(state.get(["a"]), null);
  assert.equal(state.size, 0);
});

Deno.test("state: a key lapses after its lifetime, however it is used", () => {
  const { state, pass } = scene();
  state.put("a", KEY, TERMS);
  for (let turn = 0; turn < 11; turn++) {
    pass(50);
    assert.ok(state.get(["a"]));
  }
  assert.deepEqual(state.status(), [{ name: "a", place: "p", unused: 50, left: 50 }]);
  pass(50);
  assert.equal(state.get(["a"]), null);
});

Deno.test("state: looking at it is no use of a key", () => {
  const { state, pass } = scene();
  state.put("a", KEY, TERMS);
  pass(59);
  assert.equal(state.status()[0]!.unused, 1);
  pass(1);
  assert.deepEqual(state.status(), []);
});

Deno.test("state: with a time of 0 nothing is held", () => {
  for (const times of [{ timeout: 0, lifetime: 9 }, { timeout: 9, lifetime: 0 }]) {
    const { state } = scene();
    state.put("a", KEY, { place: "p", ...times });
    assert.equal(state.size, 0);
  }
});

Deno.test("state: one key for each name and each place", () => {
  const { state } = scene();
  state.put("a", KEY, TERMS);
  state.put("b", KEY, { ...TERMS, place: "q" });
  state.put("c", KEY, TERMS);
  assert.deepEqual(state.status().map(({ name }) => name), ["b", "c"]);
  state.put("c", new Uint8Array([9]), { ...TERMS, place: "r" });
  assert.deepEqual(state.get(["c"])!.key, new Uint8Array([9]));
  assert.equal(state.size, 2);
});

Deno.test("state: of too many keys, those unused for longest go", () => {
  const { state, pass } = scene();
  for (let i = 0; i < MAX_KEYS; i++) {
    state.put(`k${i}`, KEY, { ...TERMS, place: `p${i}` });
    pass(0.1);
  }
  assert.ok(state.get(["k0"]));
  state.put("new", KEY, { ...TERMS, place: "new" });
  assert.equal(state.size, MAX_KEYS);
  assert.equal(state.get(["k1"]), null);
  assert.ok(state.get(["k0"]) && state.get(["new"]));
});

Deno.test("state: it says when to sweep", () => {
  const { state, pass } = scene();
  assert.equal(state.nextLapse(), null);
  state.put("a", KEY, TERMS);
  state.put("b", KEY, { place: "q", timeout: 5, lifetime: 600 });
  assert.equal(state.nextLapse(), 5_000);
  pass(7);
  assert.equal(state.nextLapse(), 0);
  state.sweep();
  assert.equal(state.nextLapse(), 53_000);
});

/** Sees the arrays that the state keeps. */
function watched(work: (state: AgentState, pass: (seconds: number) => void) => void) {
  const kept: Uint8Array[] = [];
  const original = Uint8Array.prototype.slice;
  const { state, pass } = scene();
  Uint8Array.prototype.slice = function (...args) {
    const copy = original.apply(this, args);
    kept.push(copy);
    return copy;
  };
  try {
    state.put("a", KEY, TERMS);
  } finally {
    Uint8Array.prototype.slice = original;
  }
  assert.deepEqual(kept, [KEY]);
  work(state, pass);
  return kept[0]!;
}

const ENDS: [string, Parameters<typeof watched>[0]][] = [
  ["locked", (state) => state.lock()],
  ["replaced", (state) => state.put("a", new Uint8Array([7]), TERMS)],
  ["replaced in its place", (state) => state.put("z", new Uint8Array([7]), TERMS)],
  ["lapsed", (state, pass) => {
    pass(60);
    state.sweep();
  }],
];

for (const [what, end] of ENDS) {
  Deno.test(`state: a key that is ${what} is overwritten`, () => {
    assert.deepEqual(watched(end), new Uint8Array(3));
  });
}

Deno.test("state: whatever is done, no key outlives its times", () => {
  const name = fc.constantFrom("a", "b", "c");
  const action = fc.oneof(
    fc.record({ put: name, place: name, timeout: fc.nat(20), lifetime: fc.nat(50) }),
    fc.record({ get: fc.array(name, { maxLength: 3 }) }),
    fc.record({ pass: fc.nat(15) }),
    fc.constant({ lock: true }),
  );
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    const { state, pass } = scene();
    const born = new Map<string, { at: number; used: number; of: typeof TERMS }>();
    let now = 0;
    for (const each of actions) {
      if ("put" in each) {
        const of = { ...each };
        state.put(each.put, KEY, each);
        born.set(each.put, { at: now, used: now, of });
      } else if ("get" in each) {
        const found = state.get(each.get);
        if (found === null) continue;
        const { at, used, of } = born.get(found.name)!;
        assert.ok(now - at < of.lifetime && now - used < of.timeout);
        born.get(found.name)!.used = now;
      } else if ("pass" in each) {
        pass(each.pass);
        now += each.pass;
      } else state.lock();
    }
    const places = state.status().map(({ place }) => place);
    assert.equal(new Set(places).size, places.length);
  }));
});

Deno.test("clock: it goes on in a sleep, and when the time is put back", () => {
  let monotonic = 100, wall = 1_000_000;
  const now = tirelessClock({ monotonic: () => monotonic, wall: () => wall });
  assert.equal(now(), 0);
  [monotonic, wall] = [110, 1_000_010];
  assert.equal(now(), 10);
  wall += 60_000;
  assert.equal(now(), 60_010, "a sleep");
  [monotonic, wall] = [120, 5];
  assert.equal(now(), 60_020, "put back");
  [monotonic, wall] = [120, 0];
  assert.equal(now(), 60_020, "never backwards");
});

Deno.test("clock: whatever is done to the time, no key outlives its own", () => {
  const step = fc.record({
    passes: fc.nat(30),
    sleeps: fc.nat(30),
    isSet: fc.integer({ min: -100_000, max: 100_000 }),
    get: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    let monotonic = 0, wall = 1_000_000_000;
    const clock = tirelessClock({ monotonic: () => monotonic, wall: () => wall });
    const state = new AgentState(clock);
    state.put("a", KEY, TERMS);
    let lived = 0, unused = 0;
    for (const { passes, sleeps, isSet, get } of steps) {
      monotonic += passes * 1000;
      wall += passes * 1000;
      clock();
      // Each by itself: a clock that is put back in a sleep hides the sleep.
      wall += sleeps * 1000;
      clock();
      wall += isSet * 1000;
      lived += passes + sleeps;
      unused += passes + sleeps;
      if (!get) continue;
      const isThere = state.get(["a"]) !== null;
      assert.ok(!isThere || (lived < TERMS.lifetime && unused < TERMS.timeout));
      if (isThere) unused = 0;
    }
  }));
});
