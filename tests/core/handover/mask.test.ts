import assert from "node:assert/strict";
import fc from "fast-check";
import { toBase64, toHex, utf8 } from "../../../core/bytes.ts";
import { Masker, MOST_BYTES, planMask } from "../../../core/handover/mask/masker.ts";
import { SHORTEST, spellings } from "../../../core/handover/mask/spellings.ts";

const SECRET = "pä?s>s wörd/~+";
const MULTILINE =
  "-----BEGIN KEY-----\nMIIEvQIBADANBg\r\n  kqhkiG9w0BAQEF\n-----END-----\n";

/** What comes out when `output` goes in, in chunks of those sizes, over and over. */
function masked(
  output: Uint8Array | string,
  secrets: string[],
  sizes = [1 << 20],
): string {
  const bytes = typeof output === "string" ? utf8(output) : output;
  const masker = new Masker(planMask(secrets.map(utf8)));
  const shown: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + sizes[turn % sizes.length]!;
    shown.push(masker.write(bytes.subarray(at, end)));
    at = end;
  }
  shown.push(masker.end());
  return new TextDecoder("latin1").decode(
    Uint8Array.from(shown.flatMap((each) => [...each])),
  );
}

const url = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");
const base64 = (text: string) => toBase64(utf8(text));
const lowered = (text: string) => text.replace(/%../g, (code) => code.toLowerCase());

