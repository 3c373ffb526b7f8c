/**
 * What fuzzing has found, in its smallest form, so that it stays mended.
 */

import assert from "node:assert/strict";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isRecord, itemHeader, itemRecord } from "../../backends/dynamodb/items.ts";
import { kindOf } from "../../backends/store_url.ts";
import { checkedStore, dynamodbParts } from "../../cli/config/store_url.ts";
import { fromEnvironment } from "../../cli/handover/assignments.ts";
import {
  CofferError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../../core/errors.ts";
import { parseReference } from "../../core/handover/reference.ts";
import { parseKey } from "../../core/stash/key.ts";
import { assertShowable } from "./judge.ts";

/** An item of which the types say nothing, as it may come over a network. */
const item = (members: object) => members as Record<string, AttributeValue>;
const KEY = { domain: { S: "a" }, access: { S: "b" } };

const NOT_A_RECORD: [what: string, item: object][] = [
  ["an attribute that is nothing", { ...KEY, uid: null }],
  ["a text that is a number", { ...KEY, uid: { S: 1 } }],
  ["a text that is an object", { ...KEY, uid: { S: {} } }],
  ["a map that is nothing", { ...KEY, info: { M: null } }],
  ["a map that is a list", { ...KEY, info: { M: [{ S: "a" }] } }],
  ["a map with nothing in it", { ...KEY, info: { M: { a: null } } }],
  ["a map with an object for a text", { ...KEY, info: { M: { a: { S: {} } } } }],
  ["a NULL that is false", { ...KEY, info: { NULL: false } }],
  ["a domain that is nothing", { ...KEY, domain: null }],
  ["an access that is a number", { ...KEY, access: { S: 1 } }],
];

for (const [what, members] of NOT_A_RECORD) {
  Deno.test(`found: dynamodb, ${what} is damage`, () => {
    assert.throws(() => itemRecord(item(members), "dynamodb:t"), DamagedError);
  });
}

Deno.test("found: dynamodb, a header that is no text is damage", () => {
  for (const header of [null, { S: 1 }, { S: null }, {}]) {
    assert.throws(() => itemHeader(item({ header }), "dynamodb:t"), DamagedError);
  }
});

Deno.test("found: dynamodb, what has no key at all is looked at as a record", () => {
  assert.ok(isRecord(item({ domain: null })));
  assert.ok(isRecord(item({ domain: { S: 1 } })));
});

Deno.test("found: a table's name with a % that encodes nothing is a mistake", () => {
  for (const url of ["dynamodb:%zz", "dynamodb:%", "dynamodb:%ff?region=eu-west-1"]) {
    assert.throws(() => dynamodbParts(url), UsageError);
  }
  assert.equal(dynamodbParts("dynamodb:a%25b")?.table, "a%b");
});

function thrownBy(run: () => unknown): CofferError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof CofferError);
    return error;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("found: a store's name is shown escaped where its kind is unknown", () => {
  const error = thrownBy(() => kindOf({ file: 1 }, "regionfile:\0\x1b[31m"));
  assert.ok(error instanceof UsageError);
  assertShowable(error.message);
  assertShowable(error.hint!);
});

Deno.test("found: a variable's name is shown escaped, whatever is wrong with it", () => {
  const wrong = thrownBy(() => fromEnvironment({ "\x1b[31m": "coffer://a" }));
  assert.ok(wrong instanceof UsageError);
  assertShowable(wrong.message);
  const reference = "coffer://a/b";
  for (const name of ["LD_\x1b[31m", "COFFER_\u202e"]) {
    const refused = thrownBy(() => fromEnvironment({ [name]: reference }));
    assert.ok(refused instanceof RefusedError);
    assertShowable(refused.message);
    if (refused.hint !== undefined) assertShowable(refused.hint);
  }
});

Deno.test("found: what is very long is not shown whole", () => {
  const long = "[".repeat(5_000);
  const wrong = [
    () => parseKey(`${long}\\`),
    () => parseReference(`stash://${long}\\`),
    () => checkedStore(long),
    () => kindOf({ file: 1 }, `${"x".repeat(5_000)}:`),
  ];
  for (const read of wrong) {
    const error = thrownBy(read);
    assert.ok(error instanceof UsageError);
    assertShowable(error.message);
    assertShowable(error.hint!);
  }
});
