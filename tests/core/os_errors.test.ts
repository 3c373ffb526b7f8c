import assert from "node:assert/strict";
import {
  CofferError,
  ConflictError,
  ExistsError,
  NotFoundError,
  PermissionError,
  UnavailableError,
} from "../../core/errors.ts";
import { fromOsError } from "../../core/os_errors.ts";

type ErrorClass = new (message: string) => CofferError;

const CASES: [string, Error, ErrorClass][] = [
  ["NotFound", new Deno.errors.NotFound("gone"), NotFoundError],
  ["AlreadyExists", new Deno.errors.AlreadyExists("there"), ExistsError],
  ["PermissionDenied", new Deno.errors.PermissionDenied("no"), PermissionError],
  ["NotCapable", new Deno.errors.NotCapable("no"), PermissionError],
  ["IsADirectory", new Deno.errors.IsADirectory("folder"), UnavailableError],
  ["NotADirectory", new Deno.errors.NotADirectory("file"), UnavailableError],
  ["a full disk", new Error("No space left on device (os error 28)"), UnavailableError],
];

for (const [name, cause, expected] of CASES) {
  Deno.test(`${name} becomes ${expected.name} with what was done and the cause`, () => {
    const error = fromOsError(cause, "cannot read ./a.stash");
    assert.equal(error.constructor, expected);
    assert.match(error.message, /^cannot read \.\/a\.stash: ./);
    assert.equal(error.cause, cause);
  });
}

Deno.test("an error that is ours already stays as it is", () => {
  const error = new ConflictError("mine");
  assert.equal(fromOsError(error, "cannot read ./a.stash"), error);
});

Deno.test("the system's words are shown, without its number and path", () => {
  const cause = new Error("No space left on device (os error 28): write '/tmp/x'");
  const { message } = fromOsError(cause, "cannot write ./a.stash");
  assert.equal(message, "cannot write ./a.stash: no space left on device");
});

Deno.test("a missing permission names the flag that grants it", () => {
  const cause = new Deno.errors.NotCapable(
    'Requires write access to "/x", run again with the --allow-write flag',
  );
  assert.match(fromOsError(cause, "cannot write /x").hint ?? "", /--allow-write\b/);
  const unknown = new Deno.errors.NotCapable("Requires something");
  assert.match(fromOsError(unknown, "cannot write /x").hint ?? "", /--allow-/);
});

Deno.test("what is no Error at all is still told", () => {
  const error = fromOsError("a string", "cannot read x");
  assert.ok(error instanceof UnavailableError);
  assert.match(error.message, /a string/);
});

function denied(what: string, flag: string): string {
  const message = `Requires write access to ${what}, run again with the ${flag} flag`;
  return fromOsError(new Deno.errors.NotCapable(message), "cannot write x").hint ?? "";
}

Deno.test("a missing permission names the path that Deno meant, safely", () => {
  const flag = "--allow-write";
  assert.equal(denied('"/home/me"', flag), "run Deno with --allow-write for /home/me");
  assert.equal(denied("<CWD>", flag), "run Deno with --allow-write for <CWD>");
  assert.equal(
    denied('"a\n"\x1b[2J"', flag),
    'run Deno with --allow-write for "a\\n\\"\\u001b[2J"',
  );
});

Deno.test("a missing permission for a temporary file names its folder", () => {
  const random = "0123456789abcdef01234567";
  const hint = "run Deno with --allow-write for the folder /home/me";
  for (const name of [`.a.stash.coffer-${random}`, `.coffer-export-${random}`]) {
    assert.equal(denied(`"/home/me/${name}"`, "--allow-write"), hint);
  }
});

Deno.test("nobody is told to grant everything", () => {
  const hint = denied('"/proc/self/environ"', "--allow-all");
  assert.match(hint, /^Deno keeps \/proc\/self\/environ from /);
  assert.doesNotMatch(hint, /--allow-all|-A/);
});

Deno.test("nothing that a terminal obeys gets into a message, whoever forgot it", () => {
  const cause = new Error("bad\x1b[31m\nthing (os error 5)");
  const { message } = fromOsError(cause, "cannot read a\x1b[2J\nb\u202e");
  assert.equal(
    message,
    'cannot read a\\u001b[2J\\u000ab\\u202e: "bad\\u001b[31m\\nthing"',
  );
  const long = fromOsError(new Deno.errors.NotFound(""), "x".repeat(100_000));
  assert.ok(long.message.length < 500);
});
