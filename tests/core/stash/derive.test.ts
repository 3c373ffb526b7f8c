import assert from "node:assert/strict";
import { memoryBlobStore } from "../../../backends/memory.ts";
import { type CofferError, LimitError, UnknownHashError } from "../../../core/errors.ts";
import { formatEnvelope, type KeyParameters } from "../../../core/stash/envelope.ts";
import { openStash } from "../../../core/stash/stash.ts";
import { checkParameters } from "../../../core/stash/derive.ts";

const MOST = 2 ** 32 - 1;

function asking(iterations: number, hash = "sha512"): KeyParameters {
  return { hash, iterations, salt: new Uint8Array(32) };
}

const CEILINGS: [ceiling: number, hashes: string[]][] = [
  [10_000_000, ["sha1", "sha256", "SHA-384", "sha512"]],
  [1_000_000, [
    "sha224",
    "sha512_256",
    "SHA3-512",
    "blake2b512",
    "blake2s",
    "md5",
    "rmd160",
  ]],
];

for (const [ceiling, hashes] of CEILINGS) {
  for (const hash of hashes) {
    Deno.test(`derive: with ${hash}, a file may ask for ${ceiling} iterations`, () => {
      checkParameters(asking(1, hash));
      checkParameters(asking(ceiling, hash));
      checkParameters(asking(ceiling + 1, hash), ceiling + 1);
      const named = { message: new RegExp(`; 1 to ${ceiling} are taken$`) };
      for (const iterations of [0, ceiling + 1]) {
        assert.throws(() => checkParameters(asking(iterations, hash)), LimitError);
        assert.throws(() => checkParameters(asking(iterations, hash)), named);
      }
    });
  }
}

Deno.test("derive: nothing allows more than 32 bits count", () => {
  checkParameters(asking(MOST), MOST);
  checkParameters(asking(MOST), Infinity);
  for (const maxIterations of [MOST + 1, 1e15, Infinity]) {
    assert.throws(
      () => checkParameters(asking(MOST + 1), maxIterations),
      (error: CofferError) => {
        assert.ok(error instanceof LimitError);
        assert.match(error.message, /; 1 to 4294967295 are taken$/);
        assert.doesNotMatch(error.hint!, /--max-iterations/);
        return true;
      },
    );
  }
});

Deno.test("derive: an unknown hash is told before its iterations are judged", () => {
  assert.throws(() => checkParameters(asking(0, "sm3")), UnknownHashError);
});

Deno.test("derive: the ceiling of a slow hash holds before anybody is asked", async () => {
  const store = memoryBlobStore();
  const sealed = new Uint8Array(40);
  await store.save(
    formatEnvelope({ ...asking(1_000_001, "sha3_512"), sealed }),
    "absent",
  );
  const source = () => Promise.reject(new Error("asked"));
  await assert.rejects(openStash(store, source), LimitError);
  await assert.rejects(openStash(store, source, { maxIterations: 1_000_001 }), /asked/);
});
