import fc from "fast-check";
import assert from "node:assert/strict";
import { parseConfig, selectProfile } from "../../../cli/config/coffer_config.ts";
import { EMPTY_PROFILE } from "../../../cli/config/profile.ts";
import { toBase64Url } from "../../../core/base64url.ts";
import { utf8 } from "../../../core/bytes.ts";
import {
  CofferError,
  DamagedError,
  RefusedError,
  UsageError,
} from "../../../core/errors.ts";

const FILE = "/h/.config/coffer/config.json";
const parse = (text: string) => parseConfig(utf8(text), FILE);
const KEY = new Uint8Array(32).fill(7);

const WHOLE = {
  coffer: 1,
  default: "main",
  profiles: {
    main: {
      store: "file:/home/ann/w.json",
      deviceKey: { v0: "any text é", v1: toBase64Url(KEY) },
      awsProfile: "me",
      sessionTimeout: 30,
      sessionLifetime: 120,
      agent: true,
      logLevel: "DEBUG",
      future: [1],
    },
    other: {},
  },
  plugins: {
    s3: { module: "/p/s3.js", read: ["/p"], write: [], net: ["h:443", "[::1]:1"] },
    ftp: { module: "/p/ftp.js" },
  },
};

Deno.test("config.json: everything that may stand there", () => {
  const { profiles, plugins, defaultProfile } = parse(JSON.stringify(WHOLE));
  assert.equal(defaultProfile, "main");
  assert.deepEqual(profiles.get("main"), {
    store: "file:/home/ann/w.json",
    deviceKeys: { v0: "any text é", v1: KEY },
    awsProfile: "me",
    sessionTimeout: 30,
    sessionLifetime: 120,
    agent: true,
    logLevel: "debug",
  });
  assert.deepEqual(profiles.get("other"), EMPTY_PROFILE);
  assert.deepEqual([...plugins], [
    ["s3", WHOLE.plugins.s3],
    ["ftp", { module: "/p/ftp.js", read: [], write: [], net: [] }],
  ]);
  assert.deepEqual([...parse('{"coffer":1}').profiles], []);
});

Deno.test("config.json: names of profiles are names and nothing else", () => {
  const names = ["__proto__", "constructor", "10", "", "\u202e"];
  const members = names.map((name) => `${JSON.stringify(name)}: {"agent": true}`);
  const config = parse(`{"coffer": 1, "profiles": {${members}}}`);
  for (const name of names) assert.ok(selectProfile(config, name)!.profile.agent);
  const none = parse('{"coffer": 1, "profiles": {"a": {}}}');
  for (const name of ["__proto__", "constructor", "toString"]) {
    assert.throws(() => selectProfile(none, name), UsageError);
  }
});

/** A mistake at a path of names, and what the message says. */
const MISTAKES: [string, RegExp][] = [
  ["", /cannot understand .*not JSON/],
  ["[1]", /json: an object/],
  ["{}", /at coffer: the version, 1/],
  ['{"coffer": "1"}', /at coffer: a whole number/],
  ['{"coffer": 1.0}', /at coffer: a whole number/],
  ['{"coffer": 1, "coffer": 1}', /a name twice/],
  ['{"coffer": 1, "default": 1}', /at default: a text/],
  ['{"coffer": 1, "profiles": []}', /at profiles: an object/],
  ['{"coffer": 1, "profiles": null}', /at profiles: an object/],
  ['{"coffer": 1, "profiles": {"a/b": 1}}', /at profiles\/a\\\/b: an object/],
  ['{"coffer": 1, "profiles": {"\\u202e": 1}}', /at \["profiles","\\u202e"\]: an object/],
  ['{"coffer": 1, "plugins": {"s3": {}}}', /at plugins\/s3\/module: a text/],
  ['{"coffer": 1, "plugins": {"s3": {"module": "s3.js"}}}', /module: an absolute path/],
  ['{"coffer": 1, "plugins": {"file": {"module": "/a"}}}', /plugins\/file: a scheme/],
  ['{"coffer": 1, "plugins": {"S3": {"module": "/a"}}}', /plugins\/S3: a scheme/],
  ['{"coffer": 1, "plugins": {"c": {"module": "/a"}}}', /plugins\/c: a scheme/],
  ['{"coffer": 1, "plugins": {"s3": {"module": "/a", "read": "/"}}}', /read: a list/],
  [
    '{"coffer": 1, "plugins": {"s3": {"module": "/a", "read": ["a"]}}}',
    /read: a list of absolute paths/,
  ],
  [
    '{"coffer": 1, "plugins": {"s3": {"module": "/a", "write": [1]}}}',
    /write\/0: a text/,
  ],
  [
    '{"coffer": 1, "plugins": {"s3": {"module": "/a", "net": ["https://h"]}}}',
    /net: a list of hosts/,
  ],
  [
    '{"coffer": 1, "plugins": {"s3": {"module": "/a", "net": ["a,b"]}}}',
    /net: a list of hosts/,
  ],
];

