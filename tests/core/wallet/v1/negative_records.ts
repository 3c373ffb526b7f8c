/**
 * Stored records that must not open, from a wallet with sealed names.
 *
 * @module
 */

import type { StoredRecord } from "../../../../core/ports.ts";
import type { RecordName } from "../../../../core/wallet/v1/place.ts";
import type { RecordParts } from "../../../../core/wallet/v1/record_parts.ts";
import { formatRecord } from "../../../../core/wallet/v1/record_parts.ts";
import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { recordSeal } from "../../../../core/wallet/v1/record_seal.ts";
import { sealRecordV1 } from "../../../../core/wallet/v1/seal_record.ts";
import {
  type SealContext,
  type SealedPart,
  sealText,
} from "../../../../core/wallet/v1/sealed_text.ts";
import { placeOf } from "../../../../core/wallet/v1/place.ts";
import { sealAead } from "../../../../core/crypto/aead.ts";
import { encode } from "../../../../core/wallet/v1/encoding.ts";
import { LABELS } from "../../../../core/wallet/v1/labels.ts";
import { utf8 } from "../../../../core/bytes.ts";
import { fixedRandom } from "./fixed_random.ts";
import { type RecordJson, recordJson } from "./json.ts";
import { type AnyJson, flipped, type Negative } from "./negative.ts";
import type { SampleWallet } from "./sample_wallets.ts";

/** A record to be opened and read whole, and refused. */
export interface NegativeRecord extends Negative {
  record: RecordJson;
  /** The names that were asked for, where that is what does not fit. */
  expected?: RecordName;
}

const SEAL = "its seal does not fit";
const UPDATED = "2026-01-02T03:04:05.060000Z";
type Spoil = (attributes: AnyJson) => void;

function put(name: string, value: unknown): Spoil {
  return (attributes) => attributes[name] = value;
}

function edit(name: string, change: (value: AnyJson) => AnyJson): Spoil {
  return (attributes) => attributes[name] = change(attributes[name]);
}

function swap(a: string, b: string): Spoil {
  return (attributes) => [attributes[a], attributes[b]] = [attributes[b], attributes[a]];
}

/** Another digit of base64url at the end, with the same unused bits. */
function lastChanged(text: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + digits[digits.indexOf(text.at(-1)!) ^ 32];
}

const swapValues = (map: AnyJson) => {
  const keys = Object.keys(map);
  return { ...map, [keys[0]!]: map[keys[1]!], [keys[1]!]: map[keys[0]!] };
};
const withoutFirst = (map: AnyJson) => Object.fromEntries(Object.entries(map).slice(1));
const firstRenamed = (map: AnyJson) =>
  Object.fromEntries(
    Object.entries(map).map((
      [key, value],
      i,
    ) => [i === 0 ? lastChanged(key) : key, value]),
  );

