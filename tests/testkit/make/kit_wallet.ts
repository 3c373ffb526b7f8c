/**
 * The wallets of the kit: quick to open, and the same bytes every time.
 *
 * @module
 */

import { newHeader } from "../../../core/wallet/v1/change_header.ts";
import { noDevice, randomDevice } from "../../../core/wallet/v1/device.ts";
import type { NamesMode } from "../../../core/wallet/v1/header.ts";
import { Keyring } from "../../../core/wallet/v1/keyring.ts";
import { newPasswordSlot, newTokenSlot } from "../../../core/wallet/v1/new_slot.ts";
import type { OpenHeader } from "../../../core/wallet/v1/open_header.ts";
import type { RecordV1 } from "../../../core/wallet/v1/record.ts";
import type { SealedRecord } from "../../../core/wallet/v1/seal_record.ts";
import { fixedRandom } from "../../core/wallet/v1/fixed_random.ts";
import { QUICK_KDF, withRecords } from "../../core/wallet/v1/sample_wallets.ts";

/** Opens every wallet of the kit. */
export const PASSWORD = "correct horse";
/** Would open it with a device key that nobody has. */
export const PASSWORD_WITH_DEVICE = "battery staple";

/** A wallet and what is in it. */
export interface KitWallet {
  open: OpenHeader;
  records: SealedRecord[];
  plain: RecordV1[];
  token: string;
}

/** A wallet of its own for each seed, with a slot of each kind. */
export async function kitWallet(
  seed: string,
  names: NamesMode = "sealed",
): Promise<KitWallet> {
  const random = fixedRandom(`testkit/${seed}`);
  const keyring = Keyring.create(random);
  const quick = { kdf: QUICK_KDF, keyring, random };
  const slots = [
    await newPasswordSlot(PASSWORD, {
      ...quick,
      id: "00000001",
      label: "password",
      device: noDevice(),
    }),
    await newPasswordSlot(PASSWORD_WITH_DEVICE, {
      ...quick,
      id: "00000002",
      label: "device",
      device: randomDevice(random),
    }),
  ];
  const { slot, token } = newTokenSlot({ id: "00000003", label: "ci", keyring, random });
  const open = newHeader(keyring, { names, slots: [...slots, slot], random });
  return { ...withRecords(open, random), token };
}
