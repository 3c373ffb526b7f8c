import fc from "fast-check";
import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { utf8 } from "../../../core/bytes.ts";
import {
  AuthenticationError,
  DamagedError,
  LimitError,
  UnknownHashError,
} from "../../../core/errors.ts";
import { describeEnvelope } from "../../../core/stash/describe.ts";
import { formatEnvelope, parseEnvelope } from "../../../core/stash/envelope.ts";
import { openStash } from "../../../core/stash/stash.ts";
import { anyText } from "../../support/arbitraries.ts";
import { contents, contentsOf, PASSWORD, sealedFile } from "../../support/stashes.ts";

const bytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes));

Deno.test("envelope: what is written reads back", () => {
  const envelope = fc.record(
    { hash: anyText, salt: bytes, iterations: fc.nat(), sealed: bytes },
    { noNullPrototype: true },
  );
  fc.assert(fc.property(envelope, (envelope) => {
    assert.deepEqual(parseEnvelope(formatEnvelope(envelope)), envelope);
  }));
});

Deno.test("envelope: one line as sstash writes it", () => {
  const file = formatEnvelope({
    hash: "sha512",
    salt: Uint8Array.of(0xab, 0x01),
    iterations: 262144,
    sealed: Uint8Array.of(0xff),
  });
  assert.equal(
    new TextDecoder().decode(file),
    '{"hash": "sha512", "salt": "ab01", "iterations": 262144, "enc_blob": "ff"}',
  );
});

/** A file with these fields as they stand, in JSON. */
function fileOf(fields: Record<string, string>): Uint8Array {
  const all = {
    hash: '"sha512"',
    salt: '"ab"',
    iterations: "1",
    enc_blob: '"cd"',
    ...fields,
  };
  const members = Object.entries(all).map(([name, json]) => `"${name}": ${json}`);
  return utf8(`{${members.join(", ")}}`);
}

const ACCEPTED: [string, Record<string, string>][] = [
  ["upper-case digits", { salt: '"AB"' }],
  ["no salt at all", { salt: '""' }],
  ["escapes", { salt: '"\\u0061\\u0062"', hash: '"\\u0073ha512"' }],
];

for (const [what, fields] of ACCEPTED) {
  Deno.test(`envelope: accepted: ${what}`, () => {
    assert.equal(parseEnvelope(fileOf(fields)).hash, "sha512");
  });
}

const REFUSED: [string, Record<string, string>][] = [
  ["iterations true", { iterations: "true" }],
  ["iterations null", { iterations: "null" }],
  ["iterations as text", { iterations: '"1"' }],
  ["iterations 1.0", { iterations: "1.0" }],
  ["iterations 1e3", { iterations: "1e3" }],
  ["iterations -1", { iterations: "-1" }],
  ["iterations 01", { iterations: "01" }],
  ["iterations NaN", { iterations: "NaN" }],
  ["iterations Infinity", { iterations: "Infinity" }],
  ["iterations a list", { iterations: "[1]" }],
  ["hash a number", { hash: "512" }],
  ["salt a list", { salt: "[]" }],
  ["salt odd", { salt: '"abc"' }],
  ["salt with a space", { salt: '"a b "' }],
  ["salt not hex", { salt: '"zz"' }],
  ["blob null", { enc_blob: "null" }],
  ["blob not hex", { enc_blob: '"0x"' }],
  ["one more field", { version: "1" }],
  ["a field called __proto__", { ["__proto__"]: "1" }],
  ["too deep", { hash: "[".repeat(50) + "]".repeat(50) }],
];

for (const [what, fields] of REFUSED) {
  Deno.test(`envelope: refused: ${what}`, () => {
    assert.throws(() => parseEnvelope(fileOf(fields)), DamagedError);
  });
}

for (const name of ["hash", "salt", "iterations", "enc_blob"]) {
  Deno.test(`envelope: refused: without ${name}`, () => {
    const text = new TextDecoder().decode(fileOf({}));
    const without = text.replace(new RegExp(`"${name}": [^,}]*(, |(?=}))`), "")
      .replace(", }", "}");
    JSON.parse(without);
    assert.throws(() => parseEnvelope(utf8(without)), DamagedError);
  });
}

for (const text of ["", "{}", "[]", "null", '"x"', "PK\u0003\u0004", "\0\0\0\0"]) {
  Deno.test(`envelope: refused: ${JSON.stringify(text)} is not a stash`, () => {
    assert.throws(() => parseEnvelope(utf8(text)), DamagedError);
  });
}

Deno.test("envelope: bytes above 0x7f are refused wherever they stand", () => {
  const [file, wide] = [fileOf({}), utf8("é")];
  for (let at = 0; at <= file.length; at++) {
    const changed = Uint8Array.of(...file.subarray(0, at), ...wide, ...file.subarray(at));
    assert.throws(() => parseEnvelope(changed), DamagedError, `at ${at}`);
  }
});