/** What somebody without the keys can do to the attributes of one record. */
const ATTRIBUTES: [string, Spoil, string][] = [
  ...["epoch", "id", "rev", "updated", "names", "seal"].map((
    name,
  ): [string, Spoil, string] => [
    `no ${name}`,
    (attributes) => delete attributes[name],
    `${name} is missing`,
  ]),
  ["no uid", (attributes) => delete attributes.uid, SEAL],
  ["no pwd", (attributes) => delete attributes.pwd, SEAL],
  ["no info and no info_names", (it) => (delete it.info, delete it.info_names), SEAL],
  ["no info", (attributes) => delete attributes.info, "info is missing"],
  [
    "no info_names",
    (attributes) => delete attributes.info_names,
    "info_names is missing",
  ],
  ["uid is null", put("uid", null), "uid: uid is missing, or no text"],
  ["uid is a map", put("uid", {}), "uid: uid is missing, or no text"],
  ["names is a text", put("names", ""), "names is missing, or no map"],
  ["an attribute too many", put("note", "x"), "an attribute that is not ours"],
  ["timestamp as in v0", put("timestamp", UPDATED), "an attribute that is not ours"],
  ["epoch 0", put("epoch", "0"), "epoch is no number"],
  ["epoch 01", put("epoch", "01"), "epoch is no number"],
  [
    "epoch of a key that is not there",
    put("epoch", "2"),
    "a key that the wallet does not have",
  ],
  ["rev changed", put("rev", "2"), SEAL],
  ["rev 0", put("rev", "0"), "rev is no number"],
  ["rev 2^53", put("rev", "9007199254740992"), "rev is no number"],
  ["rev with a line break", put("rev", "1\n"), "rev is no number"],
  ["rev in other digits", put("rev", "\u0661"), "rev is no number"],
  ["updated changed", put("updated", "2026-01-02T03:04:05.060001Z"), SEAL],
  ["updated in milliseconds", put("updated", "2026-01-02T03:04:05.060Z"), "no time"],
  ["updated in a zone", put("updated", "2026-01-02T03:04:05.060000+00:00"), "no time"],
  ["updated on no day", put("updated", "2026-02-29T03:04:05.060000Z"), "no time"],
  ["updated at 24:00", put("updated", "2026-01-02T24:00:00.000000Z"), "no time"],
  ["updated in a leap second", put("updated", "2016-12-31T23:59:60.000000Z"), "no time"],
  ["updated in the year 0", put("updated", "0000-01-01T00:00:00.000000Z"), "no time"],
  ["updated with a line break", put("updated", UPDATED + "\n"), "no time"],
  ["id changed", edit("id", (id) => "A" + id.slice(1)), SEAL],
  ["id too short", put("id", "A".repeat(20)), "id has a wrong length"],
  ["id with bits left over", put("id", "A".repeat(21) + "B"), "not base64url"],
  ["id padded", edit("id", (id) => id + "=="), "not base64url"],
  ["seal changed", edit("seal", (seal) => "A" + seal.slice(1)), SEAL],
  ["seal too short", put("seal", "A".repeat(40)), "seal has a wrong length"],
  [
    "names swapped",
    edit("names", (it) => ({ domain: it.access, access: it.domain })),
    SEAL,
  ],
  [
    "names without domain",
    edit("names", ({ access }) => ({ access })),
    "not domain and access",
  ],
  [
    "names with one more",
    edit("names", (it) => ({ ...it, more: it.domain })),
    "not domain and access",
  ],
  [
    "a name changed",
    edit("names", (it) => ({ ...it, domain: lastChanged(it.domain) })),
    SEAL,
  ],
  ["uid and pwd swapped", swap("uid", "pwd"), SEAL],
  ["uid twice", (attributes) => attributes.pwd = attributes.uid, SEAL],
  ["uid changed", edit("uid", lastChanged), SEAL],
  ["uid's nonce changed", edit("uid", (it) => "c1.A" + it.slice(4)), SEAL],
  [
    "uid of another version",
    edit("uid", (it) => "c2" + it.slice(2)),
    "does not begin with c1.",
  ],
  ["uid without its prefix", edit("uid", (it) => it.slice(3)), "does not begin with c1."],
  ["uid cut by a block", edit("uid", (it) => it.slice(0, -4)), "too short"],
  ["uid cut by a digit", edit("uid", (it) => it.slice(0, -3)), "wrong length"],
  ["uid padded", edit("uid", (it) => it + "=="), "not base64url"],
  ["uid empty", put("uid", ""), "does not begin with c1."],
  ["uid with a line break", edit("uid", (it) => it + "\n"), "wrong length"],
  ["info values swapped", edit("info", swapValues), SEAL],
  ["info names swapped", edit("info_names", swapValues), SEAL],
  [
    "info values and names swapped",
    (it) => (edit("info", swapValues)(it), edit("info_names", swapValues)(it)),
    SEAL,
  ],
  [
    "an info entry removed",
    (it) => (edit("info", withoutFirst)(it), edit("info_names", withoutFirst)(it)),
    SEAL,
  ],
  ["an info value removed", edit("info", withoutFirst), "info does not fit its names"],
  [
    "an info name under another hash",
    edit("info_names", firstRenamed),
    "info does not fit its names",
  ],
  [
    "an info entry under another hash",
    (it) => (edit("info", firstRenamed)(it), edit("info_names", firstRenamed)(it)),
    SEAL,
  ],
  [
    "info emptied",
    (attributes) => Object.assign(attributes, { info: {}, info_names: {} }),
    SEAL,
  ],
];

