import assert from "node:assert/strict";
import { equalBytes } from "@noble/ciphers/utils.js";
import { sameMac } from "../../core/crypto/hmac.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Where bytes are compared by what stops at the first difference, and why that tells
 * nobody anything.
 */
const STOPPING_EARLY: Record<string, string> = {
  "backends/file/record_store.ts": "two readings of one file, whose secrets are sealed",
  "core/bytes.ts": "the function itself",
  "core/crypto/random.ts": "two draws, of which none was used",
  "core/stash/load.ts": "the salts of two files, which everybody sees",
  "core/stash/tree.ts": "two values that were both read with the key",
  "core/wallet/sync/pair_v1.ts": "walletIds, which everybody sees",
  "core/wallet/sync/slots.ts": "commitments of two stored headers",
  "core/wallet/v1/ci_token.ts": "the checksum of a token with that of the same token",
  "core/wallet/v1/header_keeper.ts": "seals of two headers that both opened",
  "core/wallet/v1/open_header.ts": "walletIds",
  "core/wallet/v1/recovery_sheet.ts": "the checksum of a sheet with its own",
  "core/wallet/v1/slot_service.ts": "commitments of two stored headers",
  "exchange/wallet/document.ts": "how a file to load begins: nothing secret",
};

/** The bytes, and how many of them were looked at. */
function watched(bytes: Uint8Array): { bytes: Uint8Array; reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(bytes, {
    get(target, name) {
      if (typeof name === "string" && /^[0-9]+$/.test(name)) reads++;
      return Reflect.get(target, name);
    },
  });
  return { bytes: proxy, reads: () => reads };
}

for (const [name, same] of Object.entries({ sameMac, equalBytes })) {
  Deno.test(`comparisons: ${name} looks at every byte, wherever the first differs`, () => {
    const mac = Uint8Array.from({ length: 32 }, (_, at) => at);
    for (let at = 0; at <= 32; at++) {
      const other = mac.slice();
      if (at < 32) other[at]! ^= 1;
      const [one, two] = [watched(mac), watched(other)];
      assert.equal(same(one.bytes, two.bytes), at === 32);
      assert.deepEqual([one.reads(), two.reads()], [32, 32], `at ${at}`);
    }
  });
}

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

Deno.test("comparisons: what stops early is used where it was thought about, and only there", () => {
  const found = ["core/", "cli/", "agent/", "backends/", "exchange/"]
    .flatMap((folder) => [...sources(folder)])
    .filter((path) => /\bsameBytes\(/.test(Deno.readTextFileSync(new URL(path, ROOT))));
  assert.deepEqual(found.sort(), Object.keys(STOPPING_EARLY).sort());
});
