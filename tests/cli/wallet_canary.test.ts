/** Secrets are planted; then all output and all files are searched for them. */

import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import {
  DEVICE_PASSWORD,
  type Kind,
  PASSWORD,
  type Ran,
  type Scene,
  scene,
} from "../support/wallet_scene.ts";
import { allFiles, PLANTED, secretsIn } from "../support/wallet_secrets.ts";

const { uid, pwd, info, newPwd } = PLANTED;
const NEW_PASSWORD = "Renewed cana7y password!";
const RECORD = {
  domain: "plain domain",
  access: "plain access",
  uid,
  pwd,
  info: new Map([["entry", info]]),
};
const NAME = [RECORD.domain, RECORD.access];
const ALL = { ...PLANTED, PASSWORD, DEVICE_PASSWORD, NEW_PASSWORD };

/** Calls that have no reason to say a secret, and the exit code of each. */
const SILENT: [code: number, args: string[]][] = [
  [0, ["list"]],
  [0, ["list", "--json"]],
  [0, ["query", "plain"]],
  [2, ["query", "plain", "--profile", "nope"]],
  [0, ["set", ...NAME, "-u", uid, "-ik", "more", "-iv", info]],
  [0, ["set", ...NAME, "-p", newPwd, "--json"]],
  [2, ["set", ...NAME, "-p", newPwd, "-iv", info]],
  [2, ["set", ...NAME, "-p", newPwd, "--nonsense", info]],
  [2, ["set", ...NAME, "-p", newPwd, "--generate"]],
  [2, ["set", ...NAME, "-u", `${uid}\ud800`]],
  [3, ["get", "plain domain", "missing"]],
  [3, ["get", ...NAME, "--field", "info/missing"]],
  [2, ["get", ...NAME, "--field", "nonsense"]],
  [2, ["get"]],
  [0, ["rename", ...NAME, "-na", "other", "--yes"]],
  [0, ["rename", "plain domain", "other", "-na", "plain access", "--yes", "--json"]],
  [10, ["delete", ...NAME]],
  [0, ["delete", ...NAME, "-ik", "more", "--yes", "--json"]],
  [0, ["save"]],
  [0, ["backup", "make", "canary"]],
  [0, ["backup", "list"]],
  [2, ["conf", "--profile", "nope"]],
  [2, ["conf", "-ll", "nope"]],
  [2, ["nonsense", pwd, "--password-stdin"]],
  [0, ["help", "set"]],
  [0, ["version", "--json"]],
];

for (const kind of ["v1 file", "v1 sqlite", "v0 sqlite"] as const) {
  Deno.test(`${kind}: no command says a secret unasked`, async () => {
    await using here = await scene(kind, { records: [RECORD] });
    for (const [, args] of SILENT) {
      for (const flags of [[], ["--json"]]) {
        assertSilent(await here.run([...args, ...flags]), args);
      }
      const wrong = { ...here.env, COFFER_PASSWORD: `${PASSWORD} but not quite` };
      assertSilent(await here.run(args, { env: wrong }), args);
    }
    // They did what they say, or the search above has searched nothing.
    for (const [code, args] of SILENT) {
      const ran = await here.run(args);
      assert.equal(ran.code, code, `${args}: ${ran.stderr}`);
    }
    await assertFiles(here, []);
  });

  Deno.test(`${kind}: a change of password and a restore say no secret`, async () => {
    await using here = await scene(kind, { records: [RECORD] });
    await reconf(here, kind);
    const env = { ...here.env, COFFER_PASSWORD: NEW_PASSWORD };
    const [backup] = JSON.parse((await here.run(["backup", "list", "--json"])).stdout);
    assert.equal(
      (await here.run(["get", ...NAME, "--field", "pwd"], { env })).stdout,
      pwd,
    );
    if (backup !== undefined) {
      const ran = await here.run(["backup", "restore", backup.id, "--yes"]);
      assert.equal(ran.code, 0, ran.stderr);
      assertSilent(ran, ["backup", "restore"]);
    }
    await assertFiles(here, []);
  });

  Deno.test(`${kind}: what may say a secret says it where it should`, async () => {
    await using here = await scene(kind, { records: [RECORD] });
    const said = async (args: string[]) => {
      const { code, stdout, stderr } = await here.run(args);
      assert.equal(code, 0, stderr);
      assert.deepEqual(secretsIn(utf8(stderr), ALL), [], `standard error of ${args}`);
      return secretsIn(utf8(stdout), ALL);
    };
    const values = ["uid", "pwd", "info"];
    assert.deepEqual(await said(["get", ...NAME]), values);
    assert.deepEqual(await said(["get", ...NAME, "--json"]), values);
    assert.deepEqual(await said(["qget", "plain"]), values);
    assert.deepEqual(await said(["get", ...NAME, "--field", "pwd"]), ["pwd"]);
    assert.deepEqual(await said(["dump"]), values);
    assert.deepEqual(await said(["save", "-d"]), values);
    assert.deepEqual(await said(["save", "-d", "-f", here.at("clear.json")]), []);
    assert.deepEqual(await said(["dump", "-f", here.at("clear.txt")]), []);
    assert.deepEqual(await said(["save", "-f", here.at("sealed.json")]), []);
    assert.deepEqual(
      await said(["load", "-f", here.at("clear.json"), "--overwrite"]),
      [],
    );
    await assertFiles(here, ["clear.json", "clear.txt"]);
    for (const name of ["clear.json", "clear.txt"]) {
      assert.equal((await Deno.stat(here.at(name))).mode! & 0o777, 0o600);
    }
  });
}

