/**
 * Headers whose form is wrong: refused before any key is derived.
 *
 * @module
 */

import { asciiJson } from "../../../../core/stash/key.ts";
import type { AnyJson, Negative } from "./negative.ts";

/** One case: what to do to the header's JSON or to its text. */
type Spoil = (header: AnyJson) => AnyJson;

const KDF = { name: "argon2id", m: 8192, t: 1, p: 1 };
const SPELLED = "not spelled";

/** Text that differs from the canonical one. */
function texts(good: string): [string, string, string][] {
  const { walletId, ...rest } = JSON.parse(good);
  const replaced = (from: string, to: string) => {
    if (!good.includes(from)) throw new Error(`nothing to spoil: ${from}`);
    return good.replace(from, to);
  };
  return [
    ["empty", "", "not JSON"],
    ["truncated", good.slice(0, -1), "not JSON"],
    ["more after the end", good + "}", "not JSON"],
    ["a list", `[${good}]`, "no object"],
    ["null", "null", "no object"],
    ["a string", asciiJson(good), "no object"],
    ["a line break at the end", good + "\n", SPELLED],
    ["white space", replaced(",", ", "), SPELLED],
    ["a byte-order mark", "\ufeff" + good, "not JSON"],
    ["members in another order", asciiJson({ ...rest, walletId }), SPELLED],
    ["a member twice", replaced('"count":', '"count":4,"count":'), SPELLED],
    [
      "a member __proto__",
      replaced('"count":', '"__proto__":{},"count":'),
      SPELLED,
    ],
    ["a number as 1e0", replaced('"p":1', '"p":1e0'), SPELLED],
    ["a number as 1.0", replaced('"p":1', '"p":1.0'), SPELLED],
    ["a number with a zero before it", replaced('"p":1', '"p":01'), "not JSON"],
    ["a letter escaped", replaced('"sealed"', '"\\u0073ealed"'), SPELLED],
    ["an escape in upper case", replaced("\\u00e9", "\\u00E9"), SPELLED],
    ["a raw letter", replaced("\\u00e9", "\u00e9"), SPELLED],
    ["half a surrogate pair", replaced("\\u00e9", "\\ud83d"), "no text"],
  ];
}

/** The password slot without a device key, and the token slot, of the sample wallet. */
const PASSWORD = 0, DEVICE_PASSWORD = 2, TOKEN = 3;

function member(name: string, value: unknown): Spoil {
  return (header) => ({ ...header, [name]: value });
}

function without(name: string): Spoil {
  return ({ [name]: _, ...rest }) => rest;
}

function slot(i: number, name: string, value: unknown): Spoil {
  return (header) => {
    header.slots[i] = { ...header.slots[i], [name]: value };
    return header;
  };
}

/** As many digits of base64url as make too few bytes. */
function shorter(name: string, digits: number): Spoil {
  return member(name, "A".repeat(digits));
}

const copies = (count: number): Spoil => (header) => ({
  ...header,
  slots: Array.from({ length: count }, (_, i) => ({
    ...header.slots[TOKEN],
    id: String(i).padStart(8, "0"),
  })),
});

const MEMBERS = [
  "format",
  "walletId",
  "names",
  "generation",
  "count",
  "epochs",
  "digest",
  "slots",
  "seal",
];
const SLOT_MEMBERS = [
  "id",
  "kind",
  "label",
  "kdf",
  "salt",
  "device",
  "commitment",
  "wrapped",
];

