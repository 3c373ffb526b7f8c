/**
 * Records sealed by somebody who has the keys and does not keep to the format.
 *
 * @module
 */

import { utf8 } from "../../../../core/bytes.ts";
import { sealAead } from "../../../../core/crypto/aead.ts";
import { encode } from "../../../../core/wallet/v1/encoding.ts";
import { LABELS } from "../../../../core/wallet/v1/labels.ts";
import { parseRecord } from "../../../../core/wallet/v1/parse_record.ts";
import { placeOf } from "../../../../core/wallet/v1/place.ts";
import {
  formatRecord,
  type RecordParts,
} from "../../../../core/wallet/v1/record_parts.ts";
import { recordSeal } from "../../../../core/wallet/v1/record_seal.ts";
import {
  type SealContext,
  type SealedPart,
  sealText,
} from "../../../../core/wallet/v1/sealed_text.ts";
import { fixedRandom } from "./fixed_random.ts";
import { recordJson } from "./json.ts";
import { flipped, type RecordCase, SEAL } from "./negative.ts";
import type { SampleWallet } from "./sample_wallets.ts";

/** All from the first record of a wallet, which has everything. */
export function faultyCases(wallet: SampleWallet): RecordCase[] {
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
