import assert from "node:assert/strict";
import { listSettings } from "../../../cli/config/list.ts";
import { UsageError } from "../../../core/errors.ts";
import type { Listing } from "../../../cli/config/list.ts";
import { temporaryHome } from "./home.ts";
import { AFTER_CONF_COMMAND } from "./secretwallet_files.ts";

/** Names and values that come from there. */
function from(
  origin: Listing["entries"][number]["from"],
  { entries }: Pick<Listing, "entries">,
) {
  return entries.filter(({ from }) => from === origin)
    .map(({ name, value }) => [name, value]);
}

Deno.test("conf -l: what secret_wallet's own lists, in its order", async () => {
  await using home = await temporaryHome({ theirs: AFTER_CONF_COMMAND });
  const listing = await listSettings({ env: home.env() });
  const { source, path, profile } = listing;
  assert.deepEqual([source, path, profile], ["secretwallet", home.theirs, null]);
  assert.deepEqual(from("default", listing), [["agent", false]]);
  assert.deepEqual(from("configuration", listing), [
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
  assert.deepEqual(from("configuration", listing), [
    ["store", "file:/w"],
    ["agent", true],
    ["a", null],
    ["__proto__", '{\n  "x": [\n    1\n  ]\n}'],
    ["big", "12345678901234567890"],
    ["f", "1.50"],
  ]);
  const other = await listSettings({ env: home.env(), options: { profile: "b" } });
  assert.deepEqual(from("configuration", other), []);
});

Deno.test("conf -l: secrets are not listed", async () => {
  const theirs = '{"key": "canary", "session_connection_password": "canary", "t": NaN}';
  await using home = await temporaryHome({ theirs });
  const listing = await listSettings({ env: home.env() });
  assert.deepEqual(from("configuration", listing), [["t", "NaN"]]);
  assert.ok(!JSON.stringify(listing).includes("canary"));
});

Deno.test("conf -l: what nothing is said of is there by its default", async () => {
  const ours = `{"coffer": 1, "profiles": {"main": {"sessionTimeout": 5}, "b": {}}}`;
  await using home = await temporaryHome({ ours });
  const options = { profile: "main" };
  const main = await listSettings({ env: home.env(), options });
  const store = from("default", main).find(([name]) => name === "store");
  assert.match(`${store?.[1]}`, /^file:.*wallet\.json$/);
  assert.deepEqual(from("default", main).filter(([name]) => name !== "store"), [
    ["agent", false],
    ["sessionLifetime", 600],
    ["logLevel", "info"],
  ]);
  const b = await listSettings({ env: home.env(), options: { profile: "b" } });
  assert.deepEqual(from("default", b)[2], ["sessionTimeout", 60]);
});

Deno.test("conf -l: by default what secret_wallet does where its file says nothing", async () => {
  await using home = await temporaryHome({ theirs: '{"key": "k"}' });
  assert.deepEqual(from("default", await listSettings({ env: home.env() })), [
    ["profile", "secret-wallet"],
    ["table_name", "access_secrets"],
    ["storage_type", "aws_dynamo"],
    ["session_timeout", 60],
    ["session_lifetime", 600],
    ["log_level", "info"],
    ["agent", false],
  ]);
});

Deno.test("conf -l: what COFFER_AGENT says goes before the configuration", async () => {
  const ours = `{"coffer": 1, "profiles": {"main": {"agent": true}}}`;
  await using home = await temporaryHome({ ours });
  for (const [said, value] of [["no", false], ["OFF", false], ["1", true]]) {
    const env = (name: string) => name === "COFFER_AGENT" ? `${said}` : home.env()(name);
    const listing = await listSettings({ env });
    assert.deepEqual(from("environment", listing), [["agent", value]]);
  }
  const unsaid = await listSettings({ env: home.env() });
  assert.deepEqual(from("configuration", unsaid), [["agent", true]]);
  assert.deepEqual(from("environment", unsaid), []);
});

Deno.test("conf -l: nothing is configured", async () => {
  await using home = await temporaryHome();
  await assert.rejects(listSettings({ env: home.env() }), UsageError);
});
