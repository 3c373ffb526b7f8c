/**
 * Headers whose form is right and which must not open: changed by somebody without the
 * keys, put together from parts that do not belong together, or sealed by a faulty writer.
 *
 * @module
 */

import { changeRecords } from "../../../../core/wallet/v1/change_header.ts";
import { removeSlot } from "../../../../core/wallet/v1/change_slots.ts";
import type { HeaderV1 } from "../../../../core/wallet/v1/header.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { fixedRandom } from "./fixed_random.ts";
import { doorJson } from "./json.ts";
import { flipped, type Negative, type Refusal, SEAL } from "./negative.ts";
import {
  DEVICE_PASSWORD,
  type HeaderCase,
  PASSWORD,
  RANDOM_DEVICE,
  TOKEN,
  withSlot,
} from "./negative_header_case.ts";
import { FaultyWriter } from "./negative_header_faults.ts";
import type { Door, SampleWallet } from "./sample_wallets.ts";

/** A header to be opened with what stands beside it, and refused. */
export interface NegativeHeader extends Negative {
  header: string;
  opensWith: ReturnType<typeof doorJson>;
}

const WRONG: Refusal = "AuthenticationError";

/** Changed without the keys, opened with the token. */
function tampered({ open, doors }: SampleWallet, foreign: SampleWallet): HeaderCase[] {
  const { header } = open;
  const token = doors[TOKEN]!;
  const random = fixedRandom("tampered");
  const older = header;
  const newer = changeRecords(open, [], random).header;
  const emptied = removeSlot(open, header.slots[PASSWORD]!.id, random).header;
  const cases: [string, HeaderV1, string][] = [
    [
      "walletId changed",
      { ...header, walletId: flipped(header.walletId) },
      "slot 00000005",
    ],
    ["names changed", { ...header, names: "clear" }, SEAL],
    ["generation changed", { ...header, generation: 3 }, SEAL],
    ["count changed", { ...header, count: 3 }, SEAL],
    ["epoch changed", { ...header, epochs: [2] }, "epochs are not those of its keys"],
    ["epoch added", { ...header, epochs: [1, 2] }, "epochs are not those of its keys"],
    ["digest changed", { ...header, digest: flipped(header.digest, 71) }, SEAL],
    ["digest of the next generation", { ...older, digest: newer.digest }, SEAL],
    ["seal changed", { ...header, seal: flipped(header.seal) }, SEAL],
    ["seal of the next generation", { ...older, seal: newer.seal }, SEAL],
    ["slots of the next generation", { ...older, slots: emptied.slots }, SEAL],
    ["another slot's label changed", withSlot(header, PASSWORD, { label: "" }), SEAL],
    ["another slot's id changed", withSlot(header, PASSWORD, { id: "00000009" }), SEAL],
    [
      "another slot's keyring changed",
      withSlot(header, PASSWORD, {
        wrapped: flipped(header.slots[PASSWORD]!.wrapped, 30),
      }),
      SEAL,
    ],
    [
      "slots in another order",
      { ...header, slots: header.slots.toReversed() },
      SEAL,
    ],
    [
      "a slot of another wallet added",
      {
        ...header,
        slots: [...header.slots, {
          ...foreign.open.header.slots[PASSWORD]!,
          id: "0000000f",
        }],
      },
      SEAL,
    ],
    [
      "the slot's id changed",
      withSlot(header, TOKEN, { id: "00000009" }),
      "slot 00000009",
    ],
    ["the slot's label changed", withSlot(header, TOKEN, { label: "" }), "slot 00000005"],
    [
      "the slot's keyring changed",
      withSlot(header, TOKEN, { wrapped: flipped(header.slots[TOKEN]!.wrapped, 30) }),
      "slot 00000005",
    ],
    [
      "the slot's keyring is that of another slot",
      withSlot(header, TOKEN, { wrapped: header.slots[PASSWORD]!.wrapped }),
      "slot 00000005",
    ],
    [
      "all but the walletId is of another wallet",
      { ...foreign.open.header, walletId: header.walletId },
      "slot 00000005",
    ],
    [
      "all but the slots is of another wallet",
      { ...foreign.open.header, walletId: header.walletId, slots: header.slots },
      SEAL,
    ],
  ];
  return cases.map(([name, header, reason]) => {
    const ownToken = name.startsWith("all but the walletId")
      ? foreign.doors[TOKEN]!
      : token;
    return [name, header, ownToken, reason];
  });
}

