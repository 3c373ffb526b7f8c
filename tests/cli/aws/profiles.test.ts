import fc from "fast-check";
import assert from "node:assert/strict";
import { sectionNames, withSection } from "../../../cli/aws/ini.ts";
import { policiesFor } from "../../../cli/aws/policies.ts";
import { addProfile, hasProfile } from "../../../cli/aws/profiles.ts";
import { ExistsError, UsageError } from "../../../core/errors.ts";
import { temporaryFolder } from "../../support/folder.ts";

const PROFILE = {
  name: "secret-wallet",
  keyId: "AKIDPUBLIC00000000",
  secret: "fake/secret+key/public",
  region: "eu-west-1",
};
/** As secret_wallet writes it. */
const WRITTEN = "[secret-wallet]\naws_access_key_id = AKIDPUBLIC00000000\n" +
  "aws_secret_access_key = fake/secret+key/public\nregion = eu-west-1\n";

Deno.test("a profile is written as secret_wallet does, for its owner alone", async () => {
  await using folder = await temporaryFolder();
  const env = (name: string) => ({ HOME: folder.path })[name];
  assert.equal(await hasProfile(env, PROFILE.name), false);
  const path = await addProfile(env, PROFILE);
  assert.equal(path, folder.at(".aws/credentials"));
  assert.equal(await Deno.readTextFile(path), WRITTEN);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(folder.at(".aws"))).mode! & 0o777, 0o700);
  assert.equal(await hasProfile(env, PROFILE.name), true);
  await assert.rejects(addProfile(env, PROFILE), ExistsError);
  assert.equal(await Deno.readTextFile(path), WRITTEN);
});

Deno.test("what others wrote stays, and their loose mode is narrowed", async () => {
  await using folder = await temporaryFolder();
  const path = folder.at("keys");
  const env = (name: string) =>
    ({ HOME: folder.path, AWS_SHARED_CREDENTIALS_FILE: path })[name];
  const theirs = "# mine\r\n[default]\r\naws_access_key_id=x ; y\n\n\n[other]\nkey = [a]";
  await Deno.writeTextFile(path, theirs, { mode: 0o644 });
  await addProfile(env, PROFILE);
  assert.equal(await Deno.readTextFile(path), `${theirs}\n\n${WRITTEN}`);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});

Deno.test("a profile of the other file counts", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(folder.at(".aws"));
  const text = "[default]\nregion = x\n[profile work]\nregion = y\n[ profile  'a b' ]\n";
  await Deno.writeTextFile(folder.at(".aws/config"), text);
  const env = (name: string) => ({ HOME: folder.path })[name];
  for (const name of ["default", "work", "a b"]) assert.ok(await hasProfile(env, name));
  assert.equal(await hasProfile(env, "profile work"), false);
});

Deno.test("a value that would begin a line or a section is refused", () => {
  for (const bad of ["", " x", "x ", "a\nb", "a\r", "a]", "[a", "a\0b"]) {
    assert.throws(() => withSection("", bad, new Map()), UsageError, bad);
    assert.throws(() => withSection("", "x", new Map([["k", bad]])), UsageError, bad);
  }
});

Deno.test("whatever a file holds, the new section is the one that is added", () => {
  const text = fc.string({ unit: fc.constantFrom("[", "]", "a", "=", "\n", " ", "#") });
  fc.assert(fc.property(text, (before) => {
    const after = withSection(before, "new one", new Map([["k", "v"]]));
    assert.ok(after.startsWith(before));
    assert.deepEqual(sectionNames(after), [...sectionNames(before), "new one"]);
  }));
});

Deno.test("policies name one table, and each more than the one before", () => {
  const { reading, writing, administration } = policiesFor({
    table: "secrets",
    region: "eu-west-1",
  });
  const [least] = reading.Statement;
  assert.equal(least!.Resource, "arn:aws:dynamodb:eu-west-1:*:table/secrets");
  assert.deepEqual(least!.Action, [
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
  ]);
  const arnIn = (region: string) =>
    policiesFor({ table: "t", region }).reading.Statement[0]!.Resource;
  assert.equal(arnIn("cn-north-1"), "arn:aws-cn:dynamodb:cn-north-1:*:table/t");
  assert.equal(arnIn("us-gov-west-1"), "arn:aws-us-gov:dynamodb:us-gov-west-1:*:table/t");
  const actions = (policy: typeof reading) => policy.Statement.flatMap((it) => it.Action);
  for (const [less, more] of [[reading, writing], [writing, administration]] as const) {
    assert.ok(actions(less).every((action) => actions(more).includes(action)));
    assert.ok(actions(more).length > actions(less).length);
  }
  assert.ok(!actions(writing).some((action) => /Table|Backup/.test(action)));
  assert.ok(
    actions(administration).every((action) => /^dynamodb:[A-Z]\w+$/.test(action)),
  );
});