/** JSON that is not what the format says. */
const FORMS: [string, Spoil, string][] = [
  ...MEMBERS.map((name): [string, Spoil, string] => [
    `no ${name}`,
    without(name),
    name === "format" ? "no text" : name === "epochs" ? "no list" : name,
  ]),
  ...SLOT_MEMBERS.map((name): [string, Spoil, string] => [
    `a slot without ${name}`,
    (header) => {
      delete header.slots[PASSWORD][name];
      return header;
    },
    `${name} of slot 1`,
  ]),
  ["another format", member("format", "coffer/v2"), 'but "coffer/v2"'],
  ["format a number", member("format", 1), "but no text"],
  ["a member too many", member("more", 1), SPELLED],
  [
    "walletId too short",
    shorter("walletId", 20),
    "walletId of the header has a wrong length",
  ],
  [
    "walletId too long",
    member("walletId", "A".repeat(24)),
    "walletId of the header has a wrong length",
  ],
  [
    "walletId padded",
    (header) => ({ ...header, walletId: header.walletId + "==" }),
    "walletId of the header is not base64url",
  ],
  [
    "walletId with bits left over",
    member("walletId", "A".repeat(21) + "B"),
    "walletId of the header is not base64url",
  ],
  [
    "walletId in plain base64",
    member("walletId", "+" + "A".repeat(21)),
    "walletId of the header is not base64url",
  ],
  ["walletId a number", member("walletId", 7), "walletId of the header is no text"],
  ["names unknown", member("names", "hashed"), "neither sealed nor clear"],
  ["generation 0", member("generation", 0), "generation of the header"],
  ["generation negative", member("generation", -1), "generation of the header"],
  ["generation a fraction", member("generation", 1.5), "generation of the header"],
  ["generation 2^53", member("generation", 2 ** 53), "generation of the header"],
  ["generation a text", member("generation", "1"), "generation of the header"],
  ["count negative", member("count", -1), "count of the header"],
  ["epochs none", member("epochs", []), "epochs"],
  ["epochs 0", member("epochs", [0]), "epochs"],
  ["epochs a text", member("epochs", ["1"]), "epochs"],
  ["epochs twice the same", member("epochs", [1, 1]), "epochs"],
  ["epochs falling", member("epochs", [2, 1]), "epochs"],
  ["epochs with a gap", member("epochs", [1, 3]), "epochs"],
  ["epochs three", member("epochs", [1, 2, 3]), "epochs"],
  ["epochs with nothing", member("epochs", [1, null]), "epochs"],
  ["digest too short", shorter("digest", 92), "digest of the header has a wrong length"],
  ["seal too short", shorter("seal", 40), "seal of the header has a wrong length"],
  ["0 slots", member("slots", []), "0 slots"],
  ["17 slots", copies(17), "17 slots"],
  ["slots an object", member("slots", {}), "slots of the header is no list"],
  ["a slot that is null", member("slots", [null]), "slot 1 is no object"],
  [
    "two slots of one id",
    (header) => slot(PASSWORD, "id", header.slots[1].id)(header),
    "same id",
  ],
  ["a slot's id in upper case", slot(PASSWORD, "id", "0000000A"), "id of slot 1"],
  ["a slot's id too short", slot(PASSWORD, "id", "0000001"), "id of slot 1"],
  ["a slot's id with a line break", slot(PASSWORD, "id", "00000001\n"), "id of slot 1"],
  ["a slot of unknown kind", slot(PASSWORD, "kind", "key"), "kind of slot 1"],
  ["a slot of kind __proto__", slot(PASSWORD, "kind", "__proto__"), "kind of slot 1"],
  ["a label too long", slot(PASSWORD, "label", "\u00e9".repeat(65)), "label of slot 1"],
  [
    "an unknown KDF",
    slot(PASSWORD, "kdf", { name: "scrypt" }),
    "kdf of slot 1 is unknown",
  ],
  ["a KDF too many numbers", slot(PASSWORD, "kdf", { ...KDF, v: 19 }), SPELLED],
  [
    "a KDF without t",
    slot(PASSWORD, "kdf", { ...KDF, t: undefined }),
    "t of kdf of slot 1",
  ],
  ["m too small", slot(PASSWORD, "kdf", { ...KDF, m: 8191 }), "m of kdf of slot 1"],
  ["m too big", slot(PASSWORD, "kdf", { ...KDF, m: 262145 }), "m of kdf of slot 1"],
  ["t 0", slot(PASSWORD, "kdf", { ...KDF, t: 0 }), "t of kdf of slot 1"],
  ["t too big", slot(PASSWORD, "kdf", { ...KDF, t: 11 }), "t of kdf of slot 1"],
  ["p 2", slot(PASSWORD, "kdf", { ...KDF, p: 2 }), "p of kdf of slot 1"],
  [
    "iterations too few",
    slot(PASSWORD, "kdf", { name: "pbkdf2-sha512", iterations: 599999 }),
    "iterations of kdf of slot 1",
  ],
  [
    "iterations too many",
    slot(PASSWORD, "kdf", { name: "pbkdf2-sha512", iterations: 10000001 }),
    "iterations of kdf of slot 1",
  ],
  [
    "a password slot without KDF",
    slot(PASSWORD, "kdf", { name: "none" }),
    "kdf of slot 1",
  ],
  ["a token slot with a KDF", slot(TOKEN, "kdf", KDF), "slot 4 is for a token"],
  ["a token slot with a salt", slot(TOKEN, "salt", "A".repeat(22)), "salt of slot 4"],
  [
    "a token slot with a device key",
    slot(TOKEN, "device", { kind: "random" }),
    "slot 4 is for a token",
  ],
  ["a salt of 15 bytes", slot(PASSWORD, "salt", "A".repeat(20)), "salt of slot 1"],
  ["a salt of 65 bytes", slot(PASSWORD, "salt", "A".repeat(87)), "salt of slot 1"],
  [
    "an unknown device",
    slot(PASSWORD, "device", { kind: "tpm" }),
    "device of slot 1 is unknown",
  ],
  [
    "a device with more members",
    slot(PASSWORD, "device", { kind: "none", salt: "" }),
    SPELLED,
  ],
  [
    "a device KDF too cheap",
    (header) =>
      slot(DEVICE_PASSWORD, "device", {
        ...header.slots[DEVICE_PASSWORD].device,
        kdf: { ...KDF, m: 4096 },
      })(header),
    "m of kdf of device of slot 3",
  ],
  [
    "a device salt too short",
    (header) =>
      slot(DEVICE_PASSWORD, "device", {
        ...header.slots[DEVICE_PASSWORD].device,
        salt: "AAAA",
      })(header),
    "salt of device of slot 3",
  ],
  [
    "a commitment too short",
    slot(PASSWORD, "commitment", "A".repeat(40)),
    "commitment of slot 1",
  ],
  [
    "a wrapped keyring too short",
    slot(PASSWORD, "wrapped", "A".repeat(104)),
    "wrapped of slot 1",
  ],
  [
    "too much work",
    (header) => ({
      ...header,
      slots: header.slots.map((it: AnyJson, i: number) => ({
        ...it,
        kdf: i === TOKEN ? it.kdf : { ...KDF, m: 262144, t: 10 },
        device: i === PASSWORD
          ? { kind: "password", kdf: { ...KDF, m: 262144, t: 10 }, salt: it.salt }
          : it.device,
      })),
    }),
    "more work than is allowed",
  ],
];

/** A header to be read, and refused. */
export interface NegativeHeaderForm extends Negative {
  header: string;
}

/** All cases, from a good header of the sample wallet. */
export function negativeHeaderForms(good: string): NegativeHeaderForm[] {
  const cases: [string, string, string][] = [
    ...texts(good),
    ...FORMS.map(([name, spoil, reason]): [string, string, string] => [
      name,
      asciiJson(spoil(JSON.parse(good))),
      reason,
    ]),
  ];
  return cases.map(([name, header, reason]) => ({
    case: name,
    error: "DamagedError",
    reason,
    header,
  }));
}
