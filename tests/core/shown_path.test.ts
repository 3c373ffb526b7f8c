import assert from "node:assert/strict";
import { formatKey, parseKey } from "../../core/stash/key.ts";
import { printable, shortened, shownKey, shownPath } from "../../core/shown_path.ts";

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

Deno.test("shownPath: what can be printed stays as it is", () => {
  for (const path of ["", "a b", "im2/b", "C:\\x", 'q"q', "Schlüssel/🔑", "~/[a]"]) {
    assert.equal(shownPath(path), path);
  }
});

Deno.test("shownPath: anything else comes quoted, on one line", () => {
  for (
    const char of ["\n", "\x1b[2J", "\x07", "\x7f", "\x9b", "\u202e", "\u2028", "\ud800"]
  ) {
    const path = `a${char}b`;
    assert.doesNotMatch(shownPath(path), UNSAFE);
    assert.equal(JSON.parse(shownPath(path)), path);
  }
});

Deno.test("shownPath: what is very long keeps its head and its tail", () => {
  const limit = "x".repeat(300);
  assert.equal(shownPath(limit), limit);
  const shown = shownPath(`/head/${"x".repeat(100_000)}/tail`);
  assert.match(shown, /^\/head\/x+…x+\/tail$/);
  assert.equal(shown.length, 300);
  const unsafe = shownPath("\x1b".repeat(100_000));
  assert.equal(unsafe.length, 300);
  assert.doesNotMatch(unsafe, UNSAFE);
});

Deno.test("shortened: whole characters, never halves", () => {
  assert.equal(shortened("🔑".repeat(5), 5), "🔑".repeat(5));
  assert.equal(shortened("🔑".repeat(6), 5), "🔑🔑…🔑🔑");
});

Deno.test("shownKey: shortened, where formatKey still says all", () => {
  const key = ["a", "x".repeat(100_000)];
  assert.equal(shownKey(["mail", "a/b"]), "mail/a\\/b");
  assert.equal(shownKey(key).length, 300);
  assert.deepEqual(parseKey(formatKey(key)), key);
});

Deno.test("printable: escapes where it stands, each half of a pair", () => {
  assert.equal(printable("a\nb é \u{e0001}"), "a\\u000ab é \\udb40\\udc01");
});
