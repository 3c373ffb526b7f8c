import assert from "node:assert/strict";
import { systemRandom } from "../../../../core/crypto/random.ts";
import {
  AuthenticationError,
  DamagedError,
  LimitError,
  NotFoundError,
  UsageError,
} from "../../../../core/errors.ts";
import { changeRecords, newHeader } from "../../../../core/wallet/v1/change_header.ts";
import {
  addSlot,
  removeSlot,
  replaceSlot,
} from "../../../../core/wallet/v1/change_slots.ts";
import {
  type DeviceWithKey,
  noDevice,
  passwordDevice,
  randomDevice,
} from "../../../../core/wallet/v1/device.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { newPasswordSlot, newTokenSlot } from "../../../../core/wallet/v1/new_slot.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import { DEFAULT_KDF, DEFAULT_PBKDF2 } from "../../../../core/wallet/v1/password_kdf.ts";
import {
  formatRecoverySheet,
  parseRecoverySheet,
} from "../../../../core/wallet/v1/recovery_sheet.ts";
import { newRecordId, sealRecordV1 } from "../../../../core/wallet/v1/seal_record.ts";
import {
  openSlot,
  unlockHeader,
  type UnlockOptions,
} from "../../../../core/wallet/v1/unlock.ts";
import { QUICK_KDF, SAMPLE_RECORDS } from "./sample_wallets.ts";

const random = systemRandom;
const KEYRING = Keyring.create(random);

function slotFor(id: string, password: string, device: DeviceWithKey = noDevice()) {
  return newPasswordSlot(password, {
    id,
    label: "",
    kdf: QUICK_KDF,
    device,
    keyring: KEYRING,
    random,
  });
}

const A = await slotFor("0000000a", "same");
const B = await slotFor("0000000b", "same");
const PAIR = newHeader(KEYRING, { names: "sealed", slots: [A, B], random });

async function opens(password: string, open = PAIR, options: UnlockOptions = {}) {
  using unlocked = await unlockHeader(parseHeader(formatHeader(open.header)), {
    password,
  }, options);
  assert.deepEqual(unlocked.open.keyring.toBytes(), KEYRING.toBytes());
  return unlocked.slotKey.slotId;
}

Deno.test("v1 unlock: the slot used last is tried first, then the others", async () => {
  assert.equal(await opens("same"), "0000000a");
  assert.equal(await opens("same", PAIR, { slotHint: "0000000b" }), "0000000b");
  assert.equal(await opens("same", PAIR, { slotHint: "gone" }), "0000000a");
  const other = addSlot(PAIR, await slotFor("0000000c", "other"), random);
  assert.equal(await opens("other", other, { slotHint: "0000000a" }), "0000000c");
});

Deno.test("v1 unlock: the form NFKC of a password counts", async () => {
  const open = addSlot(PAIR, await slotFor("0000000c", "\u00e9\ufb01"), random);
  assert.equal(await opens("e\u0301fi", open), "0000000c");
  await assert.rejects(opens("e\u0300fi", open), AuthenticationError);
});

Deno.test("v1 unlock: passwords that cannot be are told apart", async () => {
  await assert.rejects(opens(""), AuthenticationError);
  await assert.rejects(opens("\ud800"), UsageError);
  await assert.rejects(slotFor("0000000c", ""), UsageError);
  await assert.rejects(slotFor("0000000c", "\ud800"), UsageError);
  await assert.rejects(passwordDevice("", { kdf: QUICK_KDF, random }), UsageError);
});

Deno.test("v1 unlock: a random device key, also from its recovery sheet", async () => {
  const device = randomDevice(random);
  const open = addSlot(PAIR, await slotFor("0000000c", "with key", device), random);
  const { key: deviceKey } = device;
  assert.equal(await opens("with key", open, { deviceKey }), "0000000c");
  const sheet = parseRecoverySheet(formatRecoverySheet(deviceKey).toLowerCase());
  assert.equal(await opens("with key", open, { deviceKey: sheet }), "0000000c");
  await assert.rejects(opens("with key", open), (error) => {
    assert.ok(error instanceof AuthenticationError);
    assert.match(error.hint!, /1 of the slots need a device key/);
    return true;
  });
  const wrong = opens("with key", open, { deviceKey: new Uint8Array(32) });
  await assert.rejects(wrong, /^AuthenticationError: wrong password or device key, or/);
  const short = opens("with key", open, { deviceKey: new Uint8Array(31) });
  await assert.rejects(short, UsageError);
  // The key does not get in the way of slots that need none.
  assert.equal(await opens("same", open, { deviceKey }), "0000000a");
});

Deno.test("v1 unlock: a device password, or the key that came of it", async () => {
  const device = await passwordDevice("device", { kdf: QUICK_KDF, random });
  const slot = await slotFor("0000000c", "with device", device);
  const open = addSlot(PAIR, slot, random);
  const password = "with device";
  assert.equal(await opens(password, open, { devicePassword: "device" }), "0000000c");
  assert.equal(await opens(password, open, { deviceKey: device.key }), "0000000c");
  const both = { devicePassword: "device", deviceKey: new Uint8Array(32) };
  assert.equal(await opens(password, open, both), "0000000c");
  await assert.rejects(
    opens(password, open, { devicePassword: "" }),
    AuthenticationError,
  );
  using unlocked = await unlockHeader(open.header, { password }, {
    devicePassword: "device",
  });
  assert.deepEqual(unlocked.deviceKey, device.key);
  // Another slot of the same device opens with the key that is there.
  const second = await slotFor("0000000d", "second", device);
  const more = addSlot(open, second, random);
  assert.equal(await opens("second", more, { deviceKey: device.key }), "0000000d");
});

