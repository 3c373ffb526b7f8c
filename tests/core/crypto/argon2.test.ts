import assert from "node:assert/strict";
import { argon2id as nobleArgon2id } from "@noble/hashes/argon2.js";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import {
  type Argon2,
  argon2id,
  wasmArgon2id,
  webCryptoArgon2id,
} from "../../../core/crypto/argon2.ts";
import { UsageError } from "../../../core/errors.ts";

interface Vectors {
  vectors: {
    passes: number;
    memory: number;
    password: string;
    salt: string;
    key: string;
  }[];
  rfc9106: Record<"password" | "salt" | "secret" | "associatedData" | "key", string> & {
    memory: number;
    passes: number;
    lanes: number;
  };
}

const { vectors, rfc9106 } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/argon2id.json", import.meta.url)),
) as Vectors;

const bytes = (hex: string) => decodeHex(utf8(hex));
const QUICK = { salt: utf8("some salt"), memory: 8, passes: 1, length: 32 };

async function works(implementation: Argon2): Promise<boolean> {
  try {
    await implementation(utf8("x"), QUICK);
    return true;
  } catch {
    return false;
  }
}

const WEB_CRYPTO = await works(webCryptoArgon2id);
const IMPLEMENTATIONS: Record<string, [Argon2, boolean]> = {
  "ours": [argon2id, true],
  "hash-wasm": [wasmArgon2id, true],
  "Web Crypto": [webCryptoArgon2id, WEB_CRYPTO],
};

for (const [name, [implementation, there]] of Object.entries(IMPLEMENTATIONS)) {
  Deno.test({
    name: `argon2id, ${name}: published keys` + (there ? "" : " (skipped: not here)"),
    ignore: !there,
    fn: async () => {
      // The first takes 256 KiB, the others 64 MiB each: two of these are enough.
      for (const it of vectors.slice(0, name === "ours" ? 5 : 2)) {
        const { memory, passes } = it;
        const password = bytes(it.password);
        const parameters = { salt: bytes(it.salt), memory, passes, length: 32 };
        assert.equal(toHex(await implementation(password, parameters)), it.key);
        assert.equal(toHex(password), it.password);
      }
    },
  });
}

Deno.test("argon2id: every implementation gives what @noble/hashes gives", async () => {
  const cases = [
    { password: "p", salt: "saltsalt", memory: 8, passes: 1, length: 4 },
    {
      password: "\u00e9\u{1f511}",
      salt: "s".repeat(64),
      memory: 100,
      passes: 3,
      length: 32,
    },
    {
      password: "x".repeat(200),
      salt: "s".repeat(16),
      memory: 33,
      passes: 10,
      length: 65,
    },
  ];
  for (const { password, salt, memory, passes, length } of cases) {
    const options = { t: passes, m: memory, p: 1, dkLen: length };
    const expected = toHex(nobleArgon2id(utf8(password), utf8(salt), options));
    for (const [name, [implementation, there]] of Object.entries(IMPLEMENTATIONS)) {
      if (!there) continue;
      const parameters = { salt: utf8(salt), memory, passes, length };
      const found = await implementation(utf8(password), parameters);
      assert.equal(toHex(found), expected, name);
    }
  }
});

Deno.test("argon2id: the example of RFC 9106, by what the others are compared with", async () => {
  const { memory, passes, lanes, key } = rfc9106;
  const [password, salt, secret, associatedData] = [
    rfc9106.password,
    rfc9106.salt,
    rfc9106.secret,
    rfc9106.associatedData,
  ].map(bytes);
  const found = nobleArgon2id(password!, salt!, {
    t: passes,
    m: memory,
    p: lanes,
    dkLen: 32,
    key: secret!,
    personalization: associatedData!,
  });
  assert.equal(toHex(found), key);
  if (!WEB_CRYPTO) return;
  const imported = await crypto.subtle.importKey(
    "raw-secret" as "raw",
    password!,
    "Argon2id",
    false,
    ["deriveBits"],
  );
  const algorithm = {
    name: "Argon2id",
    nonce: salt!,
    parallelism: lanes,
    memory,
    passes,
    secretValue: secret!,
    associatedData: associatedData!,
  };
  const bits = await crypto.subtle.deriveBits(algorithm, imported, 256);
  assert.equal(toHex(new Uint8Array(bits)), key);
});

Deno.test("argon2id: an empty password is refused by every runtime alike", async () => {
  await assert.rejects(argon2id(new Uint8Array(), QUICK), UsageError);
});