/** Spellings as other programs make them, each by other means than the mask's own. */
const SPELT: [string, string][] = [
  ["itself", SECRET],
  ["base64", base64(SECRET)],
  ["URL-safe base64", url(base64(SECRET))],
  ["base64 without padding", base64(SECRET).replace(/=+$/, "")],
  ["hexadecimal", toHex(utf8(SECRET))],
  ["upper-case hexadecimal", toHex(utf8(SECRET)).toUpperCase()],
  ["encodeURIComponent", encodeURIComponent(SECRET)],
  ["encodeURI", encodeURI(SECRET)],
  ["lower-case percent-encoding", lowered(encodeURIComponent(SECRET))],
  ["a form", new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ["JSON", JSON.stringify(SECRET).slice(1, -1)],
  ["ASCII JSON", "p\\u00e4?s>s w\\u00f6rd/~+"],
  ["JSON with escaped slashes", "pä?s>s wörd\\/~+"],
  ["JSON for web pages", "pä?s\\u003es wörd/~+"],
  ["JSON for web pages in upper case", "pä?s\\u003Es wörd/~+"],
  ["JSON in JSON", JSON.stringify(JSON.stringify(SECRET).slice(1, -1)).slice(1, -1)],
  ["ASCII JSON in JSON", "p\\\\u00e4?s>s w\\\\u00f6rd/~+"],
  ["Python's quote", "p%C3%A4%3Fs%3Es%20w%C3%B6rd/~%2B"],
  ["Go's PathEscape", "p%C3%A4%3Fs%3Es%20w%C3%B6rd%2F~+"],
  ["a URL's path", "p%C3%A4%3Fs%3Es%20wörd/~+"],
  ["a URL's query", new URL(`a:?${SECRET}`).search.slice(1)],
  ["a URL's fragment", new URL(`a:#${SECRET}`).hash.slice(1)],
  ["a URL's user", Object.assign(new URL("http://a"), { username: SECRET }).username],
  ["mixed percent-encoding", "%70%c3%A4?%73>s+w%C3%b6r%64%2f%7e%2B"],
];

for (const [name, spelt] of SPELT) {
  Deno.test(`mask: ${name} is hidden, whatever the chunks`, () => {
    const output = `<<${spelt}>>`;
    for (const sizes of [[1], [2], [3, 1], [7], [1 << 20]]) {
      assert.equal(masked(output, [SECRET], sizes), "<<***>>");
    }
  });
}

for (const before of ["", "x", "xy", "xyz"]) {
  for (const after of ["", "1", "12"]) {
    Deno.test(`mask: base64 of "${before}" + secret + "${after}" keeps none of the secret`, () => {
      for (const spell of [base64, (text: string) => url(base64(text))]) {
        const shown = masked(spell(`${before}${SECRET}${after}`), [SECRET]);
        const [head, tail, ...rest] = shown.split("***");
        assert.deepEqual(rest, []);
        // At most the characters that hold bits of a neighbour are left.
        assert.ok(
          head!.length <= before.length + 1 && tail!.length <= after.length + 3,
          shown,
        );
      }
    });
  }
}

Deno.test("mask: each line of a value is hidden, and the value as one", () => {
  assert.equal(masked(MULTILINE, [MULTILINE]), "***\n***\r\n***\n***\n");
  assert.equal(masked("> MIIEvQIBADANBg <", [MULTILINE]), "> *** <");
  assert.equal(masked("\tkqhkiG9w0BAQEF.", [MULTILINE]), "\t***.");
  assert.equal(masked(JSON.stringify(MULTILINE), [MULTILINE]), '"***"');
  assert.equal(masked(encodeURIComponent(MULTILINE), [MULTILINE]), "***%0A");
  assert.equal(masked(base64("MIIEvQIBADANBg"), [MULTILINE]), "***");
});

Deno.test("mask: what somebody has wrapped is hidden too", () => {
  const long = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(4);
  const wrapped = base64(`${long}`).replace(/.{64}/g, "$&\n");
  assert.ok(wrapped.split("\n").length > 2);
  assert.match(masked(wrapped, [long]), /^(\*\*\*\n)+$/);
  for (const sizes of [[1], [5]]) {
    assert.match(masked(wrapped, [long], sizes), /^(\*\*\*\n)+$/);
  }
});

Deno.test("mask: overlapping and touching secrets become one", () => {
  assert.equal(masked("abcdefgh", ["abcdef", "cdefgh"]), "***");
  assert.equal(masked("abcdefgh", ["abcd", "efgh"]), "***");
  assert.equal(masked("xabcdefghx", ["bcde", "abcdefgh"]), "x***x");
});

Deno.test("mask: a beginning that goes on otherwise is shown", () => {
  assert.equal(
    masked("hunter, hunter1, hunter2", ["hunter2"], [1]),
    "hunter, hunter1, ***",
  );
  assert.equal(masked("hunhunter2", ["hunter2"], [1]), "hun***");
  assert.equal(masked("hunte", ["hunter2"], [1]), "hunte");
});

Deno.test("mask: only what may begin a secret is held back", () => {
  const masker = new Masker(planMask([utf8("hunter2")]));
  const write = (text: string) => new TextDecoder().decode(masker.write(utf8(text)));
  assert.equal(write("Password: "), "Password: ");
  assert.equal(write("a hunt"), "a ");
  assert.equal(write("ing\n"), "hunting\n");
  assert.equal(write("much\n"), "much\n", "a line goes out with its end");
  assert.equal(write("the h\n"), "the h\n", "also if its last letter could begin one");
  assert.equal(write("hunter2"), "***", "a whole secret waits for nothing");
  assert.equal(write("\n"), "\n");
});

Deno.test("mask: what is too short is not looked for, and is named", () => {
  assert.equal(SHORTEST, 4);
  const secrets = ["abc", "abcd", "", "x\ny"].map(utf8);
  assert.deepEqual(planMask(secrets).unmasked, [0, 3]);
  assert.equal(masked("abc abcd", ["abc", "abcd"]), "abc ***");
  assert.equal(masked("{ }", ["{\n  long enough\n}"]), "{ }");
});

Deno.test("mask: of too much the longest is left out, and named", () => {
  const huge = new Uint8Array(MOST_BYTES).fill(0x61);
  assert.deepEqual(planMask([huge, utf8("hunter2")]).unmasked, [0]);
  assert.deepEqual(planMask([huge.subarray(0, 1000)]).unmasked, []);
});

Deno.test("mask: bytes that are no text are hidden as bytes, base64 and hexadecimal", () => {
  const secret = new Uint8Array([0xff, 0x00, 0x0a, 0xfe, 0x80, 0x0d]);
  const masker = () => new Masker(planMask([secret]));
  const text = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
  assert.equal(text(masker().write(secret)), "***\n***\r");
  assert.equal(text(masker().write(utf8(toBase64(secret)))), "***");
  assert.equal(text(masker().write(utf8(toHex(secret)))), "***");
});

Deno.test("mask: percent-encoding of each byte or not, in either case, is hidden", () => {
  const secret = fc.string({ unit: "binary", minLength: 4, maxLength: 20 })
    .filter((text) => !/[\r\n%]/.test(text) && text.trim() === text);
  const ways = fc.array(fc.nat(2), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(secret, ways, fc.nat(8), (secret, ways, size) => {
      const code = (byte: number) => byte.toString(16).padStart(2, "0");
      const spelt = Array.from(utf8(secret), (byte, at) => {
        const way = ways[at % ways.length]!;
        if (way === 0 && byte < 0x80) return String.fromCharCode(byte);
        return "%" + (way === 1 ? code(byte) : code(byte).toUpperCase());
      }).join("");
      assert.equal(masked(`<${spelt}>%4`, [secret], [size + 1]), "<***>%4");
    }),
    { numRuns: 500 },
  );
});

Deno.test("mask: what looks like percent-encoding and is none stays as it is", () => {
  const output = "100%, %4, %zz, %%41 and %\n5% of hunter%31, 50%\n";
  for (const sizes of [[1], [2], [100]]) {
    assert.equal(masked(output, ["hunter2"], sizes), output);
  }
  assert.equal(
    masked("%%68unter2 %4hunter2 %hunter%3", ["hunter2", "hunter%3"], [1]),
    "%*** %4*** %***",
  );
});

/** The same by trying every spelling at every place; line ends apart. */
function bruteForce(output: string, secrets: string[]): string {
  const latin1 = new TextDecoder("latin1");
  const patterns = secrets.flatMap((each) => spellings(utf8(each))).map((each) =>
    latin1.decode(each)
  );
  const hidden = new Set<number>();
  for (const pattern of patterns) {
    for (
      let at = output.indexOf(pattern);
      at !== -1;
      at = output.indexOf(pattern, at + 1)
    ) {
      for (let i = 0; i < pattern.length; i++) hidden.add(at + i);
    }
  }
  let shown = "";
  for (let at = 0; at < output.length; at++) {
    if (!hidden.has(at)) shown += output[at];
    else if (!hidden.has(at - 1)) shown += "***";
  }
  return shown;
}

const letters = (max: number) =>
  fc.array(fc.constantFrom("a", "b", "c"), { maxLength: max }).map((each) =>
    each.join("")
  );

Deno.test("mask: the same as by trying everything, in any chunks", () => {
  const secret = letters(7).filter((text) => text.length >= SHORTEST);
  const some = fc.array(secret, { minLength: 1, maxLength: 4 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(letters(60), some, sizes, (output, secrets, sizes) => {
      assert.equal(masked(output, secrets, sizes), bruteForce(output, secrets));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("mask: no spelling of a secret comes through, wherever it stands", () => {
  const secret = fc.string({ unit: "binary", minLength: 6, maxLength: 40 })
    .filter((text) => !/[\r\n]/.test(text) && text.trim() === text);
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), fc.nat(12), (secret, a, b, size) => {
      for (const spelling of spellings(utf8(secret))) {
        const output = Uint8Array.from([...utf8(a), ...spelling, ...utf8(b)]);
        const masker = new Masker(planMask([utf8(secret)]));
        let shown = "";
        const latin1 = new TextDecoder("latin1");
        for (let at = 0; at < output.length; at += size + 1) {
          shown += latin1.decode(masker.write(output.subarray(at, at + size + 1)));
        }
        shown += latin1.decode(masker.end());
        assert.ok(!shown.includes(latin1.decode(spelling)));
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("mask: the work grows with the output, not with its product with the secrets", () => {
  // A secret that nearly begins at every byte: by trying, this would take 10^11 steps.
  const secret = "a".repeat(100_000) + "b";
  const masker = new Masker(planMask([utf8(secret)]));
  const chunk = new Uint8Array(1 << 20).fill(0x61);
  assert.equal(masker.write(chunk).length, chunk.length - 100_000);
  assert.equal(new TextDecoder().decode(masker.write(utf8("b"))), "***");
});
