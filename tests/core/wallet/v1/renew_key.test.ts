import assert from "node:assert/strict";
import { systemRandom } from "../../../../core/crypto/random.ts";
import {
  AuthenticationError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../../../../core/errors.ts";
import { changeRecords } from "../../../../core/wallet/v1/change_header.ts";
import { FullRead } from "../../../../core/wallet/v1/full_read.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import type { OpenHeader } from "../../../../core/wallet/v1/open_header.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import { domainPlacesOf, placesOf } from "../../../../core/wallet/v1/place.ts";
import {
  beginRenewal,
  finishRenewal,
  isRenewing,
  renewRecord,
} from "../../../../core/wallet/v1/renew_key.ts";
import {
  type SealedRecord,
  sealRecordV1,
} from "../../../../core/wallet/v1/seal_record.ts";
import { openSlot, unlockHeader } from "../../../../core/wallet/v1/unlock.ts";
import { type SampleWallet, sampleWallet } from "./sample_wallets.ts";

const random = systemRandom;
const SEALED = await sampleWallet("renew", { names: "sealed" });
const CLEAR = await sampleWallet("renew clear", { names: "clear" });

function reread({ header }: OpenHeader) {
  return parseHeader(formatHeader(header));
}

function fullRead(open: OpenHeader, records: readonly SealedRecord[]): void {
  const full = new FullRead(open);
  for (const { stored } of records) full.add(openRecordV1(stored, open));
  full.finish();
}

/** Begins with the keys of the first and the token's slot. */
async function begun({ open, doors }: SampleWallet) {
  const slotKeys = [];
  for (const { slotId, ...door } of [doors[0]!, doors[3]!]) {
    slotKeys.push(await openSlot(open.header, slotId, door));
  }
  return { ...beginRenewal(open, { slotKeys, random }), slotKeys };
}

/** Moves one record, as one commit would. */
function moved(
  open: OpenHeader,
  records: SealedRecord[],
  i: number,
): [OpenHeader, SealedRecord[]] {
  const old = records[i]!;
  const now = renewRecord(openRecordV1(old.stored, open), open, random);
  const next = changeRecords(open, [{ old: old.seal, new: now.seal }], random);
  return [next, records.with(i, now)];
}

for (const wallet of [SEALED, CLEAR]) {
  const { names } = wallet.open.header;
  Deno.test(`v1 renewal, names ${names}: every step leaves a whole wallet`, async () => {
    const { open: first, dropped, slotKeys } = await begun(wallet);
    assert.deepEqual(dropped.map(({ id }) => id), ["00000002", "00000003"]);
    assert.deepEqual(first.header.slots.map(({ id }) => id), ["00000001", "00000005"]);
    assert.deepEqual(first.header.epochs, [1, 2]);
    assert.equal(first.header.generation, wallet.open.header.generation + 1);
    assert.ok(isRenewing(first) && !isRenewing(wallet.open));

    let open = first, records = wallet.records;
    for (const i of records.keys()) {
      using unlocked = await unlockHeader(reread(open), wallet.doors[3]!.secret);
      fullRead(unlocked.open, records);
      [open, records] = moved(open, records, i);
    }
    fullRead(open, records);
    assert.ok(records.every(({ seal }) => seal.epoch === 2));

    const done = finishRenewal(open, { slotKeys, random });
    assert.deepEqual(done.header.epochs, [2]);
    fullRead(done, records);
    for (const { secret } of [wallet.doors[0]!, wallet.doors[3]!]) {
      using unlocked = await unlockHeader(reread(done), secret);
      assert.deepEqual(unlocked.open.keyring.epochs, [2]);
      fullRead(unlocked.open, records);
    }
    const opened = records.map(({ stored }) => openRecordV1(stored, done));
    assert.deepEqual(opened[0]!.plain().pwd, wallet.plain[0]!.pwd);
    for (const [i, record] of opened.entries()) {
      const before = openRecordV1(wallet.records[i]!.stored, wallet.open);
      assert.deepEqual(record.plain(), before.plain());
      assert.deepEqual(record.recordId, before.recordId);
      assert.equal(record.rev, before.rev + 1);
      assert.equal(names === "clear", record.key.access === before.key.access);
    }
  });
}

Deno.test("v1 renewal: new records and headers take the new key, look-ups try both", async () => {
  const { open } = await begun(SEALED);
  const name = { domain: "energy", access: "water" };
  const places = placesOf(name, open);
  assert.equal(places.length, 2);
  assert.deepEqual(places[1], placesOf(name, SEALED.open)[0]);
  assert.deepEqual(domainPlacesOf("energy", open), places.map(({ domain }) => domain));
  const { stored, seal } = sealRecordV1(SEALED.plain[1]!, open, {
    recordId: new Uint8Array(16),
    rev: 1,
    updated: SEALED.plain[1]!.updated!,
    random,
  });
  assert.equal(seal.epoch, 2);
  assert.deepEqual({ domain: stored.domain, access: stored.access }, places[0]);
  const clear = await begun(CLEAR);
  assert.deepEqual(placesOf(name, clear.open), [name]);
});

Deno.test("v1 renewal: what the old key sealed does not open when it has ended", async () => {
  const { open, slotKeys } = await begun(SEALED);
  const done = finishRenewal(open, { slotKeys, random });
  const old = SEALED.records[0]!.stored;
  openRecordV1(old, open);
  assert.throws(() => openRecordV1(old, done), DamagedError);
  // Also where the keyring still holds the old key, as in a slot that was not freed of it.
  const kept = finishRenewal(open, { slotKeys: [], random });
  assert.deepEqual(kept.header.slots, open.header.slots);
  using unlocked = await unlockHeader(reread(kept), SEALED.doors[0]!.secret);
  assert.deepEqual(unlocked.open.keyring.epochs, [2]);
  assert.throws(() => openRecordV1(old, unlocked.open), DamagedError);
  const stillBoth = { ...kept, keyring: open.keyring };
  assert.throws(() => openRecordV1(old, stillBoth), DamagedError);
});

Deno.test("v1 renewal: an old header and the old key make no wallet any more", async () => {
  const { open, slotKeys } = await begun(SEALED);
  const done = finishRenewal(open, { slotKeys: [], random });
  const slots = done.header.slots;
  const forged = { ...SEALED.open.header, slots };
  const secret = SEALED.doors[0]!.secret;
  await assert.rejects(unlockHeader(forged, secret), DamagedError);
  for (const key of slotKeys) key.wipe();
});

Deno.test("v1 renewal: it begins once, ends once, and leaves a slot", async () => {
  const { open, slotKeys } = await begun(SEALED);
  assert.throws(() => beginRenewal(open, { slotKeys, random }), RefusedError);
  assert.throws(() => beginRenewal(SEALED.open, { slotKeys: [], random }), RefusedError);
  assert.throws(() => finishRenewal(SEALED.open, { slotKeys, random }), UsageError);
  assert.throws(() => open.keyring.extended(random), UsageError);
  const done = finishRenewal(open, { slotKeys, random });
  const again = beginRenewal(done, { slotKeys, random });
  assert.deepEqual(again.open.header.epochs, [2, 3]);
});

Deno.test("v1 renewal: a key of another wallet's slot keeps nothing", async () => {
  const [door] = CLEAR.doors;
  using foreign = await openSlot(CLEAR.open.header, door!.slotId, door!);
  const options = { slotKeys: [foreign], random };
  assert.throws(() => beginRenewal(SEALED.open, options), RefusedError);
});

Deno.test("v1 renewal: slots that were dropped open nothing", async () => {
  const { open } = await begun(SEALED);
  const [, , third] = SEALED.doors;
  const { secret, devicePassword } = third!;
  await assert.rejects(
    unlockHeader(open.header, secret, { devicePassword }),
    AuthenticationError,
  );
});
