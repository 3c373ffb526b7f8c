import assert from "node:assert/strict";
import { askLine, askSecret, confirm } from "../../cli/prompt.ts";
import { InterruptedError, UsageError } from "../../core/errors.ts";
import { fakeIo } from "./fake_io.ts";

/** What a person gets who presses these keys. */
async function secret(...typed: (string | Uint8Array)[]): Promise<string> {
  const io = fakeIo({ typed, terminal: true });
  const answer = await askSecret(io, "Password");
  assert.deepEqual(io.raw, [true, false], "echo is off, then on again");
  assert.equal(io.said().stderr, "Password: \n", "nothing typed is shown");
  assert.equal(io.said().stdout, "");
  return answer;
}

Deno.test("a secret ends at Return or a line feed", async () => {
  assert.equal(await secret("hunter2\r"), "hunter2");
  assert.equal(await secret("hunter2\n"), "hunter2");
  assert.equal(await secret("hun", "ter", "2", "\r"), "hunter2");
});

Deno.test("backspace takes back one character, of however many bytes", async () => {
  assert.equal(await secret("ab\x7fc\r"), "ac");
  assert.equal(await secret("aé漢😀\x7f\x08\r"), "aé");
  assert.equal(await secret("\x7f\x7fa\r"), "a");
});

Deno.test("a character may come in pieces", async () => {
  const bytes = new TextEncoder().encode("é\r");
  assert.equal(await secret(bytes.subarray(0, 1), bytes.subarray(1)), "é");
});

Deno.test("Ctrl-U starts anew", async () => {
  assert.equal(await secret("wrong\x15right\r"), "right");
});

Deno.test("arrow keys and other escape sequences are no part of a secret", async () => {
  assert.equal(await secret("a\x1b[Db\x1b[1;5Cc\x1bOPd\r"), "abcd");
});

Deno.test("Ctrl-D ends a secret that has begun", async () => {
  assert.equal(await secret("abc\x04"), "abc");
});

for (
  const [name, typed] of [["Ctrl-C", "ab\x03"], ["Ctrl-D", "\x04"], ["the end", "ab"]]
) {
  Deno.test(`${name} stops, with the terminal as it was`, async () => {
    const io = fakeIo({ typed: [typed!], terminal: true });
    await assert.rejects(askSecret(io, "Password"), InterruptedError);
    assert.deepEqual(io.raw, [true, false]);
  });
}

Deno.test("what is not UTF-8 is refused", async () => {
  await assert.rejects(secret(new Uint8Array([0xff, 0x0d])), UsageError);
});

Deno.test("what was typed ahead answers the next question", async () => {
  const io = fakeIo({ typed: ["one\rtwo\rthree\n"], terminal: true });
  assert.equal(await askSecret(io, "First"), "one");
  assert.equal(await askSecret(io, "Second"), "two");
  assert.equal(await askLine(io, "Third?"), "three");
});

Deno.test("only yes is yes", async () => {
  for (const [typed, expected] of [["y\n", true], ["YES\n", true], ["yeah\n", false]]) {
    const io = fakeIo({ typed: [typed as string], terminal: true });
    assert.equal(await confirm(io, "Really?"), expected);
  }
  assert.equal(await confirm(fakeIo({ typed: ["\n"], terminal: true }), "?"), false);
  assert.equal(await confirm(fakeIo({ terminal: true }), "?"), false);
});
