/**
 * What the cases of headers that must not open have in common.
 *
 * @module
 */

import type { HeaderV1, Slot } from "../../../../core/wallet/v1/header.ts";
import type { Refusal } from "./negative.ts";
import type { Door } from "./sample_wallets.ts";

/** A header, what it is opened with, and why it must not open. */
export type HeaderCase = [
  name: string,
  header: HeaderV1,
  door: Door,
  reason: string,
  error?: Refusal,
];

/** Where the slots and doors of the sample wallets stand. */
export const PASSWORD = 0, RANDOM_DEVICE = 1, DEVICE_PASSWORD = 2, TOKEN = 3;

/** The header with one slot changed. */
export function withSlot(header: HeaderV1, i: number, change: object): HeaderV1 {
  const slots = header.slots.map((slot, at) =>
    at === i ? { ...slot, ...change } as Slot : slot
  );
  return { ...header, slots };
}