type Case = [name: string, record: RecordJson, reason: string, expected?: RecordName];

function attributeCases(good: RecordJson): Case[] {
  return ATTRIBUTES.map(([name, spoil, reason]) => {
    const record = structuredClone(good);
    spoil(record.attributes);
    return [name, record, reason];
  });
}

/** Records that are whole, but not in their place, or not in this wallet. */
function placeCases(wallet: SampleWallet, foreign: SampleWallet): Case[] {
  const [first, second, third] = wallet.records.map(({ stored }) =>
    recordJson(stored)
  ) as [RecordJson, RecordJson, RecordJson];
  const random = fixedRandom("places");
  const { recordId } = parseRecord(wallet.records[0]!.stored).parts;
  const newer = recordJson(
    sealRecordV1(wallet.plain[0]!, wallet.open, {
      recordId,
      rev: 2,
      updated: UPDATED,
      random,
    })
      .stored,
  );
  const from = (name: string) => ({
    ...first,
    attributes: { ...first.attributes, [name]: newer.attributes[name]! },
  });
  const { domain, access } = third;
  return [
    ["in the place of another record", { ...first, domain, access }, SEAL],
    ["in the place of another domain", { ...first, domain }, SEAL],
    ["in the place of another access", { ...first, access: second.access }, SEAL],
    ["in a place that is no hash", { ...first, access: "smart energy" }, "base64url"],
    [
      "a record of another wallet",
      recordJson(foreign.records[0]!.stored),
      SEAL,
    ],
    ...["seal", "uid", "pwd", "names"].map((name): Case => [
      `${name} of a newer revision`,
      from(name),
      SEAL,
    ]),
    ...["uid", "pwd", "id"].map((name): Case => [
      `${name} of another record`,
      {
        ...first,
        attributes: {
          ...first.attributes,
          [name]: third.attributes[name]!,
        },
      },
      SEAL,
    ]),
    ["not the one that was asked for", first, "gave another record", {
      domain: "energy",
      access: "water",
    }],
  ];
}

