/**
 * The vectors of single structures: small inputs, and all that comes of them.
 *
 * @module
 */

import { toHex, utf8 } from "../../../../core/bytes.ts";
import { hkdfKey } from "../../../../core/crypto/hkdf.ts";
import { formatToken } from "../../../../core/wallet/v1/ci_token.ts";
import { member, sumBytes, wrap } from "../../../../core/wallet/v1/digest.ts";
import { encode, type Field } from "../../../../core/wallet/v1/encoding.ts";
import type { HeaderV1 } from "../../../../core/wallet/v1/header.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { type Label, LABELS } from "../../../../core/wallet/v1/labels.ts";
import { headerSealInput } from "../../../../core/wallet/v1/open_header.ts";
import { padText } from "../../../../core/wallet/v1/padded_text.ts";
import { accessHash, domainHash, infoHash } from "../../../../core/wallet/v1/place.ts";
import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { recordSealInput } from "../../../../core/wallet/v1/record_seal.ts";
import { formatRecoverySheet } from "../../../../core/wallet/v1/recovery_sheet.ts";
import {
  formatSealed,
  type SealedPart,
  sealText,
} from "../../../../core/wallet/v1/sealed_text.ts";
import { slotFields } from "../../../../core/wallet/v1/slot_form.ts";
import { stretchPassword } from "../../../../core/wallet/v1/password_kdf.ts";
import { parseToken } from "../../../../core/wallet/v1/ci_token.ts";
import { fixedRandom } from "./fixed_random.ts";
import { doorJson, plainJson, recordJson } from "./json.ts";
import type { Door, SampleWallet } from "./sample_wallets.ts";

const WALLET_ID = Uint8Array.from({ length: 16 }, (_, i) => i);
const TEXTS = [
  "",
  "a",
  "x".repeat(28),
  "x".repeat(29),
  "e\u0301\u00e9\u{1f511}",
  "\u0000",
];
const EPOCH_1 = "0000000000000001";
const EPOCH_2 = "0000000000000002";

function fieldJson(field: Field) {
  if (typeof field === "string") return { text: field };
  return typeof field === "number" ? { integer: field } : { bytes: toHex(field) };
}

/** Section 3. */
export function encodingVectors() {
  const cases: [Label, Field[]][] = [
    [LABELS.indexDomain, ["\u00e9"]],
    [LABELS.name, []],
    [LABELS.field, ["", new Uint8Array(), 0]],
    [LABELS.record, [1, 255, 2 ** 32, Number.MAX_SAFE_INTEGER]],
    [LABELS.header, ["ab", "c", utf8("d"), "\u{1f511}"]],
    [LABELS.header, ["a", "bc", utf8("d"), "\u{1f511}"]],
  ];
  return cases.map(([label, fields]) => ({
    label,
    walletId: toHex(WALLET_ID),
    fields: fields.map(fieldJson),
    encoded: toHex(encode(label, WALLET_ID, fields)),
  }));
}

/** Section 4. */
export function paddedTextVectors() {
  return TEXTS.map((text) => ({ text, padded: toHex(padText(text)) }));
}

/** Section 6. */
export function keyVectors() {
  const [one, two] = ["11".repeat(32), "22".repeat(32)];
  const bytes = (hex: string) =>
    Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
  const keyrings = [EPOCH_1 + one, EPOCH_1 + one + EPOCH_2 + two];
  return keyrings.map((hex) => {
    const keyring = Keyring.fromBytes(WALLET_ID, bytes(hex));
    const subkeys = keyring.epochs.map((epoch) => {
      const { field, name, index, seal, digest } = keyring.of(epoch)!;
      const keys = Object.entries({ field, name, index, seal, digest });
      return {
        epoch,
        ...Object.fromEntries(keys.map(([purpose, key]) => [purpose, toHex(key)])),
      };
    });
    return { walletId: toHex(WALLET_ID), keyring: hex, subkeys };
  });
}

/** Sections 7.5 and 7.6. */
export function secretTextVectors() {
  const random = fixedRandom("secret texts");
  const secrets = [
    new Uint8Array(32),
    new Uint8Array(32).fill(255),
    random(32),
    random(32),
  ];
  return {
    tokens: secrets.map((it) => ({ secret: toHex(it), text: formatToken(it) })),
    recoverySheets: secrets.map((it) => ({
      key: toHex(it),
      text: formatRecoverySheet(it),
    })),
  };
}

