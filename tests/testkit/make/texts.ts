/**
 * Texts that people hand over: references, CI tokens, save files.
 *
 * @module
 */

import {
  AuthenticationError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../../../core/errors.ts";
import { type ErrorClass, Maker, type Part } from "./kit.ts";
import { formatHeader } from "../../../core/wallet/v1/header_format.ts";
import { kitWallet, PASSWORD } from "./kit_wallet.ts";
import { goodWallet } from "./wallet_store.ts";

/** All cases of references; each file is the text of one, without a newline. */
export function references(): Part {
  const make = new Maker("reference", {
    folder: "reference",
    open: { password: PASSWORD },
  });
  make.opens(
    "field.txt",
    "coffer://energy/smart%20energy/uid",
    "A field of a record of wallet/good.json.",
  );
  make.opens(
    "info.txt",
    "coffer://energy/smart%20energy/info/gas%20account?encoding=base64",
    "A value of its info, as base64.",
  );
  const cases: [string, string, string][] = [
    ["empty", "", "It is empty."],
    ["scheme", "http://energy/water", "The scheme is none of ours."],
    ["scheme_case", "COFFER://energy/water", "The scheme is in upper case."],
    ["domain_alone", "coffer://energy", "It names no record."],
    ["access_empty", "coffer://energy/", "The name of the record is empty."],
    ["field_unknown", "coffer://energy/water/email", "There is no such field."],
    ["info_without_name", "coffer://energy/water/info", "It names no value of the info."],
    ["parts_too_many", "coffer://energy/water/uid/x", "It goes on after the field."],
    ["percent_cut", "coffer://energy/wat%e", "A percent sign is followed by one digit."],
    ["percent_not_utf8", "coffer://energy/wat%ff", "A percent sign begins no UTF-8."],
    [
      "percent_overlong",
      "coffer://energy/wat%c0%80",
      "A character is spelt in more bytes than it has.",
    ],
    [
      "query_unknown",
      "coffer://energy/water?encoding=hex",
      "The encoding is none of ours.",
    ],
    [
      "query_twice",
      "coffer://energy/water?encoding=base64&encoding=base64",
      "The encoding is said twice.",
    ],
    ["stash_empty", "stash://", "It names no key."],
    [
      "stash_backslash",
      "stash://a\\b",
      "A backslash is followed by what it does not spell.",
    ],
  ];
  for (const [name, text, why] of cases) {
    make.refuses(`${name}.txt`, text, [UsageError, why]);
  }
  return make;
}

/** All cases of tokens in files, for wallet/good.json. */
export async function tokens(): Promise<Part> {
  const make = new Maker("token", { folder: "token" });
  const { token } = await goodWallet();
  const { token: other } = await kitWallet("another");
  const wrong = (why: string): [ErrorClass, string] => [AuthenticationError, why];
  make.opens("good.txt", token, "A token of wallet/good.json.");
  make.opens(
    "newline.txt",
    `${token}\n`,
    "The same with a newline at its end, as editors leave one.",
  );
  make.refuses("foreign.txt", other, wrong("It is a token of another wallet."));
  make.refuses(
    "digit.txt",
    token.slice(0, 20) + (token[20] === "A" ? "B" : "A") + token.slice(21),
    wrong("A digit is another, so that the checksum does not fit."),
  );
  make.refuses("cut.txt", token.slice(0, -1), wrong("The last digit is missing."));
  make.refuses(
    "version.txt",
    token.replace("cft1_", "cft2_"),
    wrong("It is of a version that nobody has defined."),
  );
  make.refuses("newlines.txt", `${token}\n\n`, wrong("Two newlines stand at its end."));
  make.refuses("blank.txt", ` ${token}`, wrong("A blank stands before it."));
  make.refuses("empty.txt", "", wrong("The file is empty."));
  make.refuses("not_utf8.txt", Uint8Array.of(0xff, 0xfe), [
    UsageError,
    "The file is not UTF-8.",
  ]);
  return make;
}

/** All cases of files for `load`, into wallet/good.json. */
export async function saveFiles(): Promise<Part> {
  const make = new Maker("save file", {
    folder: "saved",
    open: { password: PASSWORD },
  });
  const damaged = (why: string): [ErrorClass, string] => [DamagedError, why];
  const { text } = await goodWallet();
  const { header, records } = JSON.parse(text);
  const sealed = (change: object) =>
    JSON.stringify({ coffer: 1, format: "wallet-v1-save", header, records, ...change });
  const record = {
    domain: "a",
    access: "b",
    timestamp: null,
    uid: "u",
    pwd: "p",
    info: {},
  };
  const plain = (...changes: object[]) =>
    JSON.stringify(changes.map((change) => ({ ...record, ...change })));
  const without = (name: string) =>
    JSON.stringify([
      Object.fromEntries(Object.entries(record).filter(([key]) => key !== name)),
    ]);
  const token = "gAAAAABpVzZp";
  make.opens("good.json", plain({}), "One record in the clear.");
  make.opens("sealed.json", sealed({}), "The wallet itself, sealed.");
  make.refuses("truncated.json", plain({}).slice(0, -10), damaged("It is cut short."));
  make.refuses(
    "not_a_list.json",
    '"records"',
    damaged("It is JSON, but no list of records."),
  );
  make.refuses(
    "deep.json",
    "[".repeat(101),
    damaged("It is nested deeper than anything that is saved."),
  );
  make.refuses(
    "no_pwd.json",
    without("pwd"),
    damaged("A record has no password, not even null."),
  );
  make.refuses("no_domain.json", without("domain"), damaged("A record has no domain."));
  make.refuses(
    "domain_number.json",
    plain({ domain: 1 }),
    damaged("A name is a number."),
  );
  make.refuses("info_list.json", plain({ info: ["x"] }), damaged("The info is a list."));
  make.opens(
    "member_unknown.json",
    plain({ more: 1 }),
    "A record in the clear has a member that nobody knows, which is passed over.",
  );
  make.refuses("mixed.json", plain({ pwd: token }), [
    UsageError,
    "Some values are encrypted and some are not.",
  ]);
  make.refuses("encrypted_v0.json", plain({ uid: token, pwd: token }), [
    RefusedError,
    "It is encrypted in the other format.",
  ]);
  make.refuses(
    "sealed_format.json",
    sealed({ format: "wallet-v2-save" }),
    damaged("It is of a format that nobody has defined."),
  );
  make.refuses(
    "sealed_member.json",
    sealed({ more: 1 }),
    damaged("A sealed file has a member that does not belong."),
  );
  make.refuses(
    "sealed_twice.json",
    sealed({ records: [...records, records[0]] }),
    damaged("A sealed file has one record twice."),
  );
  make.refuses(
    "sealed_dropped.json",
    sealed({ records: records.slice(1) }),
    damaged("A sealed file lacks a record that its header counts."),
  );
  make.refuses(
    "sealed_foreign.json",
    sealed({ header: await foreignHeader() }),
    damaged("A sealed file has the header of another wallet."),
  );
  return make;
}

async function foreignHeader(): Promise<string> {
  const { open } = await kitWallet("another");
  return formatHeader(open.header);
}
