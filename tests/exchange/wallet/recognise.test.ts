import assert from "node:assert/strict";
import { DamagedError, UsageError } from "../../../core/errors.ts";
import { recognise } from "../../../exchange/wallet/recognise.ts";
import { formatSealedV1 } from "../../../exchange/wallet/sealed_v1.ts";
import { failure, SECRET, vectorText } from "./fixtures.ts";

const TOKEN = "gAAAAABrAocdoG8SlCEBVUhZ5iVWuH8E";

function record(uid: string | null, pwd: string | null, info = {}): string {
  return JSON.stringify([{ domain: "d", access: "a", timestamp: null, uid, pwd, info }]);
}

Deno.test("recognise: each of secret_wallet's files", () => {
  const kinds = { decrypted: "plain", encrypted: "sealed-v0" } as const;
  const names = {
    decrypted: ["aws_dynamo", "local_sqlite", "reloaded2"],
    encrypted: [
      "aws_dynamo",
      "local_sqlite",
      "reconf_device",
      "reconf_memorable",
      "reloaded",
    ],
  };
  for (const kind of ["decrypted", "encrypted"] as const) {
    for (const name of names[kind]) {
      assert.equal(recognise(vectorText(`save.${name}.${kind}.json`)), kinds[kind]);
    }
  }
});

Deno.test("recognise: by the values, wherever they are", () => {
  assert.equal(recognise("[]"), "plain");
  assert.equal(recognise(record(null, null)), "plain");
  assert.equal(recognise(record("", "")), "plain");
  assert.equal(recognise(record(null, "", { k: "v" })), "plain");
  assert.equal(recognise(record("", TOKEN)), "sealed-v0");
  assert.equal(recognise(record(null, null, { k: TOKEN })), "sealed-v0");
  assert.equal(recognise(record("gAAAA is no token", "")), "plain");
  assert.equal(recognise(formatSealedV1("h", [])), "sealed-v1");
});

Deno.test("recognise: what only its user can know", () => {
  for (const text of [record(SECRET, TOKEN), record(TOKEN, "", { k: SECRET })]) {
    failure(() => recognise(text), {
      class: UsageError,
      says: /some are not/,
      hint: /-d/,
    });
  }
});

Deno.test("recognise: what is no save file", () => {
  const bitwarden = [`{"encrypted":true,"data":"${SECRET}"}`, '{"items":[]}'];
  for (const text of bitwarden) {
    const hint = /--format bitwarden/;
    failure(() => recognise(text), { class: UsageError, says: /Bitwarden/, hint });
  }
  const others: [string, RegExp, RegExp][] = [
    ["", /not JSON/, /--format/],
    [`NAME=${SECRET}`, /not JSON/, /--format/],
    [`"${SECRET}"`, /not a list/, /^$/],
    [`["${SECRET}"]`, /record 1/, /^$/],
    [`{"hash":"${SECRET}"}`, /no records that `save` wrote/, /the file you mean/],
    ['{"coffer":2,"format":"x"}', /no records that `save` wrote/, /newer/],
  ];
  for (const [text, says, hint] of others) {
    failure(() => recognise(text), { class: DamagedError, says, hint });
  }
});
