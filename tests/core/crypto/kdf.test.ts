import assert from "node:assert/strict";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import { hashByName, type HashName, pbkdf2 } from "../../../core/crypto/kdf.ts";
import { UnknownHashError } from "../../../core/errors.ts";

interface Vector {
  source: string;
  hash: HashName;
  password: string;
  salt: string;
  iterations: number;
  length: number;
  key: string;
}

const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/pbkdf2.json", import.meta.url)),
) as { vectors: Vector[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const [i, vector] of vectors.entries()) {
  const { hash, iterations, length, source } = vector;
  Deno.test(`pbkdf2 vector ${i}: ${hash}, ${source}`, async () => {
    const salt = bytes(vector.salt);
    const key = await pbkdf2(bytes(vector.password), { hash, salt, iterations, length });
    assert.equal(toHex(key), vector.key);
  });
}

/** What CPython 3.11 takes for each hash, with OpenSSL 3.0 beneath. */
const NAMES: Record<HashName, string[]> = {
  sha1: ["sha1", "SHA1", "SHA-1", "sha-1", "ssl3-sha1"],
  sha224: ["sha224", "SHA224", "SHA-224", "SHA2-224"],
  sha256: ["sha256", "SHA256", "SHA-256", "SHA2-256", "sha2-256"],
  sha384: ["sha384", "SHA384", "SHA-384", "SHA2-384"],
  sha512: ["sha512", "SHA512", "SHA-512", "SHA2-512", "Sha512"],
  sha512_224: ["sha512_224", "SHA512-224", "SHA-512/224", "SHA2-512/224"],
  sha512_256: ["sha512_256", "SHA512-256", "SHA-512/256", "SHA2-512/256"],
  sha3_224: ["sha3_224", "SHA3-224", "sha3-224"],
  sha3_256: ["sha3_256", "SHA3-256", "sha3-256"],
  sha3_384: ["sha3_384", "SHA3-384", "sha3-384"],
  sha3_512: ["sha3_512", "SHA3-512", "sha3-512"],
  blake2b: ["blake2b", "BLAKE2b512", "BLAKE2b-512", "blake2b512"],
  blake2s: ["blake2s", "BLAKE2S-256", "BLAKE2s256", "blake2s256"],
  md5: ["md5", "MD5", "ssl3-md5"],
  ripemd160: ["ripemd160", "RIPEMD160", "RIPEMD-160", "RIPEMD", "rmd160"],
};

for (const [hash, names] of Object.entries(NAMES)) {
  Deno.test(`${hash} is known by OpenSSL's names and has a vector`, () => {
    for (const name of names) assert.equal(hashByName(name), hash, name);
    assert.ok(vectors.some((vector) => vector.hash === hash));
  });
}

Deno.test("every other name is refused, and not repeated to the terminal", () => {
  const unknown = [
    "",
    "sha",
    "sha0",
    "sha-5120",
    "sha513",
    "md4",
    "shake_128",
    "sha3_512 ",
    "sha512\u0000",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\u001b[31mred",
  ];
  for (const name of unknown) {
    assert.throws(() => hashByName(name), (error) => {
      assert.ok(error instanceof UnknownHashError, name);
      assert.doesNotMatch(error.message, /red/);
      return true;
    });
  }
});

Deno.test("pbkdf2 leaves the password to its caller", async () => {
  for (const hash of ["sha512", "sha3_256"] as const) {
    const password = utf8("password");
    await pbkdf2(password, { hash, salt: utf8("salt"), iterations: 2, length: 32 });
    assert.deepEqual(password, utf8("password"));
  }
});

Deno.test("pbkdf2 takes a password longer than any block", async () => {
  const parameters = { salt: utf8("salt"), iterations: 1, length: 32 };
  const long = new Uint8Array(200).fill(0x61);
  const hashed = new Uint8Array(await crypto.subtle.digest("SHA-512", long));
  const hash = "sha512";
  // HMAC (RFC 2104) hashes a key that is longer than a block.
  assert.deepEqual(
    await pbkdf2(long, { hash, ...parameters }),
    await pbkdf2(hashed, { hash, ...parameters }),
  );
});
