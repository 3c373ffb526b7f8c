import assert from "node:assert/strict";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import { openAead, sealAead } from "../../../core/crypto/aead.ts";
import { FernetKey } from "../../../core/crypto/fernet.ts";
import { encodeBase64Url } from "../../../core/crypto/fernet_base64.ts";
import { hkdfKey, type HkdfParameters } from "../../../core/crypto/hkdf.ts";
import { hmacSha256, MacKey, sameMac } from "../../../core/crypto/hmac.ts";
import { type HashName, pbkdf2 } from "../../../core/crypto/kdf.ts";
import { DamagedError } from "../../../core/errors.ts";

/** What each set has; the others are the set's own. */
interface Case {
  tcId: number;
  comment: string;
  result: "valid" | "invalid" | "acceptable";
}
type Hex<Names extends string> = Record<Names, string>;

interface Group {
  tagSize?: number;
  tests: Case[];
}

function groupsOf(name: string): Group[] {
  const file = new URL(`../../vectors/wycheproof/${name}.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(file)).testGroups;
}

/** The cases of a set, with the size of tags where its groups have one, in bits. */
function casesOf<T>(name: string): (Case & T & { tagSize: number })[] {
  return groupsOf(name).flatMap(({ tagSize = 0, tests }) =>
    tests.map((test) => ({ ...test as Case & T, tagSize }))
  );
}

const bytes = (hex: string) => decodeHex(utf8(hex));
const saying = ({ tcId, comment, result }: Case) => `${tcId}: ${comment}, ${result}`;

/** Rounds; one case of all has more, and would take a quarter of a minute. */
const MOST_ROUNDS = 100_000;

for (const hash of ["sha1", "sha224", "sha256", "sha384", "sha512"] as HashName[]) {
  type Pbkdf2Case =
    & Hex<"password" | "salt" | "dk">
    & Record<
      "iterationCount" | "dkLen",
      number
    >;
  const name = `pbkdf2_hmac${hash}`;
  Deno.test(`wycheproof: ${name}`, async () => {
    const all = casesOf<Pbkdf2Case>(name);
    const cases = all.filter(({ iterationCount }) => iterationCount <= MOST_ROUNDS);
    assert.ok(cases.length >= all.length - 1 && cases.length > 50);
    for (const each of cases) {
      const { iterationCount: iterations, dkLen: length, dk } = each;
      const parameters = { hash, salt: bytes(each.salt), iterations, length };
      const found = toHex(await pbkdf2(bytes(each.password), parameters));
      assert.equal(found === dk, each.result === "valid", saying(each));
    }
  });
}

for (const hash of ["sha256", "sha512"] as HkdfParameters["hash"][]) {
  type HkdfCase = Hex<"ikm" | "salt" | "info" | "okm"> & { size: number };
  Deno.test(`wycheproof: hkdf_${hash}`, () => {
    const cases = casesOf<HkdfCase>(`hkdf_${hash}`);
    assert.ok(cases.length > 80);
    for (const each of cases) {
      const { size: length } = each;
      const [salt, info] = [bytes(each.salt), bytes(each.info)];
      const derive = () => hkdfKey(bytes(each.ikm), { hash, salt, info, length });
      if (each.result === "valid") assert.equal(toHex(derive()), each.okm, saying(each));
      else assert.throws(derive, saying(each));
    }
  });
}

Deno.test("wycheproof: hmac_sha256, tags that are shortened too", () => {
  const cases = casesOf<Hex<"key" | "msg" | "tag">>("hmac_sha256");
  assert.ok(cases.length > 170);
  for (const each of cases) {
    const [key, message, tag] = [bytes(each.key), bytes(each.msg), bytes(each.tag)];
    for (const mac of [hmacSha256(key, message), new MacKey(key).of(message)]) {
      const shortened = mac.subarray(0, each.tagSize / 8);
      assert.equal(sameMac(shortened, tag), each.result === "valid", saying(each));
    }
  }
});

Deno.test("wycheproof: xchacha20_poly1305, sealed and opened", () => {
  const cases = casesOf<Hex<"key" | "iv" | "aad" | "msg" | "ct" | "tag">>(
    "xchacha20_poly1305",
  );
  assert.ok(cases.length > 300);
  for (const each of cases) {
    const context = { key: bytes(each.key), aad: bytes(each.aad) };
    const whole = each.iv + each.ct + each.tag;
    const opened = openAead(bytes(whole), context);
    const isValid = each.result === "valid";
    assert.equal(opened === null ? null : toHex(opened), isValid ? each.msg : null);
    const random = () => bytes(each.iv);
    const sealed = toHex(sealAead(bytes(each.msg), { ...context, random }));
    assert.equal(sealed === whole, isValid, saying(each));
  }
});

const SIGNING_KEY = new Uint8Array(16).fill(1);

/** The token that holds a ciphertext, signed, with a time of zero. */
function token(iv: Uint8Array, ciphertext: Uint8Array): string {
  const body = Uint8Array.of(0x80, ...new Uint8Array(8), ...iv, ...ciphertext);
  return encodeBase64Url(Uint8Array.of(...body, ...hmacSha256(SIGNING_KEY, body)));
}

Deno.test("wycheproof: aes_cbc_pkcs5, in Fernet tokens", () => {
  const cases = casesOf<Hex<"key" | "iv" | "msg" | "ct">>("aes_cbc_pkcs5");
  assert.ok(cases.length > 70);
  for (const each of cases) {
    const key = new FernetKey(Uint8Array.of(...SIGNING_KEY, ...bytes(each.key)));
    const [iv, plaintext] = [bytes(each.iv), bytes(each.msg)];
    const whole = token(iv, bytes(each.ct));
    if (each.result === "valid") {
      assert.equal(toHex(key.open(whole)), each.msg, saying(each));
      const made = key.seal(plaintext, { random: () => iv, clock: () => new Date(0) });
      assert.equal(made, whole, saying(each));
    } else {
      assert.throws(() => key.open(whole), DamagedError, saying(each));
    }
  }
});