Deno.test("sealed names are in no file and no message, clear ones are", async () => {
  const names = {
    domain: "hidden-domain-5e",
    access: "hidden-access-a1",
    entry: "hidden-entry-0c",
  };
  const { domain, access, entry } = names;
  for (const kind of ["v1 file", "v1 sqlite"] as const) {
    for (const mode of ["sealed", "clear"] as const) {
      const record = { ...RECORD, domain, access, info: new Map([[entry, "v"]]) };
      await using here = await scene(kind, { names: mode, records: [record] });
      for (
        const args of [
          ["backup", "make"],
          ["save", "-f", here.at("sealed.json")],
          ["rename", domain, access, "-na", "x", "--yes"],
          ["rename", domain, "x", "-na", access, "--yes"],
        ]
      ) {
        const ran = await here.run(args);
        assert.equal(ran.code, 0, ran.stderr);
        assert.deepEqual(secretsIn(utf8(ran.stdout + ran.stderr), names), []);
      }
      const found = new Set<string>();
      for (const bytes of (await allFiles(here.path)).values()) {
        secretsIn(bytes, names).forEach((name) => found.add(name));
      }
      const seen = mode === "sealed" ? [] : ["access", "domain"];
      assert.deepEqual([...found].sort(), seen, `${kind}, ${mode}`);
    }
  }
});

async function reconf(here: Scene, kind: Kind): Promise<void> {
  const args = kind.startsWith("v0") ? ["reconf", "-m", "--yes"] : ["slot", "passwd"];
  const env = { ...here.env, COFFER_NEW_PASSWORD: NEW_PASSWORD };
  const wrong = { ...env, COFFER_PASSWORD: "not this one" };
  assertSilent(await here.run(args, { env: wrong }), args);
  const ran = await here.run([...args, "--json"], { env });
  assert.equal(ran.code, 0, ran.stderr);
  assertSilent(ran, args);
}

function assertSilent({ stdout, stderr }: Ran, args: string[]): void {
  const found = secretsIn(utf8(stdout + stderr), ALL);
  assert.deepEqual(found, [], `${args.join(" ")} said: ${stdout}${stderr}`);
}

/** Only files of these names hold secrets in the clear. */
async function assertFiles(here: Scene, clear: string[]): Promise<void> {
  const files = await allFiles(here.path);
  assert.ok(files.size > 0);
  for (const [path, bytes] of files) {
    const mayHold = clear.some((name) => path === here.at(name));
    const found = secretsIn(bytes, ALL);
    const expected = mayHold ? ["uid", "pwd", "info"] : [];
    assert.deepEqual(found, expected, path);
  }
}
