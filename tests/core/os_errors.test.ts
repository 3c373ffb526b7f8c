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
