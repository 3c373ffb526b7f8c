import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import { hmacSha256, MAC_LENGTH, MacKey, sameMac } from "../../../core/crypto/hmac.ts";
import { UsageError } from "../../../core/errors.ts";

const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/hmac_sha256.json", import.meta.url)),
) as { vectors: Record<"source" | "key" | "message" | "mac", string>[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const { source, key, message, mac } of vectors) {
  Deno.test(`hmac-sha256: ${source}`, () => {
    const found = hmacSha256(bytes(key), bytes(message));
    assert.equal(toHex(found), mac);
    assert.equal(found.length, MAC_LENGTH);
    assert.equal(toHex(new MacKey(bytes(key)).of(bytes(message))), mac);
  });
}

Deno.test("hmac-sha256: as Web Crypto computes it", async () => {
  const some = fc.uint8Array({ minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(some, some, async (key, message) => {
      const algorithm = { name: "HMAC", hash: "SHA-256" };
      const imported = await crypto.subtle.importKey(
        "raw",
        Uint8Array.from(key),
        algorithm,
        false,
        ["sign"],
      );
      const expected = await crypto.subtle.sign(
        "HMAC",
        imported,
        Uint8Array.from(message),
      );
      assert.deepEqual(hmacSha256(key, message), new Uint8Array(expected));
    }),
    { numRuns: 30 },
  );
});

Deno.test("hmac-sha256: a key serves many messages, each by itself, until it is wiped", () => {
  const raw = new Uint8Array(32).fill(1);
  const key = new MacKey(raw);
  const other = new MacKey(new Uint8Array(32).fill(2));
  const message = fc.uint8Array({ maxLength: 200 });
  fc.assert(fc.property(message, message, (a, b) => {
    const [first, second] = [key.of(a), other.of(b)];
    assert.deepEqual(key.of(b), hmacSha256(new Uint8Array(32).fill(1), b));
    assert.deepEqual(first, hmacSha256(new Uint8Array(32).fill(1), a));
    assert.deepEqual(second, hmacSha256(new Uint8Array(32).fill(2), b));
  }));
  raw.fill(0);
  assert.deepEqual(key.of(raw), hmacSha256(new Uint8Array(32).fill(1), raw));
  key.wipe();
  assert.throws(() => key.of(raw), UsageError);
  key.wipe();
});

Deno.test("hmac-sha256: two results are compared whole, length included", () => {
  const mac = hmacSha256(new Uint8Array(32), new Uint8Array());
  assert.ok(sameMac(mac, mac.slice()));
  for (let at = 0; at < mac.length; at++) {
    const other = mac.slice();
    other[at]! ^= 0x80;
    assert.ok(!sameMac(mac, other));
  }
  assert.ok(!sameMac(mac, mac.subarray(1)));
  assert.ok(!sameMac(mac, new Uint8Array()));
});
