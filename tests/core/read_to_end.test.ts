import fc from "fast-check";
import assert from "node:assert/strict";
import { LimitError } from "../../core/errors.ts";
import { readToEnd, type Source } from "../../core/read_to_end.ts";
import { assertSize, MOST_BLOB_BYTES, MOST_TEXT_BYTES } from "../../core/sizes.ts";

/** Gives `bytes` in pieces of at most `piece`, and counts how often it was asked. */
function sourceOf(bytes: Uint8Array, piece: number): Source & { calls: number } {
  let at = 0;
  return {
    calls: 0,
    read(room) {
      this.calls++;
      if (at === bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + Math.min(piece, room.length));
      room.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
  };
}

Deno.test("readToEnd: all of it, however it comes and whatever was expected", async () => {
  const bytes = fc.uint8Array({ maxLength: 5_000 });
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), async (
      bytes,
      piece,
      likely,
    ) => {
      const source = sourceOf(bytes, piece);
      const read = await readToEnd(source, { what: "it", likely, most: Infinity });
      assert.deepEqual([...read], [...bytes]);
    }),
  );
});

Deno.test("readToEnd: what has the expected length is read once, into its place", async () => {
  const bytes = new Uint8Array(1 << 20).fill(5);
  const source = sourceOf(bytes, Infinity);
  const read = await readToEnd(source, { what: "it", likely: 1 << 20, most: 1 << 20 });
  assert.equal(source.calls, 2);
  assert.ok(read.buffer.byteLength - read.length <= 1024);
  assert.deepEqual(read, bytes);
});

Deno.test("readToEnd: one byte too much, announced or not", async () => {
  for (const likely of [0, 11]) {
    const source = sourceOf(new Uint8Array(11), Infinity);
    await assert.rejects(
      readToEnd(source, { what: "the value", likely, most: 10 }),
      LimitError,
    );
    assert.equal(source.calls, likely > 10 ? 0 : 1);
  }
  const just = readToEnd(sourceOf(new Uint8Array(10), 3), {
    what: "the value",
    likely: 0,
    most: 10,
  });
  assert.equal((await just).length, 10);
});

Deno.test("assertSize: names the thing and the limit", () => {
  assertSize("it", MOST_BLOB_BYTES, MOST_BLOB_BYTES);
  const cases = [[MOST_BLOB_BYTES, "4 GiB"], [MOST_TEXT_BYTES, "500 MiB"]] as const;
  for (const [most, named] of cases) {
    assert.throws(() => assertSize("it", most + 1, most), {
      name: "LimitError",
      message: `it is larger than ${named}, the most that is taken`,
    });
  }
});
