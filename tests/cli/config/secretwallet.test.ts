import assert from "node:assert/strict";
import {
  changedSecretwallet,
  parseSecretwallet,
  type SecretwalletChanges,
} from "../../../cli/config/secretwallet.ts";
import { MAX_SECONDS } from "../../../cli/config/values.ts";
import { utf8 } from "../../../core/bytes.ts";
import { DamagedError } from "../../../core/errors.ts";
import { quote } from "../../../core/stash/key.ts";
import * as recorded from "./secretwallet_files.ts";

const FILE = "/h/.secretwallet/secretwallet.json";
const parse = (text: string) => parseSecretwallet(utf8(text), FILE);

function change(text: string, changes: SecretwalletChanges): string {
  const bytes = changedSecretwallet(utf8(text), { file: FILE, changes });
  return new TextDecoder().decode(bytes);
}

Deno.test("secretwallet.json: what is recorded, with the defaults for the rest", () => {
  const { document: _, ...bare } = parse(recorded.AFTER_CONF);
  assert.deepEqual(bare, {
    key: recorded.RECORDED_KEY,
    awsProfile: "secret-wallet",
    table: "access_secrets",
    storageType: "aws_dynamo",
    sessionTimeout: 60,
    sessionLifetime: 600,
    logLevel: "info",
  });
  const { document: __, ...full } = parse(recorded.AFTER_CONF_COMMAND);
  assert.deepEqual(full, {
    ...bare,
    table: "reloaded",
    sessionTimeout: 30,
    sessionLifetime: 120,
    logLevel: "debug",
  });
  assert.equal(parse(recorded.SQLITE).storageType, "local_sqlite");
  const { key, awsProfile, table } = parse("{}");
  assert.deepEqual([key, awsProfile, table], [null, "secret-wallet", "access_secrets"]);
});

Deno.test("secretwallet.json: written byte for byte as secret_wallet wrote it", () => {
  const files = Object.values(recorded).filter((text) => text.startsWith("{"));
  assert.equal(files.length, 6);
  for (const text of files) assert.equal(change(text, {}), text);
  assert.equal(
    change(recorded.AFTER_CONF, { storage_type: "local_sqlite" }),
    recorded.SQLITE,
  );
  assert.equal(change(recorded.SQLITE, { storage_type: "aws_dynamo" }), recorded.DYNAMO);
  assert.equal(
    change(recorded.RELOADED, {
      session_timeout: 30,
      session_lifetime: 120,
      log_level: "debug",
      storage_type: "aws_dynamo",
    }),
    recorded.AFTER_CONF_COMMAND,
  );
  assert.equal(
    change(recorded.RELOADED, { key: recorded.RECORDED_NEW_KEY }),
    recorded.AFTER_RECONF_DEVICE,
  );
});

Deno.test("secretwallet.json: what nobody knows is kept, whatever its name", () => {
  assert.equal(
    change('{"__proto__":{"a":1},"key":"k","10":[1.0],"2":null}\n', { table_name: "té" }),
    '{"__proto__": {"a": 1}, "key": "k", "10": [1.0], "2": null, "table_name": "t\\u00e9"}',
  );
  assert.equal(parse('{"__proto__": {"key": "k"}}').key, null);
});

Deno.test("secretwallet.json: read as freely as secret_wallet reads it", () => {
  assert.equal(parse('{"key": "a", "key": "b"}').key, "b");
  assert.equal(parse('{"key": ""}').key, "");
  assert.equal(parse('{"storage_type": "Local_SQLite"}').storageType, "local_sqlite");
  assert.equal(parse('{"log_level": "loud"}').logLevel, "info");
  assert.equal(parse('{"log_level": "FATAL"}').logLevel, "fatal");
  for (const [text, seconds] of [["30.5", 30.5], ["-1", 0], ["Infinity", MAX_SECONDS]]) {
    assert.equal(parse(`{"session_timeout": ${text}}`).sessionTimeout, seconds);
  }
});

const MISTAKES: [string, RegExp][] = [
  ["", /not JSON/],
  ["[]", /secretwallet\.json: an object/],
  ["nonsense", /not JSON/],
  ['{"key": "a"', /not JSON/],
  ["\ufeff{}", /not JSON/],
  ["[".repeat(40), /nested too deep/],
  ['{"key": 1}', /at key: a text/],
  ['{"key": null}', /at key: a text/],
  ['{"key": "\\ud800"}', /at key: a text/],
  ['{"table_name": ["a"]}', /at table_name: a text/],
  ['{"profile": {}}', /at profile: a text/],
  ['{"storage_type": "s3"}', /at storage_type: one of aws_dynamo, local_sqlite/],
  ['{"session_timeout": "60"}', /at session_timeout: a number/],
  ['{"session_lifetime": true}', /at session_lifetime: a number/],
  ['{"session_lifetime": NaN}', /at session_lifetime: a number/],
  ['{"log_level": 3}', /at log_level: a text/],
];

for (const [text, expected] of MISTAKES) {
  Deno.test(`secretwallet.json: ${quote(text.slice(0, 40))} is a mistake with a place`, () => {
    for (const attempt of [() => parse(text), () => change(text, { key: "x" })]) {
      assert.throws(attempt, (error) => {
        assert.ok(error instanceof DamagedError);
        assert.ok(error.message.includes(FILE));
        assert.match(error.message, expected);
        assert.match(error.hint!, /editor/);
        return true;
      });
    }
  });
}

Deno.test("secretwallet.json: no complaint shows a secret", () => {
  for (const text of ['{"key": {"canary": 1}}', '{"key": "canary', '{"key" "canary"}']) {
    assert.throws(() => parse(text), (error: Error) => !error.message.includes("canary"));
  }
});
