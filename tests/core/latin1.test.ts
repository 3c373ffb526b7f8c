import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../core/errors.ts";
import { latin1Bytes, latin1Text } from "../../core/latin1.ts";

Deno.test("latin1: byte n is character n, unlike windows-1252", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const text = latin1Text(bytes);
  for (let i = 0; i < 256; i++) assert.equal(text.charCodeAt(i), i);
  assert.deepEqual(latin1Bytes(text, "it"), bytes);
});

Deno.test("latin1: bytes of any length are read back", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.deepEqual(latin1Bytes(latin1Text(bytes), "it"), new Uint8Array(bytes));
  }));
  const long = new Uint8Array(1_000_003).fill(0xe9);
  assert.deepEqual(latin1Bytes(latin1Text(long), "it"), long);
});

Deno.test("latin1: refuses the rest, says which and where, and shows nothing of it", () => {
  const outside: [string, number][] = [
    ["price 5 \u20ac \u6f22", 9],
    ["\u0100", 1],
    ["a\ud800", 2],
    ["\u{1f600}", 1],
    ["\u00ff\u0152", 2],
    ["x\u{10ffff}", 2],
  ];
  for (const [text, position] of outside) {
    assert.throws(() => latin1Bytes(text, "the note"), (error) => {
      assert.ok(error instanceof UsageError);
      const expected =
        `the note cannot be written in Latin-1, because of its character ` +
        position;
      assert.equal(error.message, expected);
      assert.match(error.hint!, /Western European/);
      return true;
    });
  }
});