/** Sealed by somebody who has the keys and does not keep to the format. */
function faultyCases(wallet: SampleWallet): Case[] {
  const { open, records } = wallet;
  const { walletId } = open.header;
  const keys = open.keyring.newest;
  const random = fixedRandom("faulty records");
  const { parts } = parseRecord(records[0]!.stored);
  const context = { walletId, recordId: parts.recordId, keys, random };
  const [firstInfo, secondInfo] = [...parts.info!.values()];
  const sealed = (change: Partial<RecordParts>, names: "sealed" | "clear" = "sealed") => {
    const changed = { ...parts, ...change };
    const seal = recordSeal(changed, { walletId, names, keys });
    return recordJson(formatRecord({ parts: changed, seal }));
  };
  const uid = (part: SealedPart, other: Partial<SealContext> = {}) => ({
    uid: sealText("jo", part, { ...context, ...other }),
  });
  const rawUid = (padded: Uint8Array) => {
    const fields = [keys.epoch, parts.recordId, "uid", ""];
    const aad = encode(LABELS.field, walletId, fields);
    return { uid: sealAead(padded, { key: keys.field, aad, random }) };
  };
  const padded = (length: number, text: string, total = 32) => {
    const bytes = new Uint8Array(total);
    new DataView(bytes.buffer).setUint32(0, length);
    bytes.set(utf8(text), 4);
    return bytes;
  };
  const info = (value: Uint8Array<ArrayBuffer>, name = firstInfo!.name) => ({
    info: new Map([...parts.info!].map(([key, part]) => [
      key,
      part === firstInfo ? { ...part, value, name } : part,
    ])),
  });
  const other = { ...keys, field: flipped(keys.field) };
  const place = placeOf({ domain: "energy", access: "water" }, open, keys);
  const names = (part: SealedPart, text: string) => ({
    names: { ...parts.names, domain: sealText(text, part, context) },
  });
  const wrongUid = "the uid is not what was sealed";
  const wrongInfo = "info/";
  const wrongName = "the name of an info entry is not what was sealed";
  const changed = "changed, or belongs elsewhere";
  const notBytes = padded(1, "");
  notBytes[4] = 0xff;
  const surrogate = padded(3, "");
  surrogate.set([0xed, 0xa0, 0x80], 4);
  const dirty = padded(2, "jo");
  dirty[31] = 1;
  const hash = flipped(firstInfo!.hash);
  return [
    ["sealed for another place", sealed({ key: place }), "a place that is not its own"],
    ["sealed as if names were clear", sealed({}, "clear"), SEAL],
    [
      "a domain that is another's",
      sealed(names({ name: "domain" }, "water")),
      "a place that is not its own",
    ],
    [
      "a domain sealed as an access",
      sealed(names({ name: "access" }, "energy")),
      changed,
    ],
    ["a domain sealed as a value", sealed(names({ field: "uid" }, "energy")), changed],
    ["a uid sealed as a pwd", sealed(uid({ field: "pwd" })), wrongUid],
    ["a uid sealed as a name", sealed(uid({ name: "domain" })), wrongUid],
    [
      "a uid sealed for another record",
      sealed(uid({ field: "uid" }, { recordId: flipped(parts.recordId) })),
      wrongUid,
    ],
    [
      "a uid sealed for another wallet",
      sealed(uid({ field: "uid" }, { walletId: flipped(walletId) })),
      wrongUid,
    ],
    [
      "a uid sealed for another epoch",
      sealed(uid({ field: "uid" }, { keys: { ...keys, epoch: 2 } })),
      wrongUid,
    ],
    [
      "a uid sealed with another key",
      sealed(uid({ field: "uid" }, { keys: other })),
      wrongUid,
    ],
    ["an info value of another name", sealed(info(secondInfo!.value)), wrongInfo],
    [
      "an info value sealed as a uid",
      sealed(info(sealText("x", { field: "uid" }, context))),
      wrongInfo,
    ],
    [
      "an info name of another",
      sealed(info(firstInfo!.value, secondInfo!.name)),
      wrongName,
    ],
    [
      "an info name that does not hash to its place",
      sealed(
        info(
          firstInfo!.value,
          sealText("x", { name: "info", hash: firstInfo!.hash }, context),
        ),
      ),
      wrongName,
    ],
    [
      "an info entry under a hash of nothing",
      sealed({
        info: new Map([["A".repeat(43), {
          hash: new Uint8Array(32),
          name: sealText("x", { name: "info", hash }, context),
          value: firstInfo!.value,
        }]]),
      }),
      wrongName,
    ],
    ["padding too long", sealed(rawUid(padded(2, "jo", 64))), wrongUid],
    ["padding too short", sealed(rawUid(padded(2, "jo", 31).slice(0, 31))), "too short"],
    ["padding not in steps", sealed(rawUid(padded(2, "jo", 33))), wrongUid],
    ["padding not zero", sealed(rawUid(dirty)), wrongUid],
    ["a length beyond the end", sealed(rawUid(padded(29, "jo"))), wrongUid],
    ["a length of 2^32 - 1", sealed(rawUid(padded(2 ** 32 - 1, "jo"))), wrongUid],
    ["a text that is not UTF-8", sealed(rawUid(notBytes)), wrongUid],
    ["a text with half a surrogate pair", sealed(rawUid(surrogate)), wrongUid],
  ];
}

/** All cases, from the first record of a wallet, which has everything. */
export function negativeRecords(
  wallet: SampleWallet,
  foreign: SampleWallet,
): NegativeRecord[] {
  const cases = [
    ...attributeCases(recordJson(wallet.records[0]!.stored as StoredRecord)),
    ...placeCases(wallet, foreign),
    ...faultyCases(wallet),
  ];
  return cases.map(([name, record, reason, expected]) => ({
    case: name,
    error: "DamagedError",
    reason,
    ...(expected === undefined ? {} : { expected }),
    record,
  }));
}
