/**
 * Why a wallet did not open, as far as that can be known.
 *
 * @module
 */

import { AuthenticationError } from "../../errors.ts";
import type { DeviceKeys } from "./device_keys.ts";
import type { Slot } from "./header.ts";

/** There is no slot of the kind that the secret is for. */
export function noSuchKind(kind: Slot["kind"]): AuthenticationError {
  const [has, other] = kind === "token"
    ? ["CI token", "password"]
    : ["password", "CI token"];
  return new AuthenticationError(`no slot that was asked for opens with a ${has}`, {
    hint: `try a ${other}; \`coffer slot list\` shows what the wallet opens with`,
  });
}

/** None of `slots`, all of one kind, has opened. */
export function nothingOpened(
  slots: readonly Slot[],
  devices: DeviceKeys,
): AuthenticationError {
  const without = slots.filter(({ device }) => devices.lacks(device)).length;
  const join =
    "`coffer init` joins this device, with the device password or recovery key";
  if (without === slots.length) {
    return new AuthenticationError("the wallet needs a device key, and none is here", {
      hint: join,
    });
  }
  const secret = slots[0]!.kind === "token" ? "token" : "password";
  const device = slots.some(({ device }) => device.kind !== "none")
    ? " or device key"
    : "";
  return new AuthenticationError(`wrong ${secret}${device}, or a damaged header`, {
    hint: without === 0
      ? "try again: every space and the case of every letter count"
      : `try again; ${without} of the slots need a device key that is not here: ${join}`,
  });
}
