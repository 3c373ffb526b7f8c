/**
 * Keys, passwords as bytes, and plaintexts are overwritten: each is worked out here for
 * itself, and looked for in what was filled with zeros.
 */

import assert from "node:assert/strict";
import { memoryRecordStore } from "../../backends/memory.ts";
import { toHex, utf8 } from "../../core/bytes.ts";
import { hkdfKey } from "../../core/crypto/hkdf.ts";
import { openStash } from "../../core/stash/stash.ts";
import { deriveKey } from "../../core/stash/derive.ts";
import { formatTree } from "../../core/stash/inner.ts";
import { deviceKeyV0, fieldKeyBytesV0 } from "../../core/wallet/keys_v0.ts";
import { openWalletV0 } from "../../core/wallet/v0/wallet.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { parseHeader } from "../../core/wallet/v1/header_parse.ts";
import type { PasswordSlot } from "../../core/wallet/v1/header.ts";
import { stretchPassword } from "../../core/wallet/v1/password_kdf.ts";
import { unlockHeader } from "../../core/wallet/v1/unlock.ts";
import { openWalletV1 } from "../../core/wallet/v1/wallet.ts";
import { type Nodes, PASSWORD, stashStore, treeOf } from "../support/stashes.ts";
import { collected, memoryStores, quickSlot, SURROUNDINGS } from "../support/wallets.ts";
import { wipedBy } from "../support/wiped.ts";

const RECORD = {
  domain: "energy",
  access: "gas",
  uid: "joe",
  pwd: "a password to be found again",
  info: new Map([["PIN", "0042"]]),
};

/** Each by its name, so that one that was left says which it is. */
function assertWiped(wiped: Set<string>, secrets: Record<string, Uint8Array>): void {
  const left = Object.entries(secrets).filter(([, bytes]) => !wiped.has(toHex(bytes)));
  assert.deepEqual(left.map(([name]) => name), []);
}

Deno.test("wiped: of a stash, the password, the key, the plaintext and every value", async () => {
  const nodes: Nodes = [[["a"], "first value"], [["a", "b"], "second value"]];
  const store = await stashStore(nodes);
  const wiped = await wipedBy(async () => {
    using stash = await openStash(store, PASSWORD);
    await stash.write(["c"], utf8("third value"));
  });
  const salt = Uint8Array.from({ length: 16 }, (_, at) => at);
  const parameters = { hash: "sha512", salt, iterations: 1 };
  assertWiped(wiped, {
    password: utf8(PASSWORD),
    key: await deriveKey(PASSWORD, parameters),
    "what was read": formatTree(treeOf(nodes)),
    // What was written was sealed where it stood.
    "a value": utf8("first value"),
    "a value that was written": utf8("third value"),
  });
});

Deno.test("wiped: of a wallet in the old format, the password and the field key", async () => {
  const deviceKey = await deviceKeyV0("device password");
  const store = memoryRecordStore();
  const wiped = await wipedBy(async () => {
    await using wallet = openWalletV0(store, { password: "wallet password", deviceKey }, {
      ...SURROUNDINGS,
    });
    await wallet.insert([{ record: RECORD, overwrite: false }]);
    assert.equal((await collected(wallet.records()))[0]!.pwd, RECORD.pwd);
  });
  const key = await fieldKeyBytesV0("wallet password", deviceKey);
  assertWiped(wiped, {
    password: utf8("wallet password"),
    "field key": key,
    "its half that encrypts": key.slice(16),
    "a value": utf8(RECORD.pwd),
  });
});

Deno.test("wiped: of a wallet of our own, everything from the password to the subkeys", async () => {
  const openStore = memoryStores();
  const slots = [quickSlot(PASSWORD)];
  const surroundings = SURROUNDINGS;
  const options = { names: "sealed", slots, surroundings } as const;
  const made = await createWalletV1(await openStore(), options);
  await made.wallet[Symbol.asyncDispose]();
  const wiped = await wipedBy(async () => {
    const secrets = { secret: { password: PASSWORD } };
    await using wallet = openWalletV1(
      await openStore(),
      secrets,
      surroundings,
    );
    await wallet.insert([{ record: RECORD, overwrite: false }]);
    assert.equal((await collected(wallet.records()))[0]!.pwd, RECORD.pwd);
  });
  await using store = await openStore();
  const header = parseHeader((await store.header())!.value);
  const slot = header.slots[0] as PasswordSlot;
  const material = await stretchPassword(PASSWORD, slot);
  const info = utf8("coffer/v1/kek-password");
  const empty = new Uint8Array();
  const okm = hkdfKey(material, { hash: "sha512", salt: empty, info, length: 64 });
  using unlocked = await unlockHeader(header, { password: PASSWORD });
  const { keyring } = unlocked.open;
  const { field, name, index, seal, digest } = keyring.newest;
  assertWiped(wiped, {
    password: utf8(PASSWORD),
    "what Argon2id made of it": material,
    "what HKDF made of that": okm,
    "the key that wraps the keyring": okm.slice(0, 32),
    "the keyring": keyring.toBytes(),
    ...{ field, name, index, seal, digest },
    "a value, padded": padded(RECORD.pwd),
  });
});

/** Section 4 of docs/format_v1.md. */
function padded(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((4 + text.length) / 32) * 32);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(utf8(text), 4);
  return bytes;
}
