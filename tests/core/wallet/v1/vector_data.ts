/**
 * Reads the files of `tests/vectors/wallet_v1/`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { decodeHex, utf8 } from "../../../../core/bytes.ts";
import { AuthenticationError, DamagedError } from "../../../../core/errors.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import { Keyring } from "../../../../core/wallet/v1/keyring.ts";
import { type OpenHeader, openHeader } from "../../../../core/wallet/v1/open_header.ts";
import type { Secret, UnlockOptions } from "../../../../core/wallet/v1/unlock.ts";
import type { doorJson } from "./json.ts";
import type { Negative } from "./negative.ts";
import { FOLDER } from "./vector_files.ts";

/** Hexadecimal digits as bytes. */
export function hex(digits: string): Uint8Array<ArrayBuffer> {
  return decodeHex(utf8(digits));
}

/** One file. */
export function vector<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, FOLDER)));
}

/** A header that opens with a keyring. */
export function openWith(header: string, keyring: string): OpenHeader {
  const parsed = parseHeader(header);
  return openHeader(parsed, Keyring.fromBytes(parsed.walletId, hex(keyring)));
}

/** A secret, and what else there is, of JSON. */
export function fromDoor(
  { slotId, password, token, deviceKey, devicePassword }:
    & Partial<Record<"password" | "token", string>>
    & ReturnType<typeof doorJson>,
): { secret: Secret; options: UnlockOptions } {
  const secret = token === undefined ? { password: password! } : { token };
  const key = deviceKey === undefined ? undefined : hex(deviceKey);
  return { secret, options: { slotHint: slotId, deviceKey: key, devicePassword } };
}

const CLASSES = { AuthenticationError, DamagedError };

/** Whether an error is the one that a case expects, for its reason. */
export function isRefusal(expected: Negative): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof CLASSES[expected.error], `${expected.case}: ${error}`);
    assert.ok(error.message.includes(expected.reason), `${expected.case}: ${error}`);
    return true;
  };
}
