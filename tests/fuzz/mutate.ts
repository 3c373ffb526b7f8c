/**
 * Inputs that were sound, and are nearly so: seeds with a few accidents.
 *
 * @module
 */

import fc from "fast-check";
import { utf8 } from "../../core/bytes.ts";

/** What has broken readers before: controls, odd Unicode, names that objects inherit. */
export const ODD_PIECES: readonly string[] = [
  ...[
    "\0",
    "\x1b[31m",
    "\x9b2J",
    "\x7f",
    "\r\n",
    "\n",
    "\t",
    "\u2028",
    "\u202e",
    "\ufeff",
  ],
  ...["\ud800", "\udfff", "\u{1f511}", "e\u0301", "\u0130", "\ufffd", "\u00e9", "\xff"],
  ...["__proto__", "constructor", "toString", "prototype", "hasOwnProperty", "length"],
  ...["0", "-0", "-1", "1e999", "0x10", "9".repeat(30), "4294967296", "9007199254740993"],
  ...["null", "true", "NaN", "Infinity", "[]", "{}", '""', "[", "{", "]", "}", '"', "\\"],
  ...[
    "\\u0000",
    "\\ud800",
    "\\x",
    "../",
    "..",
    "/",
    "%00",
    "%",
    "%2F",
    "=",
    "==",
    ",",
    ":",
  ],
  ...["{{", "}}", "coffer://", "stash://", "?encoding=base64", "'", "`", "#", "$", " "],
];

/** Deep, and long; rarely, since most inputs should be quick. */
const LARGE_PIECES: readonly string[] = [
  ...["[".repeat(5_000), '{"a":'.repeat(3_000), '{"a":['.repeat(20) + "]}".repeat(20)],
  ...[" ".repeat(20_000), "A".repeat(70_000), "\n".repeat(5_000), "9".repeat(5_000)],
  ...["{{ ".repeat(5_000), "}}".repeat(5_000), "\\".repeat(5_000), '"'.repeat(5_000)],
  ...["a,".repeat(5_000), "/".repeat(5_000), "%41".repeat(3_000), "\u0301".repeat(5_000)],
];

const oddPiece: fc.Arbitrary<string> = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...ODD_PIECES) },
  { weight: 10, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(...LARGE_PIECES) },
);

/** A place in a text of any length: 0 is its beginning, 1 its end. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

type Accident = (text: string) => string;

/** A slice between two places, a short one more often than not. */
interface Slice {
  readonly from: number;
  readonly length: number;
}
const slice: fc.Arbitrary<Slice> = fc.record({
  from: place,
  length: fc.oneof(fc.nat(8), fc.nat(64), fc.nat(4_096)),
});

function cut(text: string, { from, length }: Slice): [string, string, string] {
  const at = Math.floor(from * text.length);
  return [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
}

function accident(seeds: readonly string[]): fc.Arbitrary<Accident> {
  return fc.oneof(
    fc.tuple(place, fc.nat(15)).map(([at, bit]): Accident => (text) =>
      flipped(text, at, bit)
    ),
    slice.map((slice): Accident => (text) => cut(text, slice)[0]),
    slice.map((slice): Accident => (text) => cut(text, slice)[0] + cut(text, slice)[2]),
    fc.tuple(slice, fc.integer({ min: 1, max: 40 })).map(
      ([slice, times]): Accident => (text) => repeated(cut(text, slice), times),
    ),
    fc.tuple(slice, oddPiece).map(([slice, piece]): Accident => (text) => {
      const [before, , after] = cut(text, slice);
      return before + piece + after;
    }),
    fc.tuple(place, oddPiece).map(([from, piece]): Accident => (text) => {
      const [before, , after] = cut(text, { from, length: 0 });
      return before + piece + after;
    }),
    fc.tuple(place, place, fc.constantFrom(...seeds)).map(
      ([at, from, other]): Accident => (text) =>
        text.slice(0, Math.floor(at * text.length)) +
        other.slice(Math.floor(from * other.length)),
    ),
  );
}

function flipped(text: string, place: number, bit: number): string {
  if (text === "") return text;
  const at = Math.min(Math.floor(place * text.length), text.length - 1);
  const unit = text.charCodeAt(at);
  // Bytes stay bytes: only what has a high half already is changed there.
  const changed = unit ^ 1 << (unit > 0xff ? bit : bit & 7);
  return text.slice(0, at) + String.fromCharCode(changed) + text.slice(at + 1);
}

function repeated(
  [before, part, after]: [string, string, string],
  times: number,
): string {
  return before + part.repeat(times + 1) + after;
}

/** One of `seeds` with no, one or a few accidents. */
export function mutatedText(seeds: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom(...seeds),
    fc.oneof(
      { weight: 3, arbitrary: fc.array(accident(seeds), { maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(accident(seeds), { maxLength: 8 }) },
    ),
  ).map(([seed, accidents]) => accidents.reduce((text, each) => each(text), seed))
    .filter((text) => text.length < 1 << 20);
}

/** The same for bytes. */
export function mutatedBytes(
  seeds: readonly Uint8Array[],
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return mutatedText(seeds.map(unitOfEach)).map(bytesOf);
}

function unitOfEach(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Units above 0xff, which only odd pieces bring, become UTF-8. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const isBytes = [...text].every((char) => char <= "\xff");
  return isBytes ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : utf8(text);
}

/** Pieces of a grammar in any order, with what does not belong there. */
export function fromPieces(
  pieces: readonly string[],
  maxLength = 24,
): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: oddPiece },
  );
  return fc.array(piece, { maxLength }).map((found) => found.join(""));
}
