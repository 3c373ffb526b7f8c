/**
 * Short texts that must be refused: tokens, recovery sheets, padded texts.
 *
 * @module
 */

import { utf8 } from "../../../../core/bytes.ts";
import { formatToken } from "../../../../core/wallet/v1/ci_token.ts";
import { formatRecoverySheet } from "../../../../core/wallet/v1/recovery_sheet.ts";
import type { Negative } from "./negative.ts";

/** A text to be read, and refused. */
export interface NegativeText extends Negative {
  text: string;
}

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);

function cases(
  error: Negative["error"],
  list: [string, string, string][],
): NegativeText[] {
  return list.map(([name, text, reason]) => ({ case: name, error, reason, text }));
}

/** CI tokens. */
export function negativeTokens(): NegativeText[] {
  const good = formatToken(SECRET);
  const [form, typo] = ["not a CI token", "typing error"];
  const swapped = good.slice(0, 10) + good[11] + good[10] + good.slice(12);
  return cases("AuthenticationError", [
    ["empty", "", form],
    ["prefix alone", "cft1_", form],
    ["no prefix", good.slice(5), form],
    ["prefix of another version", "cft2_" + good.slice(5), form],
    ["prefix in upper case", "CFT1_" + good.slice(5), form],
    ["one digit short", good.slice(0, -1), form],
    ["one digit more", good + "A", form],
    ["a line break at the end", good + "\n", form],
    ["a blank before it", " " + good, form],
    ["plain base64", "cft1_+" + good.slice(6), form],
    ["padded", good.slice(0, -1) + "=", form],
    ["first digit changed", "cft1_B" + good.slice(6), typo],
    ["last digit changed", good.slice(0, -1) + (good.endsWith("A") ? "B" : "A"), typo],
    ["two digits swapped", swapped, typo],
    ["another case", "cft1_" + good.slice(5).toUpperCase(), typo],
  ]);
}

/** Recovery sheets. */
export function negativeSheets(): NegativeText[] {
  const good = formatRecoverySheet(SECRET);
  const [form, typo] = ["not a recovery key", "typing error"];
  const groups = good.split("-");
  const [a, b, ...rest] = groups.slice(1);
  return cases("AuthenticationError", [
    ["empty", "", form],
    ["no prefix", groups.slice(1).join("-"), form],
    ["prefix of another version", "CFD2" + good.slice(4), form],
    ["a group short", groups.slice(0, -1).join("-"), form],
    ["a group twice", good + "-" + groups.at(-1), form],
    ["a letter that is none of ours", good.slice(0, -1) + "U", typo],
    ["a letter that upper case makes ours", good.slice(0, -1) + "\u0131", form],
    ["a dot", good.replace("-", "."), form],
    ["first digit changed", "CFD1-1" + good.slice(6), typo],
    ["last digit changed", good.slice(0, -1) + (good.endsWith("0") ? "1" : "0"), typo],
    ["two groups swapped", ["CFD1", b, a, ...rest].join("-"), typo],
  ]);
}

/** Padded texts, as hexadecimal digits. */
export function negativePaddedTexts(): (Omit<NegativeText, "text"> & {
  padded: string;
})[] {
  const zeros = (bytes: number) => "00".repeat(bytes);
  const list: [string, string, string][] = [
    ["nothing", "", "too short"],
    ["three bytes", zeros(3), "too short"],
    ["a length and no padding", zeros(4), "length does not fit"],
    ["one byte short", zeros(31), "length does not fit"],
    ["one byte more", zeros(33), "length does not fit"],
    ["a block more", zeros(64), "length does not fit"],
    ["a length beyond the end", "0000001d" + zeros(28), "length does not fit"],
    ["the biggest length", "ffffffff" + zeros(28), "length does not fit"],
    ["padding that is not zero", "00000001" + "61" + zeros(26) + "01", "not zero"],
    ["text in the padding", "00000000" + "61" + zeros(27), "not zero"],
    ["not UTF-8", "00000001" + "ff" + zeros(27), "not UTF-8"],
    ["UTF-8 cut short", "00000001" + "c3" + zeros(27), "not UTF-8"],
    ["UTF-8 too long", "00000002" + "c080" + zeros(26), "not UTF-8"],
    ["half a surrogate pair", "00000003" + "eda080" + zeros(25), "not UTF-8"],
  ];
  return list.map(([name, padded, reason]) => ({
    case: name,
    error: "DamagedError",
    reason,
    padded,
  }));
}

/** Base64url in general. */
export function negativeBase64Url(): NegativeText[] {
  return cases("DamagedError", [
    ["one digit", "A", "wrong length"],
    ["five digits", "AAAAA", "wrong length"],
    ["padded", "AA==", "not base64url"],
    ["one padding sign", "AAA=", "not base64url"],
    ["bits left over in two digits", "AB", "not base64url"],
    ["bits left over in three digits", "AAB", "not base64url"],
    ["plus", "AA+A", "not base64url"],
    ["slash", "AA/A", "not base64url"],
    ["white space", "AA A", "not base64url"],
    ["a line break", "AAA\n", "not base64url"],
    ["a letter that is not ASCII", "AA\u00e9A", "not base64url"],
    ["a letter whose low byte is a digit", "AA\u0141A", "not base64url"],
    ["a NUL", "AA\u0000A", "not base64url"],
    [`${utf8("\u{1f511}").length} bytes of an emoji`, "AA\u{1f511}", "not base64url"],
  ]);
}