/** Section 7.2: every slot of a wallet, step by step. */
export async function slotVectors({ open, doors }: SampleWallet) {
  const { header, keyring } = open;
  return {
    walletId: toHex(header.walletId),
    keyring: toHex(keyring.toBytes()),
    slots: await Promise.all(doors.map((door) => slotVector(header, door))),
  };
}

async function slotVector(header: HeaderV1, door: Door) {
  const i = header.slots.findIndex(({ id }) => id === door.slotId);
  const slot = header.slots[i]!;
  const [material, info] = slot.kind === "token"
    ? [parseToken((door.secret as { token: string }).token), LABELS.kekToken]
    : [
      await stretchPassword((door.secret as { password: string }).password, slot),
      LABELS.kekPassword,
    ];
  const deviceKey = slot.device.kind === "password"
    ? await stretchPassword(door.devicePassword!, slot.device)
    : door.deviceKey ?? new Uint8Array();
  const parameters = { salt: deviceKey, info: utf8(info), length: 64 };
  const okm = hkdfKey(material, { hash: "sha512", ...parameters });
  return {
    opensWith: doorJson(door),
    slot: JSON.parse(formatHeader(header)).slots[i],
    material: toHex(material),
    deviceKey: toHex(deviceKey),
    wrappingKey: toHex(okm.subarray(0, 32)),
    commitment: toHex(okm.subarray(32)),
    aad: toHex(encode(LABELS.slot, header.walletId, slotFields(slot))),
  };
}

/** Sections 7.4 and 8. */
export function headerVectors(wallets: Record<string, SampleWallet>) {
  return Object.entries(wallets).map(([name, { open, records }]) => {
    const { header, keyring, sum } = open;
    const members = records.map(({ seal }) => member(seal, keyring));
    return {
      name,
      header: formatHeader(header),
      keyring: toHex(keyring.toBytes()),
      sealed: toHex(headerSealInput(header)),
      seal: toHex(header.seal),
      members: members.map((it) => toHex(sumBytes(wrap(it)))),
      sum: toHex(sumBytes(sum)),
    };
  });
}

/** Sections 9.1 to 9.3. */
export function placeAndTextVectors() {
  const random = fixedRandom("sealed texts");
  const keyring = Keyring.create(random);
  const { walletId } = keyring;
  const recordId = random(16);
  const keys = keyring.newest;
  const hash = infoHash("customer", { walletId, recordId }, keys);
  const parts: SealedPart[] = [
    { name: "domain" },
    { name: "access" },
    { name: "info", hash },
    { field: "uid" },
    { field: "pwd" },
    { field: "info", hash },
  ];
  const context = { walletId, recordId, keys, random };
  return {
    walletId: toHex(walletId),
    keyring: toHex(keyring.toBytes()),
    recordId: toHex(recordId),
    places: [["energy", "smart energy"], ["", ""], ["a", "b"], ["ab", ""]].map(
      ([domain, access]) => ({
        domain,
        access,
        domainHash: toHex(domainHash(domain!, walletId, keys)),
        accessHash: toHex(
          accessHash({ domain: domain!, access: access! }, walletId, keys),
        ),
      }),
    ),
    info: { name: "customer", hash: toHex(hash) },
    texts: parts.map((part, i) => ({
      key: "name" in part ? "name" : "field",
      kind: "name" in part ? part.name : part.field,
      hash: "hash" in part ? toHex(part.hash) : "",
      text: TEXTS[i],
      sealed: formatSealed(sealText(TEXTS[i]!, part, context)),
    })),
  };
}

/** Section 9: the records of a wallet, one by one. */
export function recordVectors({ open, records, plain }: SampleWallet) {
  const { walletId, names } = open.header;
  return {
    header: formatHeader(open.header),
    keyring: toHex(open.keyring.toBytes()),
    records: records.map(({ stored, seal }, i) => ({
      stored: recordJson(stored),
      sealed: toHex(recordSealInput(parseRecord(stored).parts, { walletId, names })),
      seal: toHex(seal.seal),
      plain: plainJson(plain[i]!),
    })),
  };
}

/** A wallet as a store holds it, what opens it, and what is in it. */
export function walletVector({ open, records, plain, doors }: SampleWallet) {
  return {
    header: formatHeader(open.header),
    doors: doors.map(doorJson),
    records: records.map(({ stored }) => recordJson(stored)),
    plain: plain.map(plainJson),
  };
}