/** Refused before the seal is looked at: nothing fits what is known. */
function wrongSecrets(
  { open, doors }: SampleWallet,
  foreign: SampleWallet,
): HeaderCase[] {
  const { header } = open;
  const [password, device, devicePassword, token] = doors as [Door, Door, Door, Door];
  const salt = header.slots[PASSWORD]!.salt;
  const only = (i: number): HeaderV1 => ({ ...header, slots: [header.slots[i]!] });
  const tokenText = "token" in token.secret ? token.secret.token : "";
  const typo = tokenText.slice(0, -1) + (tokenText.endsWith("A") ? "B" : "A");
  const wrong = "wrong password";
  const cases: [string, HeaderV1, Door, string][] = [
    ["wrong password", only(PASSWORD), {
      ...password,
      secret: { password: "Correct horse" },
    }, wrong],
    [
      "empty password",
      only(PASSWORD),
      { ...password, secret: { password: "" } },
      "is empty",
    ],
    ["no slot for a password", only(TOKEN), password, "no slot"],
    ["no slot for a token", only(PASSWORD), token, "no slot"],
    ["wrong token", only(TOKEN), foreign.doors[TOKEN]!, "wrong token"],
    [
      "token with a typing error",
      only(TOKEN),
      { ...token, secret: { token: typo } },
      "typing",
    ],
    ["token cut short", only(TOKEN), {
      ...token,
      secret: { token: tokenText.slice(0, -1) },
    }, "not a CI token"],
    [
      "no device key",
      only(RANDOM_DEVICE),
      { ...device, deviceKey: undefined! },
      "needs a device key",
    ],
    ["wrong device key", only(RANDOM_DEVICE), {
      ...device,
      deviceKey: flipped(device.deviceKey!),
    }, wrong],
    ["no device password", only(DEVICE_PASSWORD), {
      ...devicePassword,
      devicePassword: undefined!,
    }, "needs a device key"],
    ["wrong device password", only(DEVICE_PASSWORD), {
      ...devicePassword,
      devicePassword: "x",
    }, wrong],
    [
      "salt changed",
      withSlot(only(PASSWORD), 0, { salt: flipped(salt) }),
      password,
      wrong,
    ],
    [
      "salt longer",
      withSlot(only(PASSWORD), 0, { salt: Uint8Array.from([...salt, 0]) }),
      password,
      wrong,
    ],
    [
      "m changed",
      withSlot(only(PASSWORD), 0, { kdf: { name: "argon2id", m: 8193, t: 1, p: 1 } }),
      password,
      wrong,
    ],
    [
      "t changed",
      withSlot(only(PASSWORD), 0, { kdf: { name: "argon2id", m: 8192, t: 2, p: 1 } }),
      password,
      wrong,
    ],
    [
      "commitment changed",
      withSlot(only(PASSWORD), 0, {
        commitment: flipped(header.slots[PASSWORD]!.commitment),
      }),
      password,
      wrong,
    ],
    [
      "device random in place of none",
      withSlot(only(PASSWORD), 0, { device: { kind: "random" } }),
      password,
      "needs a device key",
    ],
  ];
  return cases.map(([name, header, door, reason]) => [name, header, door, reason, WRONG]);
}

/** With the right password, and something in its own slot changed. */
function changedSlot({ open, doors }: SampleWallet): HeaderCase[] {
  const { header } = open;
  const slot = header.slots[PASSWORD]!;
  const door = doors[PASSWORD]!;
  const cases: [string, object][] = [
    ["a password slot's id changed", { id: "00000009" }],
    ["a password slot's label changed", { label: "mine" }],
    ["a password slot's keyring changed", { wrapped: flipped(slot.wrapped, 30) }],
    ["a password slot's nonce changed", { wrapped: flipped(slot.wrapped) }],
  ];
  return cases.map(([name, change]) => [
    name,
    withSlot(header, PASSWORD, change),
    { ...door, slotId: "00000001" },
    "was changed",
  ]);
}

/** All cases, from two wallets with slots of the same kinds. */
export function negativeHeaders(
  wallet: SampleWallet,
  foreign: SampleWallet,
): NegativeHeader[] {
  const cases = [
    ...tampered(wallet, foreign),
    ...wrongSecrets(wallet, foreign),
    ...changedSlot(wallet),
    ...new FaultyWriter(wallet).cases(),
  ];
  return cases.map(([name, header, door, reason, error = "DamagedError"]) => ({
    case: name,
    error,
    reason,
    header: formatHeader(header),
    opensWith: doorJson(door),
  }));
}
