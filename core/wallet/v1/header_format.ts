/**
 * The text of a header (docs/format_v1.md, section 7.1): there is one for each header.
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import { asciiJson } from "../../stash/key.ts";
import { type Device, FORMAT, type HeaderV1, type Slot } from "./header.ts";
import type { PasswordKdf } from "./password_kdf.ts";

/** One line of ASCII JSON, its members in the order of the format. */
export function formatHeader(header: HeaderV1): string {
  return asciiJson({
    format: FORMAT,
    walletId: toBase64Url(header.walletId),
    names: header.names,
    generation: header.generation,
    count: header.count,
    epochs: header.epochs,
    digest: toBase64Url(header.digest),
    slots: header.slots.map(formatSlot),
    seal: toBase64Url(header.seal),
  });
}

function formatSlot(slot: Slot): object {
  return {
    id: slot.id,
    kind: slot.kind,
    label: slot.label,
    kdf: formatKdf(slot.kdf),
    salt: toBase64Url(slot.salt),
    device: formatDevice(slot.device),
    commitment: toBase64Url(slot.commitment),
    wrapped: toBase64Url(slot.wrapped),
  };
}

function formatKdf(kdf: PasswordKdf | { readonly name: "none" }): object {
  switch (kdf.name) {
    case "argon2id":
      return { name: kdf.name, m: kdf.m, t: kdf.t, p: kdf.p };
    case "pbkdf2-sha512":
      return { name: kdf.name, iterations: kdf.iterations };
    case "none":
      return { name: kdf.name };
  }
}

function formatDevice(device: Device): object {
  if (device.kind !== "password") return { kind: device.kind };
  const { kind, kdf, salt } = device;
  return { kind, kdf: formatKdf(kdf), salt: toBase64Url(salt) };
}
