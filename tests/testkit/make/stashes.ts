/**
 * Stash files: what `tests/vectors/sstash/negative` has from `sstash` itself, and more.
 *
 * @module
 */

import { utf8 } from "../../../core/bytes.ts";
import * as secretbox from "../../../core/crypto/secretbox.ts";
import {
  AuthenticationError,
  DamagedError,
  LimitError,
  UnknownHashError,
} from "../../../core/errors.ts";
import { formatEnvelope } from "../../../core/stash/envelope.ts";
import { deriveKey } from "../../../core/stash/derive.ts";
import { type NegativeVector, negativeVectors } from "../../support/sstash_vectors.ts";
import { counted, PASSWORD } from "../../support/stashes.ts";
import { type ErrorClass, Maker, type Part } from "./kit.ts";

const SAMPLE = '{"a": {"children": {"b": {"children": {}, "value": "78"}}}}';

/** A stash file with this plaintext, sealed as it is. */
async function sealed(
  plaintext: string,
  { hash = "sha512", iterations = 1, salt = counted(16) } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await deriveKey(PASSWORD, { hash, salt, iterations: 1 });
  const nonce = counted(secretbox.NONCE_LENGTH);
  const box = secretbox.seal(key, nonce, utf8(plaintext));
  return formatEnvelope({ hash, salt, iterations, sealed: box });
}

function nested(depth: number): string {
  return '{"n": {"children": '.repeat(depth) + "{}" + "}}".repeat(depth);
}

/** The text of the file with something else in it. */
function spoilt(file: Uint8Array, from: string | RegExp, to: string): string {
  const text = new TextDecoder().decode(file);
  const other = text.replace(from, to);
  if (other === text) throw new Error(`nothing to replace: ${from}`);
  return other;
}

/** All cases of stashes. */
export async function stashes(): Promise<Part> {
  const make = new Maker("stash", { folder: "stash", open: { password: PASSWORD } });
  const good = await sealed(SAMPLE);
  make.opens("good.stash", good, "A stash as it should be.");
  addOuter(make, good);
  await addInner(make);
  for (const vector of negativeVectors()) addVector(make, vector);
  return make;
}

function addOuter(make: Maker, good: Uint8Array<ArrayBuffer>): void {
  const damaged = (why: string): [ErrorClass, string] => [DamagedError, why];
  const limit = (why: string): [ErrorClass, string] => [LimitError, why];
  const rounds = (to: string) => spoilt(good, '"iterations": 1', `"iterations": ${to}`);
  const text = new TextDecoder().decode(good);
  const field = (name: string) => `"${name}": `;
  make.refuses(
    "magic_gzip.stash",
    Uint8Array.of(0x1f, 0x8b, 8, 0, ...good),
    damaged(
      "It begins as a compressed file does.",
    ),
  );
  make.refuses(
    "magic_sqlite.stash",
    `SQLite format 3\0${text}`,
    damaged(
      "It begins as a database does.",
    ),
  );
  const utf16 = Uint8Array.from([...text].flatMap((char) => [char.charCodeAt(0), 0]));
  make.refuses("utf16.stash", utf16, damaged("It is JSON in UTF-16, and not in ASCII."));
  make.refuses(
    "fields_65.stash",
    spoilt(good, "{", `{${'"hash": "sha512", '.repeat(61)}`),
    damaged(
      "One field comes so often that there are more than 64.",
    ),
  );
  make.refuses(
    "hash_257.stash",
    spoilt(good, "sha512", "h".repeat(257)),
    damaged(
      "The name of the hash has more than 256 bytes.",
    ),
  );
  make.refuses(
    "nested_outer.stash",
    spoilt(good, '"sha512"', '["sha512"]'),
    damaged(
      "A field holds a list.",
    ),
  );
  make.refuses("nul_after.stash", `${text}\0`, damaged("There is a NUL after the end."));
  make.refuses("twice.stash", text + text, damaged("Two stashes stand in one file."));
  make.refuses(
    "rounds_10000001.stash",
    rounds("10000001"),
    limit(
      "It asks for one round more than a file may.",
    ),
  );
  make.refuses(
    "rounds_2_64.stash",
    rounds("18446744073709551616"),
    limit(
      "It asks for 2^64 rounds, more than can be counted.",
    ),
  );
  make.refuses(
    "rounds_exponent.stash",
    rounds("1e3"),
    damaged(
      "The rounds are written with an exponent.",
    ),
  );
  make.refuses(
    "rounds_leading_zero.stash",
    rounds("01"),
    damaged(
      "The rounds are written with a zero before them, which is no JSON.",
    ),
  );
  const slow = spoilt(good, '"sha512"', '"sha3_512"');
  make.refuses(
    "rounds_slow.stash",
    slow.replace(field("iterations") + "1", field("iterations") + "1000001"),
    limit(
      "It asks for one round more than a file may with a hash that is slow.",
    ),
  );
  make.refuses("salt_other.stash", spoilt(good, '"salt": "00', '"salt": "01'), [
    AuthenticationError,
    "One bit of the salt is flipped.",
  ]);
  make.again("other_password", "good.stash", [
    AuthenticationError,
    "The password has a newline too many.",
  ], { password: `${PASSWORD}\n` });
  make.again("empty_password", "good.stash", [
    AuthenticationError,
    "The password is empty, and the stash was not made with an empty one.",
  ], { password: "" });
}

async function addInner(make: Maker): Promise<void> {
  const cases: [string, string, ErrorClass | null, string][] = [
    ["depth_1000", nested(1000), null, "A key of 1,000 names is the deepest that opens."],
    ["depth_1001", nested(1001), LimitError, "A key has 1,001 names."],
    ["brackets", "[".repeat(5000), LimitError, "5,000 lists are opened and none closed."],
    [
      "proto",
      '{"__proto__": {"children": {}, "value": "61"}}',
      null,
      "A key may have any name, __proto__ too.",
    ],
    [
      "escape_cut",
      '{"\\u12": {"children": {}}}',
      DamagedError,
      "An escape in a name is cut short.",
    ],
    [
      "escape_unknown",
      '{"\\x41": {"children": {}}}',
      DamagedError,
      "An escape in a name is none of JSON's.",
    ],
    [
      "control_raw",
      '{"a\nb": {"children": {}}}',
      DamagedError,
      "A line break stands in a name as it is.",
    ],
    ["after_the_end", `${SAMPLE}{}`, DamagedError, "Something follows the tree."],
    [
      "comma_last",
      '{"a": {"children": {}},}',
      DamagedError,
      "A comma follows the last key.",
    ],
  ];
  for (const [name, plaintext, Class, why] of cases) {
    const file = await sealed(plaintext);
    if (Class === null) make.opens(`${name}.stash`, file, why);
    else make.refuses(`${name}.stash`, file, [Class, why]);
  }
}

/** One that was recorded from `sstash`; the description is the recorder's. */
function addVector(make: Maker, vector: NegativeVector): void {
  const { file, description, password } = vector;
  const name = file.replace("negative/", "");
  make.again(`sstash_${name}`, `../vectors/sstash/${file}`, [
    classOf(vector),
    `Recorded from sstash: ${description}.`,
  ], { password });
}

function classOf({ file, open }: NegativeVector): ErrorClass {
  switch (file) {
    case "negative/hash_unknown.stash":
      return UnknownHashError;
    case "negative/iter_zero.stash":
    case "negative/iter_huge.stash":
      return LimitError;
  }
  return open.error?.type === "SSCryptoError" ? AuthenticationError : DamagedError;
}
