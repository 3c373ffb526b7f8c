import assert from "node:assert/strict";
import { decodeHex, toHex, utf8 } from "../../../core/bytes.ts";
import { hkdfKey, type HkdfParameters } from "../../../core/crypto/hkdf.ts";

interface Vector {
  source: string;
  hash: HkdfParameters["hash"];
  material: string;
  salt: string;
  info: string;
  length: number;
  key: string;
}

const { vectors } = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/hkdf.json", import.meta.url)),
) as { vectors: Vector[] };

const bytes = (hex: string) => decodeHex(utf8(hex));

for (const { source, hash, material, salt, info, length, key } of vectors) {
  Deno.test(`hkdf-${hash}: ${source}`, () => {
    const ikm = bytes(material);
    const found = hkdfKey(ikm, { hash, salt: bytes(salt), info: bytes(info), length });
    assert.equal(toHex(found), key);
    assert.equal(toHex(ikm), material);
  });
}

Deno.test("hkdf: there are vectors for both hashes, with and without a salt", () => {
  const kinds = new Set(vectors.map(({ hash, salt }) => `${hash} ${salt !== ""}`));
  assert.equal(kinds.size, 4);
});
