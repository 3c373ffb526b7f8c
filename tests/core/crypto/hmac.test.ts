import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import { hmacSha256, MAC_LENGTH, sameMac } from "../../../core/crypto/hmac.ts";

const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/hmac_sha256.json", import.meta.url)),
) as { vectors: Record<"source" | "key" | "message" | "mac", string>[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const { source, key, message, mac } of vectors) {
  Deno.test(`hmac-sha256: ${source}`, () => {
    const found = hmacSha256(bytes(key), bytes(message));
    assert.equal(toHex(found), mac);
    assert.equal(found.length, MAC_LENGTH);
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
