import assert from "node:assert/strict";
import fc from "fast-check";
import { systemRandom } from "../../../../core/crypto/random.ts";
import {
  AuthenticationError,
  DamagedError,
  LimitError,
  NotFoundError,
  RefusedError,
  UsageError,
} from "../../../../core/errors.ts";
import { asciiJson } from "../../../../core/stash/key.ts";
import {
  changeRecords,
  newHeader,
  type SealChange,
} from "../../../../core/wallet/v1/change_header.ts";
import {
  addSlot,
  removeSlot,
  replaceSlot,
} from "../../../../core/wallet/v1/change_slots.ts";
import type { RecordSeal } from "../../../../core/wallet/v1/digest.ts";
import { MAX_HEADER_LENGTH, type Slot } from "../../../../core/wallet/v1/header.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { newSlotId, newTokenSlot } from "../../../../core/wallet/v1/new_slot.ts";
import { type OpenHeader, openHeader } from "../../../../core/wallet/v1/open_header.ts";
import { unlockHeader } from "../../../../core/wallet/v1/unlock.ts";

const random = systemRandom;
const KEYRING = Keyring.create(random);

function tokenSlot(id: string, label = "\u00e9 \u001f\u007f\u2028\u{1f511}"): Slot {
  return newTokenSlot({ id, label, keyring: KEYRING, random }).slot;
}

function empty(slots: readonly Slot[] = [tokenSlot("00000000")]): OpenHeader {
  return newHeader(KEYRING, { names: "sealed", slots, random });
}

/** What a store gives back. */
function reread({ header, keyring }: OpenHeader): OpenHeader {
  return openHeader(parseHeader(formatHeader(header)), keyring);
}

Deno.test("v1 header: a new one has no records, and comes back as it was", () => {
  const open = empty();
  assert.equal(open.header.generation, 1);
  assert.equal(open.header.count, 0);
  assert.deepEqual(open.header.epochs, [1]);
  assert.equal(open.sum, 0n);
  assert.deepEqual(reread(open), open);
});

Deno.test("v1 header: its text is one line of ASCII, and JSON that can be written again", () => {
  const text = formatHeader(empty().header);
  assert.match(text, /^[\x20-\x7e]+$/);
  assert.equal(asciiJson(JSON.parse(text)), text);
});

const anySeal = fc.uint8Array({ minLength: 32, maxLength: 32 })
  .map((seal): RecordSeal => ({ epoch: 1, seal: Uint8Array.from(seal) }));

Deno.test("v1 header: the digest depends on the records that are left, not on the way", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anySeal, { maxLength: 6, selector: ({ seal }) => seal.join() }),
      fc.nat(6),
      (seals, gone) => {
        const left = seals.slice(gone);
        const [added, old] = [
          seals.map((seal) => ({ old: null, new: seal })),
          seals.slice(0, gone).map((seal) => ({ old: seal, new: null })),
        ];
        const oneByOne = [...added, ...old].reduce(
          (open: OpenHeader, change: SealChange) =>
            reread(changeRecords(open, [change], random)),
          empty(),
        );
        const direct = left.toReversed().map((seal) => ({ old: null, new: seal }));
        const atOnce = changeRecords(empty(), direct, random);
        assert.equal(oneByOne.sum, atOnce.sum);
        assert.equal(oneByOne.header.count, left.length);
        assert.equal(oneByOne.header.generation, 1 + added.length + old.length);
        assert.equal(atOnce.sum === 0n, left.length === 0);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("v1 header: a change in place keeps the count and changes the digest", () => {
  const [a, b] = [1, 2].map((n) => ({ epoch: 1, seal: new Uint8Array(32).fill(n) }));
  const one = changeRecords(empty(), [{ old: null, new: a! }], random);
  const other = changeRecords(one, [{ old: a!, new: b! }], random);
  assert.deepEqual([one.header.count, other.header.count], [1, 1]);
  assert.notEqual(one.sum, other.sum);
  assert.notDeepEqual(
    changeRecords(one, [], random).header.digest,
    changeRecords(one, [], random).header.digest,
  );
  assert.throws(
    () => changeRecords(empty(), [{ old: a!, new: null }], random),
    DamagedError,
  );
  const foreign = { old: null, new: { ...a!, epoch: 2 } };
  assert.throws(() => changeRecords(empty(), [foreign], random), DamagedError);
});

Deno.test("v1 header: no character of it can be changed", async () => {
  const { slot, token } = newTokenSlot({
    id: "00000001",
    label: "\u00e9",
    keyring: KEYRING,
    random,
  });
  const text = formatHeader(empty([slot, tokenSlot("00000002", "ci")]).header);
  const opened = async (text: string) => {
    (await unlockHeader(parseHeader(text), { token })).open.keyring.wipe();
  };
  await opened(text);
  const chars = fc.constantFrom(...'AZaz0123456789-_"{}[],: \\eE.+\n');
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), chars, async (at, char) => {
      fc.pre(text[at] !== char);
      const changed = text.slice(0, at) + char + text.slice(at + 1);
      await assert.rejects(opened(changed), (error) => {
        const expected = error instanceof DamagedError ||
          error instanceof AuthenticationError;
        assert.ok(expected, `${error} for ${changed}`);
        return true;
      });
    }),
    { numRuns: 400 },
  );
});

