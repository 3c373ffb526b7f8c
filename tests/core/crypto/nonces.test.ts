/**
 * No nonce serves twice: with a source that never repeats itself, and that counts what is
 * drawn, every nonce in what is written is a draw of its own.
 */

import assert from "node:assert/strict";
import { fromBase64Url } from "../../../core/base64url.ts";
import { toHex } from "../../../core/bytes.ts";
import { NONCE_LENGTH as AEAD_NONCE } from "../../../core/crypto/aead.ts";
import { FernetKey } from "../../../core/crypto/fernet.ts";
import type { RandomSource } from "../../../core/crypto/random.ts";
import { NONCE_LENGTH as BOX_NONCE } from "../../../core/crypto/secretbox.ts";
import { parseEnvelope } from "../../../core/stash/envelope.ts";
import { emptyNode } from "../../../core/stash/tree.ts";
import { sealTree } from "../../../core/stash/unlock.ts";
import { changeRecords, newHeader } from "../../../core/wallet/v1/change_header.ts";
import { addSlot, removeSlot } from "../../../core/wallet/v1/change_slots.ts";
import { Keyring } from "../../../core/wallet/v1/keyring.ts";
import { newTokenSlot } from "../../../core/wallet/v1/new_slot.ts";
import type { OpenHeader } from "../../../core/wallet/v1/open_header.ts";
import { newRecordId, sealRecordV1 } from "../../../core/wallet/v1/seal_record.ts";

/** A source of which every draw can be told from every other, and what it gave. */
function counted(): { random: RandomSource; draws: string[] } {
  const draws: string[] = [];
  const random: RandomSource = (length) => {
    const bytes = new Uint8Array(length).fill(0xa5);
    new DataView(bytes.buffer).setUint32(0, draws.length + 1);
    draws.push(toHex(bytes));
    return bytes;
  };
  return { random, draws };
}

/** That all are different, and each is one draw, whole. */
function assertOwnDraws(nonces: Uint8Array[], draws: string[]): void {
  const texts = nonces.map(toHex);
  assert.ok(texts.length > 1);
  assert.equal(new Set(texts).size, texts.length, "a nonce served twice");
  for (const nonce of texts) assert.ok(draws.includes(nonce), `${nonce} was never drawn`);
}

Deno.test("nonces: every stash that is written has its own, whatever is in it", () => {
  const { random, draws } = counted();
  const parameters = { hash: "sha512", salt: new Uint8Array(32), iterations: 300_000 };
  const key = new Uint8Array(32).fill(1);
  const nonces = Array.from({ length: 20 }, () => {
    const file = sealTree(key, parameters, emptyNode(), random);
    return parseEnvelope(file).sealed.slice(0, BOX_NONCE);
  });
  assertOwnDraws(nonces, draws);
});

const IV_AT = 9, IV_LENGTH = 16;

Deno.test("nonces: every Fernet token has its own, of the same text too", () => {
  const { random, draws } = counted();
  const key = new FernetKey(new Uint8Array(32).fill(1));
  const nonces = Array.from({ length: 20 }, () => {
    const token = key.seal(new Uint8Array(3), { random, clock: () => new Date(0) });
    return fromBase64Url(token.replace(/=+$/, "")).slice(IV_AT, IV_AT + IV_LENGTH);
  });
  assertOwnDraws(nonces, draws);
});

/** All that was sealed in a header: its digest, and the keyring in each slot. */
function noncesOfHeader({ header }: OpenHeader): Uint8Array[] {
  const sealed = [header.digest, ...header.slots.map(({ wrapped }) => wrapped)];
  return sealed.map((bytes) => bytes.slice(0, AEAD_NONCE));
}

const PREFIX = "c1.";
const updated = "2026-01-02T03:04:05.060000Z";

Deno.test("nonces: a v1 wallet draws one for each text, slot and generation", () => {
  const { random, draws } = counted();
  const keyring = Keyring.create(random);
  const slot = (id: string) => newTokenSlot({ id, label: "", keyring, random }).slot;
  let open = newHeader(keyring, { names: "sealed", slots: [slot("00000001")], random });
  const nonces = noncesOfHeader(open);
  const recordId = newRecordId(random);
  const info = new Map([["PIN", "same"], ["PUK", "same"]]);
  const record = { domain: "same", access: "same", uid: "same", pwd: "same", info };
  // The same record again and again: only the nonces may differ.
  for (const rev of [1, 2, 3]) {
    const { stored, seal } = sealRecordV1(record, open, {
      recordId,
      rev,
      updated,
      random,
    });
    const texts = [...stored.attributes.values()].flatMap((value) =>
      value instanceof Map ? [...value.values()] : [value as string]
    ).filter((text) => text.startsWith(PREFIX));
    assert.equal(texts.length, 8);
    nonces.push(
      ...texts.map((text) =>
        fromBase64Url(text.slice(PREFIX.length)).slice(0, AEAD_NONCE)
      ),
    );
    open = changeRecords(open, [{ old: null, new: seal }], random);
    nonces.push(open.header.digest.slice(0, AEAD_NONCE));
  }
  open = addSlot(open, slot("00000002"), random);
  nonces.push(...noncesOfHeader(open).filter((_, at) => at !== 1));
  open = removeSlot(open, "00000001", random);
  nonces.push(open.header.digest.slice(0, AEAD_NONCE));
  assertOwnDraws(nonces, draws);
});
