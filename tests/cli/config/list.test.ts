import assert from "node:assert/strict";
import { listSettings } from "../../../cli/config/list.ts";
import { UsageError } from "../../../core/errors.ts";
import { temporaryHome } from "./home.ts";
import { AFTER_CONF_COMMAND } from "./secretwallet_files.ts";

Deno.test("conf -l: what secret_wallet's own lists, in its order", async () => {
  await using home = await temporaryHome({ theirs: AFTER_CONF_COMMAND });
  const { source, path, profile, entries } = await listSettings({ env: home.env() });
  assert.deepEqual([source, path, profile], ["secretwallet", home.theirs, null]);
  assert.deepEqual(entries, [
    ["profile", "secret-wallet"],
    ["table_name", "reloaded"],
    ["storage_type", "aws_dynamo"],
    ["session_timeout", 30],
    ["session_lifetime", 120],
    ["log_level", "debug"],
  ]);
});

Deno.test("conf -l: a profile of ours, with what nobody knows", async () => {
  const main = `{
    "store": "file:/w", "deviceKey": {"v0": "canary"}, "agent": true, "a": null,
    "__proto__": {"x": [1]}, "big": 12345678901234567890, "f": 1.50
  }`;
  const ours = `{"coffer": 1, "profiles": {"main": ${main}, "b": {}}, "default": "main"}`;
  await using home = await temporaryHome({ ours });
  const listing = await listSettings({ env: home.env() });
  assert.equal(listing.profile, "main");
  assert.deepEqual(listing.entries, [
    ["store", "file:/w"],
    ["agent", true],
    ["a", null],
    ["__proto__", '{\n  "x": [\n    1\n  ]\n}'],
    ["big", "12345678901234567890"],
    ["f", "1.50"],
  ]);
  const other = await listSettings({ env: home.env(), options: { profile: "b" } });
  assert.deepEqual(other.entries, []);
});

Deno.test("conf -l: secrets are not listed", async () => {
  const theirs = '{"key": "canary", "session_connection_password": "canary", "t": NaN}';
  await using home = await temporaryHome({ theirs });
  const { entries } = await listSettings({ env: home.env() });
  assert.deepEqual(entries, [["t", "NaN"]]);
});

Deno.test("conf -l: nothing is configured", async () => {
  await using home = await temporaryHome();
  await assert.rejects(listSettings({ env: home.env() }), UsageError);
});
