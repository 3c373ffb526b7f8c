import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../../core/errors.ts";
import {
  formatReference,
  looksLikeReference,
  parseReference,
  type Reference,
} from "../../../core/handover/reference.ts";

const encoding = "plain";
const coffer = (domain: string, access: string, field: string | { info: string }) => ({
  kind: "coffer",
  domain,
  access,
  field,
  encoding,
});
const stash = (...key: string[]) => ({ kind: "stash", key, encoding });

const GOOD: [string, object][] = [
  ["coffer://mail/work", coffer("mail", "work", "pwd")],
  ["coffer://mail/work/pwd", coffer("mail", "work", "pwd")],
  ["coffer://mail/work/uid", coffer("mail", "work", "uid")],
  ["coffer://mail/work/info/pin", coffer("mail", "work", { info: "pin" })],
  ["coffer://mail/work/info/uid", coffer("mail", "work", { info: "uid" })],
  ["coffer://a%2Fb/c%3f/info/d%25", coffer("a/b", "c?", { info: "d%" })],
  ["coffer://energy/smart meter", coffer("energy", "smart meter", "pwd")],
  ["coffer://b%C3%BCro/ü", coffer("büro", "ü", "pwd")],
  ["coffer://a/b?encoding=base64", { ...coffer("a", "b", "pwd"), encoding: "base64" }],
  ["stash://tls/key", stash("tls", "key")],
  ["stash://a%2Fb/c", stash("a/b", "c")],
  ["stash://a\\/b/c", stash("a/b", "c")],
  ["stash://a%5C/b", stash("a\\", "b")],
  ["stash://a#b/c%3Fd", stash("a#b", "c?d")],
  ['stash://["a","b/c"]', stash("a", "b/c")],
  ['stash://["100%25",""]', stash("100%", "")],
  ["stash://%5B%5D", stash("[]")],
  ["stash://[]", stash()],
  ["stash://a?encoding=base64", { ...stash("a"), encoding: "base64" }],
];

for (const [text, expected] of GOOD) {
  Deno.test(`reference: ${text}`, () => {
    const parsed = parseReference(text);
    assert.deepEqual(parsed, expected);
    assert.deepEqual(parseReference(formatReference(parsed)), expected);
    assert.ok(looksLikeReference(text));
  });
}

const BAD: [string, RegExp][] = [
  ["mail/work", /is no reference/],
  ["COFFER://a/b", /is no reference/],
  ["", /is no reference/],
  ["coffer://", /does not name a record/],
  ["coffer://mail", /does not name a record/],
  ["coffer://mail/", /does not name a record/],
  ["coffer:///work", /does not name a record/],
  ["coffer://mail/work/", /does not name a field/],
  ["coffer://mail/work/password", /does not name a field/],
  ["coffer://mail/work/info", /does not name a field/],
  ["coffer://mail/work/info/", /does not name a field/],
  ["coffer://mail/work/info/a/b", /does not name a field/],
  ["coffer://mail/work/uid/x", /does not name a field/],
  ["coffer://mail/wo%rk", /has a % that begins no UTF-8/],
  ["coffer://mail/wo%ff", /has a % that begins no UTF-8/],
  ["coffer://mail/work%", /has a % that begins no UTF-8/],
  ["coffer://mail/work?encoding=hex", /ends in what is not understood/],
  ["coffer://mail/work?", /ends in what is not understood/],
  ["stash://", /does not name a key/],
  ["stash://a\\b", /lone backslash/],
  ["stash://a%zz", /has a % that begins no UTF-8/],
];

for (const [text, expected] of BAD) {
  Deno.test(`reference: not ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseReference(text), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, expected);
      assert.ok(error.hint !== undefined);
      return true;
    });
  });
}

/** Objects as they are written down. */
const PLAIN = { noNullPrototype: true };
const name = fc.string({ unit: "binary", minLength: 1 });
const anyEncoding = fc.constantFrom("plain" as const, "base64" as const);
const inWallet = fc.record({
  kind: fc.constant("coffer" as const),
  domain: name,
  access: name,
  field: fc.oneof(
    fc.constantFrom("uid" as const, "pwd" as const),
    fc.record({ info: name }, PLAIN),
  ),
  encoding: anyEncoding,
}, PLAIN);
/** Any string is a name in a stash, halves of surrogate pairs too. */
const anyName = fc.array(fc.integer({ min: 0, max: 0xffff }))
  .map((units) => String.fromCharCode(...units));
const inStash = fc.record({
  kind: fc.constant("stash" as const),
  key: fc.array(fc.oneof(anyName, fc.string())),
  encoding: anyEncoding,
}, PLAIN);

Deno.test("reference: what is written reads back, on one line of printable ASCII", () => {
  fc.assert(
    fc.property(fc.oneof(inWallet, inStash), (reference: Reference) => {
      const text = formatReference(reference);
      assert.match(text, /^[\x20-\x7e]+$/);
      assert.deepEqual(parseReference(text), reference);
    }),
    { numRuns: 500 },
  );
});

Deno.test("reference: any text is a reference or an error of ours", () => {
  const beginning = fc.constantFrom("coffer://", "stash://", "");
  fc.assert(
    fc.property(beginning, fc.string({ unit: "binary" }), (head, tail) => {
      try {
        parseReference(head + tail);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
