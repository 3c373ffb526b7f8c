/**
 * The wallets of `tests/vectors/wallet_v1/`, made from fixed bytes: costs are the least
 * that the format takes.
 *
 * @module
 */

import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { changeRecords, newHeader } from "../../../../core/wallet/v1/change_header.ts";
import {
  type DeviceWithKey,
  noDevice,
  passwordDevice,
  randomDevice,
} from "../../../../core/wallet/v1/device.ts";
import type { NamesMode, Slot } from "../../../../core/wallet/v1/header.ts";
import { newPasswordSlot, newTokenSlot } from "../../../../core/wallet/v1/new_slot.ts";
import type { OpenHeader } from "../../../../core/wallet/v1/open_header.ts";
import { openRecordV1 } from "../../../../core/wallet/v1/open_record.ts";
import {
  DEFAULT_PBKDF2,
  type PasswordKdf,
} from "../../../../core/wallet/v1/password_kdf.ts";
import type { RecordV1 } from "../../../../core/wallet/v1/record.ts";
import { beginRenewal, renewRecord } from "../../../../core/wallet/v1/renew_key.ts";
import {
  newRecordId,
  type SealedRecord,
  sealRecordV1,
} from "../../../../core/wallet/v1/seal_record.ts";
import { openSlot, type Secret } from "../../../../core/wallet/v1/unlock.ts";
import type { RandomSource } from "../../../../core/crypto/random.ts";
import { fixedRandom } from "./fixed_random.ts";

/** The quickest that the format takes. */
export const QUICK_KDF: PasswordKdf = { name: "argon2id", m: 8_192, t: 1, p: 1 };

/** One way into a sample wallet. */
export interface Door {
  slotId: string;
  secret: Secret;
  /** Of the device, where the slot needs one. */
  deviceKey?: Uint8Array<ArrayBuffer>;
  devicePassword?: string;
}

/** A wallet with all that opens it. */
export interface SampleWallet {
  open: OpenHeader;
  records: SealedRecord[];
  plain: RecordV1[];
  doors: Door[];
}

const TIMES = ["2026-01-02T03:04:05.060000Z", "1999-12-31T23:59:59.999999Z"] as const;

/** Records with everything that is hard on somebody. */
export const SAMPLE_RECORDS: readonly Omit<RecordV1, "updated">[] = [
  {
    domain: "energy",
    access: "smart energy",
    uid: "jo@example.org",
    pwd: "Tr0ub4dor&3",
    info: new Map([["gas account", "12345"], ["customer", "a-77"]]),
  },
  {
    domain: "energy",
    access: "water",
    uid: null,
    pwd: "x".repeat(28),
    info: new Map(),
  },
  { domain: "", access: "", uid: "", pwd: "", info: null },
  {
    domain: "__proto__",
    access: "Zo\u0308e \u{1f511} \u202e",
    uid: "e\u0301 \u00e9",
    pwd: null,
    info: new Map([["", "y".repeat(29)], ["\u0000\n", "\ufeff"], [
      "\u{1f600}",
      "\uffff",
    ]]),
  },
];

async function passwordDoor(
  password: string,
  { kdf, device, keyring, random, id, devicePassword }: {
    kdf: PasswordKdf;
    device: DeviceWithKey;
    keyring: Keyring;
    random: RandomSource;
    id: string;
    devicePassword?: string;
  },
): Promise<{ slot: Slot; door: Door }> {
  const label = `slot ${id}`;
  const slot = await newPasswordSlot(password, {
    id,
    label,
    kdf,
    device,
    keyring,
    random,
  });
  const door: Door = { slotId: id, secret: { password } };
  if (devicePassword !== undefined) door.devicePassword = devicePassword;
  else if (device.key.length > 0) door.deviceKey = device.key;
  return { slot, door };
}

/** A wallet with a slot of each kind; `pbkdf2` adds one that takes a third of a second. */
export async function sampleWallet(
  seed: string,
  { names, pbkdf2 = false }: { names: NamesMode; pbkdf2?: boolean },
): Promise<SampleWallet> {
  const random = fixedRandom(seed);
  const keyring = Keyring.create(random);
  const quick = { kdf: QUICK_KDF, keyring, random };
  const devicePassword = "device p\u00e4ssword";
  const fromPassword = await passwordDevice(devicePassword, { ...QUICK, random });
  const made = [
    await passwordDoor("correct horse", {
      ...quick,
      device: noDevice(),
      id: "00000001",
    }),
    await passwordDoor("p\u00e4ssw\u00f6rd \u{1f511}", {
      ...quick,
      device: randomDevice(random),
      id: "00000002",
    }),
    await passwordDoor("battery staple", {
      ...quick,
      device: fromPassword,
      devicePassword,
      id: "00000003",
    }),
  ];
  if (pbkdf2) {
    made.push(
      await passwordDoor("slow and steady", {
        ...quick,
        kdf: DEFAULT_PBKDF2,
        device: noDevice(),
        id: "00000004",
      }),
    );
  }
  const { slot, token } = newTokenSlot({
    id: "00000005",
    label: 'CI "\u00e9" \\',
    keyring,
    random,
  });
  const open = newHeader(keyring, {
    names,
    slots: [...made.map(({ slot }) => slot), slot],
    random,
  });
  const doors = [
    ...made.map(({ door }) => door),
    { slotId: "00000005", secret: { token } },
  ];
  return { ...withRecords(open, random), doors };
}

const QUICK = { kdf: QUICK_KDF };

/** The header with the sample records in its count and digest, and the records. */
export function withRecords(
  empty: OpenHeader,
  random: RandomSource,
): Omit<SampleWallet, "doors"> {
  const plain = SAMPLE_RECORDS.map((record, i) => ({
    ...record,
    updated: TIMES[i % 2]!,
  }));
  const records = plain.map((record, i) =>
    sealRecordV1(record, empty, {
      recordId: newRecordId(random),
      rev: i + 1,
      updated: record.updated,
      random,
    })
  );
  const changes = records.map(({ seal }) => ({ old: null, new: seal }));
  return { open: changeRecords(empty, changes, random), records, plain };
}

/** The same half-way through a renewal of its key: half the records have moved. */
export async function renewingWallet(wallet: SampleWallet): Promise<SampleWallet> {
  const random = fixedRandom("renewing");
  const doors = wallet.doors.filter(({ slotId }) => slotId !== "00000003");
  const slotKeys = [];
  for (const { slotId, ...door } of doors) {
    slotKeys.push(await openSlot(wallet.open.header, slotId, door));
  }
  const { open } = beginRenewal(wallet.open, { slotKeys, random });
  const records = wallet.records.map((record, i) =>
    i % 2 === 0 ? record : renewRecord(openRecordV1(record.stored, open), open, random)
  );
  const changes = records.flatMap((record, i) =>
    i % 2 === 0 ? [] : [{ old: wallet.records[i]!.seal, new: record.seal }]
  );
  return {
    open: changeRecords(open, changes, random),
    records,
    plain: wallet.plain,
    doors,
  };
}
