import assert from "node:assert/strict";
import { AWS_VARIABLES } from "../../../cli/needs/aws.ts";
import { type GrantLists, Grants } from "../../../cli/needs/grants.ts";
import { storeGrants, type StoreUse } from "../../../cli/needs/stores.ts";

const CWD = "/coffer-nowhere";
const HOME = "/coffer-home";

function needed(
  use: Partial<StoreUse> & { url: string },
  env: Record<string, string> = {},
  plugins: Parameters<typeof storeGrants>[1]["plugins"] = new Map(),
): GrantLists {
  const grants = new Grants(CWD);
  const variables: Record<string, string | undefined> = { HOME, ...env };
  storeGrants({ writes: false, ...use }, {
    env: (name) => variables[name],
    plugins,
    grants,
  });
  return grants.lists();
}

const FILE = `${CWD}/d/w`;
const FOLDER = `${CWD}/d`;
/** A store, how it is used, what is read and what is written. */
const ON_DISK: [Partial<StoreUse> & { url: string }, string[], string[]][] = [
  [{ url: "d/w" }, [FILE], []],
  [{ url: "file:d/w" }, [FILE], []],
  [{ url: "file:d/w", backups: true }, [FOLDER], []],
  [{ url: "file:d/w", writes: true }, [FOLDER], [FOLDER]],
  [{ url: "sqlite:d/w?table=x" }, [FILE], []],
  [{ url: "sqlite:d/w", writes: true }, [FILE], [FILE]],
  [{ url: "sqlite:d/w", backups: true }, [FOLDER], []],
  [{ url: "sqlite:d/w?table=x", writes: true, backups: true }, [FOLDER], [FOLDER]],
  [{ url: "memory:", writes: true }, [], []],
  [{ url: "file:", writes: true }, [], []],
  [{ url: "other:/x", writes: true }, [], []],
];

for (const [use, read, write] of ON_DISK) {
  const how = `${use.writes ? " written" : ""}${use.backups ? " with backups" : ""}`;
  Deno.test(`needs of ${use.url}${how}`, () => {
    const grants = needed(use);
    assert.deepEqual([grants.read, grants.write], [read, write]);
    assert.deepEqual([grants.net, grants.env, grants.run, grants.sys], [[], [], [], []]);
  });
}

const KEYS = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
/** What comes after the scheme, the environment, and the hosts. */
const ON_AWS: [string, Record<string, string>, string[]][] = [
  ["t?region=eu-west-1", KEYS, ["dynamodb.eu-west-1.amazonaws.com:443"]],
  ["t?region=cn-north-1", KEYS, ["dynamodb.cn-north-1.amazonaws.com.cn:443"]],
  ["t?region=eu-west-1", {}, ["*.amazonaws.com:443"]],
  ["t?region=cn-north-1&profile=p", {}, ["*.amazonaws.com.cn:443"]],
  ["t", KEYS, ["*.amazonaws.com:443"]],
  [
    "t",
    { ...KEYS, AWS_REGION: "us-east-2" },
    ["dynamodb.us-east-2.amazonaws.com:443"],
  ],
  [
    "t/stash",
    { ...KEYS, AWS_DEFAULT_REGION: "us-east-2" },
    ["dynamodb.us-east-2.amazonaws.com:443"],
  ],
  ["t?endpoint=http://127.0.0.1:8000", {}, ["127.0.0.1:8000"]],
  ["t?endpoint=http://localhost", {}, ["localhost:80"]],
  ["t?endpoint=https%3A%2F%2Fdb.example", {}, ["db.example:443"]],
  ["t", { AWS_ENDPOINT_URL_DYNAMODB: "http://[::1]:1" }, ["[::1]:1"]],
  ["t?endpoint=nonsense&region=x", KEYS, ["dynamodb.x.amazonaws.com:443"]],
];

for (const [rest, env, hosts] of ON_AWS) {
  Deno.test(`needs of dynamodb:${rest} with ${Object.keys(env).join() || "nothing"}`, () => {
    const grants = needed({ url: `dynamodb:${rest}`, writes: true }, env);
    assert.deepEqual(grants.net, hosts);
    assert.deepEqual([grants.write, grants.run], [[], []]);
    assert.deepEqual(grants.sys, []);
    assert.ok(AWS_VARIABLES.every((name) => grants.env.includes(name)));
    assert.ok(grants.read.includes(`${HOME}/.aws/credentials`));
    assert.ok(grants.read.every((path) => path.startsWith(`${HOME}/.aws/`)));
  });
}

Deno.test("needs of dynamodb: files of credentials are where the variables say", () => {
  const { read, sys } = needed({ url: "dynamodb:t" }, {
    HOME: "",
    ...KEYS,
    AWS_CONFIG_FILE: "/c",
    AWS_SHARED_CREDENTIALS_FILE: "/s",
    AWS_WEB_IDENTITY_TOKEN_FILE: "/t",
  });
  assert.deepEqual(read, ["/c", "/s", "/t"]);
  assert.deepEqual(sys, ["homedir"]);
});

Deno.test("needs of a plug-in's store are its own, and to load it", () => {
  const plugin = {
    module: "/plugins/x/store.mjs",
    read: ["/data"],
    write: ["/data/w"],
    net: ["db.example:1"],
  };
  const grants = needed({ url: "other:/x" }, {}, new Map([["other", plugin]]));
  assert.ok(["/plugins/x", "/data"].every((path) => grants.read.includes(path)));
  assert.deepEqual([grants.write, grants.net], [["/data/w"], ["db.example:1"]]);
});
