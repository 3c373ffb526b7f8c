import assert from "node:assert/strict";
import { Call } from "../../cli/command.ts";
import { Out } from "../../cli/output.ts";
import { currentPassword, firstPassword, newPassword } from "../../cli/passwords.ts";
import { RefusedError, UsageError, WeakPasswordError } from "../../core/errors.ts";
import { utf8 } from "../../core/bytes.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { type FakeIo, fakeIo, type FakeOptions } from "./fake_io.ts";

function call(
  fake: FakeOptions,
  options: Record<string, unknown> = {},
): { call: Call; io: FakeIo } {
  const io = fakeIo(fake);
  return { io, call: new Call({ io, out: new Out(io, false) }, [], options) };
}

let files = 0;

async function fileIn(
  folder: TemporaryFolder,
  content: string | Uint8Array,
): Promise<string> {
  const path = folder.at(`password${files++}`);
  const bytes = typeof content === "string" ? utf8(content) : content;
  await Deno.writeFile(path, bytes, { mode: 0o600 });
  return path;
}

Deno.test("sources come before one another in the order that is documented", async () => {
  await using folder = await temporaryFolder();
  const env = {
    COFFER_PASSWORD_FILE: await fileIn(folder, "variable file"),
    COFFER_PASSWORD: "env",
  };
  const passwordFile = await fileIn(folder, "option file");
  const terminal = { terminal: true, typed: ["typed\r"] };
  const read = (fake: FakeOptions, options = {}) =>
    currentPassword(call(fake, options).call, "a.stash");
  assert.equal(await read({ ...terminal, env }, { passwordFile }), "option file");
  assert.equal(
    await read({ typed: ["piped\n"], env }, { passwordStdin: true }),
    "piped",
  );
  assert.equal(await read({ ...terminal, env }), "variable file");
  assert.equal(await read({ ...terminal, env: { COFFER_PASSWORD: "env" } }), "env");
  assert.equal(await read(terminal), "typed");
});

Deno.test("a file is the password whole but for one newline at its end", async () => {
  await using folder = await temporaryFolder();
  for (
    const [content, expected] of [
      ["a b\n", "a b"],
      ["a\n\n", "a\n"],
      ["a\r\n", "a"],
      [" \t", " \t"],
      ["a\0b\nc", "a\0b\nc"],
      ["\ufeffa", "\ufeffa"],
      ["", ""],
    ]
  ) {
    const options = { passwordFile: await fileIn(folder, content!) };
    assert.equal(await currentPassword(call({}, options).call, "x"), expected);
  }
  const options = { passwordFile: await fileIn(folder, new Uint8Array([0xc3])) };
  await assert.rejects(currentPassword(call({}, options).call, "x"), UsageError);
});

Deno.test("two options for one password are a mistake", async () => {
  const options = { passwordStdin: true, passwordFile: "x" };
  await assert.rejects(currentPassword(call({}, options).call, "x"), UsageError);
});

Deno.test("standard input is one password at most", async () => {
  const options = { passwordStdin: true, newPasswordStdin: true };
  const both = call({ typed: ["one\n"] }, options).call;
  assert.equal(await currentPassword(both, "x"), "one");
  await assert.rejects(newPassword(both, "x"), UsageError);
});

Deno.test("nobody is asked without a terminal, or with --no-input", async () => {
  await assert.rejects(currentPassword(call({}).call, "x"), RefusedError);
  const silent = call({ terminal: true, typed: ["a\r"] }, { input: false }).call;
  await assert.rejects(currentPassword(silent, "x"), RefusedError);
});

Deno.test("a new password is typed twice and meets the rules", async () => {
  const typed = ["short\r", "Correct horse 1\rCorrect horse 2\r", "Correct horse 1\r"];
  const { call: asked, io } = call({
    terminal: true,
    typed: [...typed, "Correct horse 1\r"],
  });
  assert.equal(await newPassword(asked, "x"), "Correct horse 1");
  assert.match(io.said().stderr, /minimum password length is 8/);
  assert.match(io.said().stderr, /not the same/);
});

Deno.test("six attempts, then it is over", async () => {
  const { call: asked } = call({ terminal: true, typed: ["short\r".repeat(6)] });
  await assert.rejects(newPassword(asked, "x"), WeakPasswordError);
});

Deno.test("--allow-weak takes a weak one with a warning, but not an empty one", async () => {
  const { call: asked, io } = call(
    { terminal: true, typed: ["\r", "weak\rweak\r"] },
    { allowWeak: true },
  );
  assert.equal(await firstPassword(asked, "x"), "weak");
  assert.match(io.said().stderr, /warning: a weak password/);
});

Deno.test("an empty password is refused for new things, from any source", async () => {
  const { call: given } = call({ env: { COFFER_PASSWORD: "" } });
  assert.equal(await currentPassword(given, "x"), "");
  await assert.rejects(firstPassword(given, "x"), WeakPasswordError);
});
