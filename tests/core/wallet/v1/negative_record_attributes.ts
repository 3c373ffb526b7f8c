/**
 * What somebody without the keys can do to the attributes of one record.
 *
 * @module
 */

import type { RecordJson } from "./json.ts";
import { type AnyJson, type RecordCase, SEAL, UPDATED } from "./negative.ts";

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

/** Name, change and reason of each case. */
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

/** All of it, done to the record `good`, which has everything. */
export function attributeCases(good: RecordJson): RecordCase[] {
  return ATTRIBUTES.map(([name, spoil, reason]) => {
    const record = structuredClone(good);
    spoil(record.attributes);
    return [name, record, reason];
  });
}
