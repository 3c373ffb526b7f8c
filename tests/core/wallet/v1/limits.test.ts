/**
 * Every number of a header that sets what it costs to read, at its floor and its ceiling,
 * and one step beyond.
 */

import assert from "node:assert/strict";
import { toBase64Url } from "../../../../core/base64url.ts";
import { DamagedError } from "../../../../core/errors.ts";
import { asciiJson } from "../../../../core/stash/key.ts";
import {
  MAX_HEADER_LENGTH,
  MAX_LABEL_LENGTH,
  MAX_SLOTS,
} from "../../../../core/wallet/v1/header.ts";
import { parseHeader } from "../../../../core/wallet/v1/header_parse.ts";
import {
  KDF_LIMITS,
  kdfOutside,
  kdfWork,
  MAX_WORK,
  SALT_LENGTHS,
} from "../../../../core/wallet/v1/password_kdf.ts";

const bytes = (length: number) => toBase64Url(new Uint8Array(length));
const ARGON2 = { name: "argon2id", m: 8_192, t: 1, p: 1 } as const;
const PBKDF2 = { name: "pbkdf2-sha512", iterations: 600_000 } as const;

/** A slot as a header has it, with other costs or another label. */
function slot(at: number, changes: object = {}): object {
  return {
    id: at.toString(16).padStart(8, "0"),
    kind: "password",
    label: "",
    kdf: ARGON2,
    salt: bytes(16),
    device: { kind: "none" },
    commitment: bytes(32),
    wrapped: bytes(80),
    ...changes,
  };
}

function header(slots: readonly object[], changes: object = {}): string {
  return asciiJson({
    format: "coffer/v1",
    walletId: bytes(16),
    names: "sealed",
    generation: 1,
    count: 0,
    epochs: [1],
    digest: bytes(72),
    slots,
    seal: bytes(32),
    ...changes,
  });
}

const taken = (text: string) => assert.equal(typeof parseHeader(text), "object");
const refused = (text: string) => assert.throws(() => parseHeader(text), DamagedError);

/** One that a password's derivation takes, and one step beyond either end. */
const COSTS: [name: keyof typeof KDF_LIMITS, kdf: object][] = [
  ["m", ARGON2],
  ["t", ARGON2],
  ["p", ARGON2],
  ["iterations", PBKDF2],
];

for (const [name, kdf] of COSTS) {
  const [least, most] = KDF_LIMITS[name];
  const asking = (number: number) => ({ kdf: { ...kdf, [name]: number } });
  const device = (number: number) => ({
    device: { kind: "password", ...asking(number), salt: bytes(16) },
  });
  Deno.test(`limits: ${name} is ${least} to ${most}, of passwords and devices`, () => {
    for (const number of [least, most]) {
      taken(header([slot(1, asking(number))]));
      taken(header([slot(1, device(number))]));
    }
    for (const number of [least - 1, most + 1, 0, -1, 2 ** 53 - 1, 1.5]) {
      refused(header([slot(1, asking(number))]));
      refused(header([slot(1, device(number))]));
    }
  });
}

Deno.test("limits: no number that is none passes for a cost", () => {
  for (const number of [NaN, Infinity, -Infinity, 8_192.5]) {
    assert.equal(kdfOutside({ ...ARGON2, m: number }), "m");
    assert.equal(kdfOutside({ ...PBKDF2, iterations: number }), "iterations");
  }
});

Deno.test("limits: the work of all slots together has a ceiling", () => {
  const dear = { kdf: { ...PBKDF2, iterations: 10_000_000 } };
  assert.equal(2 * kdfWork({ ...PBKDF2, iterations: 10_000_000 }), MAX_WORK);
  taken(header([slot(1, dear), slot(2, dear)]));
  const least = { kdf: { ...PBKDF2 } };
  refused(header([slot(1, dear), slot(2, dear), slot(3, least)]));
  // A device's derivation counts as much as a password's.
  const both = { ...dear, device: { kind: "password", ...dear, salt: bytes(16) } };
  taken(header([slot(1, both)]));
  refused(header([slot(1, both), slot(2)]));
});

Deno.test(`limits: 1 to ${MAX_SLOTS} slots`, () => {
  const slots = (count: number) => Array.from({ length: count }, (_, at) => slot(at));
  taken(header(slots(1)));
  taken(header(slots(MAX_SLOTS)));
  refused(header([]));
  refused(header(slots(MAX_SLOTS + 1)));
});

Deno.test(`limits: salts of ${SALT_LENGTHS.join(" to ")} bytes`, () => {
  const [least, most] = SALT_LENGTHS;
  const salted = (length: number) => header([slot(1, { salt: bytes(length) })]);
  for (const length of [least, most]) taken(salted(length));
  for (const length of [0, least - 1, most + 1, 10_000]) refused(salted(length));
});

Deno.test(`limits: labels of up to ${MAX_LABEL_LENGTH} bytes, not characters`, () => {
  const labelled = (label: string) => header([slot(1, { label })]);
  taken(labelled("x".repeat(MAX_LABEL_LENGTH)));
  taken(labelled("\u00e9".repeat(MAX_LABEL_LENGTH / 2)));
  refused(labelled("x".repeat(MAX_LABEL_LENGTH + 1)));
  refused(labelled("\u00e9".repeat(MAX_LABEL_LENGTH / 2) + "x"));
});

Deno.test("limits: counts go up to what a number counts exactly", () => {
  for (const name of ["generation", "count"]) {
    taken(header([slot(1)], { [name]: Number.MAX_SAFE_INTEGER }));
    refused(header([slot(1)], { [name]: 2 ** 53 }));
    refused(header([slot(1)], { [name]: -1 }));
  }
  taken(header([slot(1)], { count: 0 }));
  refused(header([slot(1)], { generation: 0 }));
});

Deno.test("limits: the largest header fits, and what is longer is not looked at", () => {
  const largest = Array.from({ length: MAX_SLOTS }, (_, at) =>
    slot(at, {
      label: "\x01".repeat(MAX_LABEL_LENGTH),
      salt: bytes(64),
      wrapped: bytes(120),
      device: { kind: "password", kdf: ARGON2, salt: bytes(64) },
    }));
  const text = header(largest);
  assert.ok(text.length < MAX_HEADER_LENGTH);
  taken(text);
  refused(" ".repeat(MAX_HEADER_LENGTH + 1));
  const named = { message: /too long/ };
  assert.throws(() => parseHeader(text.padEnd(MAX_HEADER_LENGTH + 1)), named);
});