Deno.test("v1 header: too long a text is not even parsed", () => {
  const text = " ".repeat(MAX_HEADER_LENGTH + 1);
  assert.throws(() => parseHeader(text), /too long/);
  assert.throws(() => parseHeader("[".repeat(MAX_HEADER_LENGTH)), DamagedError);
});

Deno.test("v1 header: the biggest one is well within the limit", () => {
  const label = "\u0001".repeat(128);
  const slots = Array.from(
    { length: 16 },
    (_, i) => tokenSlot(`0000001${i.toString(16)}`, label),
  );
  const text = formatHeader(empty(slots).header);
  assert.ok(text.length < MAX_HEADER_LENGTH / 2, `${text.length}`);
  assert.equal(parseHeader(text).slots.length, 16);
});

Deno.test("v1 header: slots are added, replaced and removed; the last one stays", () => {
  const [a, b] = [tokenSlot("0000000a"), tokenSlot("0000000b")];
  const one = changeRecords(empty([a]), [{
    old: null,
    new: { epoch: 1, seal: new Uint8Array(32) },
  }], random);
  const two = reread(addSlot(one, b, random));
  assert.deepEqual(two.header.slots, [a, b]);
  assert.equal(two.header.generation, 3);
  assert.deepEqual([two.header.count, two.sum], [one.header.count, one.sum]);
  const again = { ...tokenSlot("0000000a", "again") };
  assert.deepEqual(reread(replaceSlot(two, again, random)).header.slots, [again, b]);
  const left = reread(removeSlot(two, "0000000a", random));
  assert.deepEqual(left.header.slots, [b]);
  assert.throws(() => removeSlot(left, "0000000b", random), RefusedError);
  assert.throws(() => removeSlot(left, "\u001b", random), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.message, 'there is no slot "\\u001b"');
    return true;
  });
  assert.throws(() => replaceSlot(left, a, random), NotFoundError);
  assert.throws(() => addSlot(left, b, random), UsageError);
  assert.throws(() => empty([]), UsageError);
});

Deno.test("v1 header: 16 slots and no more, and no more work than is allowed", () => {
  const slots = Array.from(
    { length: 16 },
    (_, i) => tokenSlot(`0000001${i.toString(16)}`),
  );
  const full = empty(slots);
  assert.throws(() => addSlot(full, tokenSlot("00000000"), random), LimitError);
  const dear = (id: string): Slot => ({
    ...tokenSlot(id),
    kind: "password",
    kdf: { name: "pbkdf2-sha512", iterations: 10_000_000 },
    salt: new Uint8Array(16),
  });
  const two = empty([dear("00000001"), dear("00000002")]);
  assert.throws(() => addSlot(two, dear("00000003"), random), LimitError);
  const cheap = {
    ...dear("00000002"),
    kdf: { name: "argon2id", m: 8192, t: 1, p: 1 },
  } as Slot;
  assert.throws(() => addSlot(two, { ...cheap, id: "00000003" }, random), LimitError);
  assert.throws(
    () =>
      replaceSlot(empty([dear("00000001"), cheap]), {
        ...dear("00000002"),
        device: {
          kind: "password",
          kdf: { name: "argon2id", m: 8192, t: 1, p: 1 },
          salt: new Uint8Array(16),
        },
      } as Slot, random),
    LimitError,
  );
});

Deno.test("v1 header: new ids avoid those that there are", () => {
  const ids = ["00000001", "00000001", "00000001", "00000002"];
  const source = () => Uint8Array.from([0, 0, 0, Number(ids.shift())]);
  assert.equal(newSlotId([{ id: "00000001" }], source), "00000002");
  assert.match(newSlotId([], random), /^[0-9a-f]{8}$/);
});

Deno.test("v1 header: keys at hand show whose header it is, and how old", () => {
  const open = empty();
  const other = Keyring.create(random);
  const slot = newTokenSlot({ id: "00000000", label: "", keyring: other, random }).slot;
  const foreign = newHeader(other, { names: "sealed", slots: [slot], random });
  assert.throws(() => openHeader(foreign.header, KEYRING), /another wallet/);
  const newer = { ...open.header, epochs: [1, 2] };
  assert.throws(() => openHeader(newer, KEYRING), AuthenticationError);
  assert.throws(
    () => openHeader(open.header, KEYRING.extended(random)),
    /older than its keys/,
  );
});