const PROFILE_MISTAKES: [string, RegExp][] = [
  ['{"store": 1}', /store: a text/],
  ['{"store": ""}', /store: the URL of a store/],
  ['{"store": "/plain/path"}', /store: the URL of a store/],
  ['{"store": "file:relative"}', /store: an absolute path after file:/],
  ['{"store": "sqlite:./a?table=/b"}', /store: an absolute path after sqlite:/],
  ['{"store": null}', /store: a text/],
  ['{"deviceKey": "k"}', /deviceKey: an object/],
  ['{"deviceKey": {"v0": 1}}', /deviceKey\/v0: a text/],
  ['{"deviceKey": {"v1": ""}}', /deviceKey\/v1: a device key/],
  ['{"deviceKey": {"v1": "AAAA"}}', /deviceKey\/v1: a device key/],
  [`{"deviceKey": {"v1": "${btoa("x".repeat(32))}"}}`, /deviceKey\/v1: a device key/],
  ['{"awsProfile": ""}', /awsProfile: a name/],
  ['{"sessionTimeout": -1}', /sessionTimeout: a whole number/],
  ['{"sessionTimeout": 1.5}', /sessionTimeout: a whole number/],
  ['{"sessionTimeout": "60"}', /sessionTimeout: a whole number/],
  ['{"sessionLifetime": 2147484}', /sessionLifetime: a number of seconds up to/],
  ['{"sessionLifetime": 1e3}', /sessionLifetime: a whole number/],
  ['{"agent": "yes"}', /agent: true or false/],
  ['{"logLevel": "loud"}', /logLevel: one of debug/],
];

for (const [profile, expected] of PROFILE_MISTAKES) {
  MISTAKES.push([`{"coffer": 1, "profiles": {"p": ${profile}}}`, expected]);
}

for (const [text, expected] of MISTAKES) {
  Deno.test(`config.json: ${text} is a mistake with a place`, () => {
    assert.throws(() => parse(text), (error) => {
      assert.ok(error instanceof DamagedError);
      assert.ok(error.message.includes(FILE));
      assert.match(error.message, expected);
      return true;
    });
  });
}

Deno.test("config.json: another version is refused, and not called damaged", () => {
  for (const version of [0, 2, 10]) {
    assert.throws(() => parse(`{"coffer": ${version}, "profiles": 7}`), RefusedError);
  }
});

Deno.test("config.json: no complaint shows a secret", () => {
  const canary = "canary".repeat(7);
  for (const key of [`{"v1": "${canary}"}`, `"${canary}"`, `{"v0": ["${canary}"]}`]) {
    const text = `{"coffer": 1, "profiles": {"p": {"deviceKey": ${key}}}}`;
    assert.throws(() => parse(text), (error: Error) => !error.message.includes("canary"));
  }
});

Deno.test("config.json: whatever one changes, it is read or refused by name", () => {
  const text = JSON.stringify(WHOLE);
  const edit = fc.record({
    at: fc.nat(text.length),
    length: fc.nat(12),
    by: fc.oneof(
      fc.constantFrom("", "{", "}", '"', ",", ":", "null", "-1", "[]", "\\u", "\ud800"),
      fc.string(),
    ),
  });
  fc.assert(
    fc.property(edit, ({ at, length, by }) => {
      try {
        parse(text.slice(0, at) + by + text.slice(at + length));
      } catch (error) {
        assert.ok(error instanceof CofferError, String(error));
        assert.ok(error.message.includes(FILE));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("profiles: by name, by default, or the only one", () => {
  const select = (text: string, name: string | null) =>
    selectProfile(parse(text), name)?.name;
  const two = '"profiles": {"a": {}, "b": {}}';
  assert.equal(select(`{"coffer": 1, "default": "b", ${two}}`, null), "b");
  assert.equal(select(`{"coffer": 1, "default": "b", ${two}}`, "a"), "a");
  assert.equal(select('{"coffer": 1, "profiles": {"a": {}}}', null), "a");
  assert.equal(select('{"coffer": 1}', null), undefined);
});

Deno.test("profiles: one that is not there, or none to choose by, is a usage error", () => {
  const calls: [string, string | null, RegExp][] = [
    ['{"coffer": 1, "profiles": {"a": {}, "b\\n": {}}}', null, /"a", "b\\n"/],
    ['{"coffer": 1, "default": "c", "profiles": {"a": {}}}', null, /there is "a"/],
    ['{"coffer": 1, "default": "c"}', null, /coffer init/],
    ['{"coffer": 1}', "c", /coffer init/],
  ];
  for (const [text, name, hint] of calls) {
    assert.throws(() => selectProfile(parse(text), name), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.hint!, hint);
      return true;
    });
  }
});
