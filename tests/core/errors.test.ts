import assert from "node:assert/strict";
import * as errors from "../../core/errors.ts";

type ErrorClass = new (
  message: string,
  details?: errors.ErrorDetails,
) => errors.CofferError;

const CLASSES = Object.entries(errors)
  .filter(([name]) => name !== "CofferError") as unknown as [string, ErrorClass][];

Deno.test("every error has a code of its own, its name and what it was given", () => {
  const codes = new Set<string>();
  const cause = new Error("underneath");
  for (const [name, Class] of CLASSES) {
    const error = new Class("what happened", { hint: "what to do", cause });
    assert.ok(error instanceof errors.CofferError, name);
    assert.equal(error.name, name);
    assert.match(error.code, /^[a-z_]+$/);
    assert.deepEqual(
      [error.message, error.hint, error.cause],
      ["what happened", "what to do", cause],
    );
    codes.add(error.code);
  }
  assert.equal(codes.size, CLASSES.length);
});

Deno.test("the codes are the ones that programs know", () => {
  const codes = CLASSES.map(([name, Class]) => [name, new Class("x").code]);
  const known = {
    UsageError: "usage",
    NotFoundError: "not_found",
    AuthenticationError: "wrong_password",
    DamagedError: "damaged",
    RollbackError: "rollback",
    ConflictError: "conflict",
    NameTakenError: "name_taken",
    LockedError: "locked",
    PermissionError: "permission",
    UnavailableError: "unavailable",
    PartialError: "partial",
    RefusedError: "refused",
    WeakPasswordError: "weak_password",
    ExistsError: "exists",
    LimitError: "limit",
    UnknownHashError: "unknown_hash",
    InterruptedError: "interrupted",
  };
  assert.deepEqual({ ...Object.fromEntries(codes), ...known }, Object.fromEntries(codes));
});

Deno.test("without details there is neither hint nor cause", () => {
  const error = new errors.UsageError("what happened");
  assert.equal("hint" in error && error.hint !== undefined, false);
  assert.equal("cause" in error, false);
});