Deno.test("envelope: iterations are as large as the file says, for others to judge", () => {
  const { iterations } = parseEnvelope(fileOf({ iterations: "1099511627776" }));
  assert.equal(iterations, 2 ** 40);
  assert.equal(parseEnvelope(fileOf({ iterations: "0" })).iterations, 0);
});

Deno.test("envelope: more iterations than a number counts exactly are refused", () => {
  const most = fileOf({ iterations: "9007199254740991" });
  assert.equal(parseEnvelope(most).iterations, Number.MAX_SAFE_INTEGER);
  for (const iterations of ["9007199254740992", "9".repeat(4300)]) {
    const file = fileOf({ iterations });
    assert.throws(() => parseEnvelope(file), LimitError);
    assert.throws(() => describeEnvelope(file), LimitError);
  }
  assert.ok(Object.is(parseEnvelope(fileOf({ iterations: "-0" })).iterations, 0));
});

Deno.test("envelope: fields may come again, up to 64 in all", () => {
  const start = new TextDecoder().decode(fileOf({ hash: '"x"' })).slice(0, -1);
  const withMore = (more: number) =>
    utf8(start + ', "hash": "sha512"'.repeat(more) + "}");
  assert.equal(parseEnvelope(withMore(1)).hash, "sha512");
  assert.equal(parseEnvelope(withMore(60)).hash, "sha512");
  assert.throws(() => parseEnvelope(withMore(61)), DamagedError);
});

Deno.test("envelope: nothing but a small flat object is read to its end", () => {
  const many = 100_000;
  const names = Array.from({ length: many }, (_, i) => `"${i}":1`);
  for (const text of ["[" + "{},".repeat(many), `{${names.join()}}`, '{"a":[[1],2]}']) {
    assert.throws(() => parseEnvelope(utf8(text)), (error: Error) => {
      assert.ok(error instanceof DamagedError);
      assert.match(error.message, /too many values|nested too deep/);
      return true;
    });
  }
});

Deno.test("envelope: a hash has a name of 256 bytes at most", () => {
  const fileWith = (length: number) => fileOf({ hash: `"${"\\u0061".repeat(length)}"` });
  assert.equal(parseEnvelope(fileWith(256)).hash, "a".repeat(256));
  assert.throws(() => parseEnvelope(fileWith(257)), DamagedError);
});

const NODES = [[["a"], "secret"], [["a", "b"], null]] as const;

/** Whether a flip of 0x20 here only changes the case of a digit or of the hash. */
function isCaseOnly(text: string, at: number): boolean {
  const [, salt, blob] = /"salt": "([^"]*)".*"enc_blob": "([^"]*)"/.exec(text)!;
  const within = (part: string) => {
    const from = text.indexOf(`"${part}"`) + 1;
    return at >= from && at < from + part.length;
  };
  const isLetter = /[a-z]/.test(text[at]!);
  return isLetter && (within(salt!) || within(blob!) || within("sha512"));
}

Deno.test("envelope: a file with any bit flipped is refused", async () => {
  const file = await sealedFile(NODES);
  const text = new TextDecoder().decode(file);
  const refusals = [AuthenticationError, DamagedError, LimitError, UnknownHashError];
  let opened = 0;
  for (let bit = 0; bit < 8 * file.length; bit++) {
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    const changed = file.slice();
    changed[at]! ^= mask;
    const store = memoryBlobStore();
    await store.save(changed, "absent");
    if (mask === 0x20 && isCaseOnly(text, at)) {
      using stash = await openStash(store, PASSWORD);
      assert.deepEqual(contents(stash), contentsOf(NODES));
      opened++;
      continue;
    }
    await assert.rejects(openStash(store, PASSWORD), (error) => {
      assert.ok(refusals.some((refusal) => error instanceof refusal), `${at}: ${error}`);
      return true;
    });
  }
  assert.ok(opened > 0);
});

Deno.test("envelope: a file cut at any byte is refused", async () => {
  const file = await sealedFile(NODES);
  for (let length = 0; length < file.length; length++) {
    const store = memoryBlobStore();
    await store.save(file.subarray(0, length), "absent");
    await assert.rejects(openStash(store, PASSWORD), DamagedError, `length ${length}`);
  }
});

Deno.test("envelope: pairs of digits cut from the end of the blob are refused", async () => {
  const text = new TextDecoder().decode(await sealedFile(NODES));
  const blob = text.slice(0, -2);
  for (let cut = 2; cut <= 80; cut += 2) {
    const store = memoryBlobStore();
    await store.save(utf8(blob.slice(0, -cut) + '"}'), "absent");
    await assert.rejects(openStash(store, PASSWORD), AuthenticationError, `cut ${cut}`);
  }
});