Deno.test("v1 unlock: where all slots need a device key, that is what is said", async () => {
  const slot = await slotFor("0000000c", "with key", randomDevice(random));
  const open = newHeader(KEYRING, { names: "clear", slots: [slot], random });
  const why = /^AuthenticationError: the wallet needs a device key, and none is here$/;
  await assert.rejects(opens("with key", open), why);
  await assert.rejects(opens("with key", open, { devicePassword: "x" }), why);
});

Deno.test("v1 unlock: a token opens its slot alone, with no device key", async () => {
  const { slot, token } = newTokenSlot({
    id: "0000000e",
    label: "CI",
    keyring: KEYRING,
    random,
  });
  const open = addSlot(PAIR, slot, random);
  using unlocked = await unlockHeader(open.header, { token });
  assert.equal(unlocked.slotKey.slotId, "0000000e");
  assert.equal(unlocked.deviceKey.length, 0);
  const removed = removeSlot(open, "0000000e", random);
  await assert.rejects(
    unlockHeader(removed.header, { token }),
    /^AuthenticationError: no slot/,
  );
});

Deno.test("v1 unlock: a new password rewrites one slot, and no record", async () => {
  const { stored, seal } = sealRecordV1(SAMPLE_RECORDS[0]!, PAIR, {
    recordId: newRecordId(random),
    rev: 1,
    updated: "2026-01-02T03:04:05.060000Z",
    random,
  });
  const open = changeRecords(PAIR, [{ old: null, new: seal }], random);
  const changed = replaceSlot(open, await slotFor("0000000a", "new"), random);
  assert.notDeepEqual(changed.header.slots[0]!.salt, A.salt);
  assert.deepEqual(changed.header.slots[1], B);
  assert.equal(await opens("new", changed), "0000000a");
  assert.equal(await opens("same", changed), "0000000b");
  using unlocked = await unlockHeader(changed.header, { password: "new" });
  assert.equal(openRecordV1(stored, unlocked.open).field("pwd"), "Tr0ub4dor&3");
});

Deno.test("v1 unlock: what was unlocked is gone when it is wiped", async () => {
  const unlocked = await unlockHeader(PAIR.header, { password: "same" });
  const { keyring } = unlocked.open;
  const { field } = keyring.newest;
  unlocked.wipe();
  assert.ok(field.every((byte) => byte === 0));
  assert.throws(() => keyring.newest, UsageError);
  const wrap = () => unlocked.slotKey.wrap(A, { keyring: KEYRING, random });
  assert.throws(wrap, UsageError);
  assert.equal(await opens("same"), "0000000a");
});

Deno.test("v1 unlock: one slot can be opened by itself, and wraps no other", async () => {
  using key = await openSlot(PAIR.header, "0000000b", { secret: { password: "same" } });
  assert.equal(key.slotId, "0000000b");
  assert.ok(key.fits(B) && !key.fits(A));
  assert.throws(() => key.wrap(A, { keyring: KEYRING, random }), UsageError);
  const attempt = (id: string, secret: { password: string } | { token: string }) =>
    openSlot(PAIR.header, id, { secret });
  await assert.rejects(attempt("0000000c", { password: "same" }), NotFoundError);
  await assert.rejects(attempt("0000000a", { password: "x" }), AuthenticationError);
  await assert.rejects(attempt("0000000a", { token: "x" }), AuthenticationError);
});

Deno.test("v1 unlock: damage behind the right password is damage", async () => {
  const header = { ...PAIR.header, slots: [{ ...A, label: "x" }, B] };
  await assert.rejects(unlockHeader(header, { password: "same" }), DamagedError);
});

Deno.test("v1 unlock: costs and labels are checked before any work", async () => {
  const attempt = (change: object) =>
    newPasswordSlot("x", {
      id: "0000000c",
      label: "",
      kdf: QUICK_KDF,
      device: noDevice(),
      keyring: KEYRING,
      random,
      ...change,
    });
  const argon2 = (change: object) => ({ kdf: { ...DEFAULT_KDF, ...change } });
  await assert.rejects(attempt(argon2({ m: 8191 })), LimitError);
  await assert.rejects(attempt(argon2({ m: 262145 })), LimitError);
  await assert.rejects(attempt(argon2({ m: 65536.5 })), LimitError);
  await assert.rejects(attempt(argon2({ t: 0 })), LimitError);
  await assert.rejects(attempt(argon2({ t: 11 })), LimitError);
  await assert.rejects(attempt(argon2({ p: 2 })), LimitError);
  for (const iterations of [599_999, 10_000_001]) {
    await assert.rejects(attempt({ kdf: { ...DEFAULT_PBKDF2, iterations } }), LimitError);
  }
  const salt = new Uint8Array(16);
  const cheap = { kind: "password", kdf: { ...QUICK_KDF, m: 8 }, salt };
  await assert.rejects(
    attempt({ device: { device: cheap, key: new Uint8Array(32) } }),
    LimitError,
  );
  await assert.rejects(attempt({ label: "x".repeat(129) }), LimitError);
  await assert.rejects(attempt({ label: "\ud800" }), UsageError);
  assert.equal((await attempt({ label: "\u00e9".repeat(64) })).label.length, 64);
});

Deno.test("v1 unlock: the defaults are what the design says", () => {
  assert.deepEqual(DEFAULT_KDF, { name: "argon2id", m: 64 * 1024, t: 3, p: 1 });
  assert.deepEqual(DEFAULT_PBKDF2, { name: "pbkdf2-sha512", iterations: 600_000 });
});
