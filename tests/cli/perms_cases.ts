/**
 * A call of every command, to be run with no more permissions than `coffer perms` says.
 * Whoever adds a command adds a row here.
 *
 * @module
 */

import { type Kind, PASSWORD } from "../support/wallet_scene.ts";

/** A call and what it finds. */
export interface PermsCase {
  args: string[];
  /** The wallet in the folder (default: none is named). */
  wallet?: Kind;
  /** Calls that come before, with all permissions. */
  before?: string[][];
  env?: Record<string, string>;
  stdin?: string;
  /** What comes by file descriptor 3. */
  descriptor?: string;
  /** A symbolic link: to what, and its name. */
  link?: [string, string];
  /** The exit code, if not 0. */
  code?: number;
  /** What is said when it works. */
  says?: RegExp;
  /** What is typed on a terminal; without it, there is none. */
  typed?: string;
  /** Whether the example plug-in is configured. */
  plugin?: true;
  /** Files that there are. */
  files?: Record<string, string>;
}

const NEW = "An0ther horse, an0ther battery";
const ADD = ["set", "energy", "gas", "-u", "joe", "-p", "planted"];
const WITH_STASH = { COFFER_STASH: "sub/my.stash", COFFER_PASSWORD: PASSWORD };
const MAKE = ["stash", "init"];
const VALUE = ["stash", "write", "a/b", "-v", "x"];
const COPY = ["copy", "--to", "file:sub/copy.json"];
const INIT = [
  ..."init --store file:w.json --device-key none --no-input".split(" "),
];

/** A stash in a folder of its own, where nothing beside it may be touched. */
function onStash(args: string, more: Partial<PermsCase> = {}): PermsCase {
  return {
    args: args.split(" "),
    before: [MAKE, VALUE],
    ...more,
    env: { ...WITH_STASH, ...more.env },
  };
}

/** A wallet with one record. */
function onWallet(
  args: string,
  wallet: Kind = "v1 file",
  more: Partial<PermsCase> = {},
): PermsCase {
  return { args: args.split(" "), wallet, before: [ADD], ...more };
}

const BOTH = (args: string, more: Partial<PermsCase> = {}) => [
  onWallet(args, "v1 file", more),
  onWallet(args, "v0 sqlite", more),
];

/** At least one call of each command, by its words. */
export const CASES: Readonly<Record<string, readonly PermsCase[]>> = {
  init: [
    { args: INIT, env: { COFFER_PASSWORD: PASSWORD } },
    {
      args: "init --device-key none --no-input".split(" "),
      env: { COFFER_PASSWORD: PASSWORD },
    },
    {
      args: "init --store sqlite:sub/w.sqlite --device-key password --no-input".split(
        " ",
      ),
      files: { password: PASSWORD },
      env: { COFFER_PASSWORD_FILE: "password", COFFER_DEVICE_PASSWORD: NEW },
    },
  ],
  get: [
    ...BOTH("get energy gas --field uid", { says: /^joe$/ }),
    onWallet("get energy gas --token-file token", "v1 file", {
      files: { token: "cft1_none\n" },
      code: 4,
      says: /opens with a CI token/,
    }),
    onWallet("get energy gas --field pwd --clip 0", "v1 sqlite", {
      env: { DISPLAY: ":1" },
      says: /copied/,
    }),
    {
      args: "get energy gas --field uid".split(" "),
      before: [INIT, ADD],
      env: { COFFER_PASSWORD: PASSWORD },
      says: /^joe$/,
    },
  ],
  set: [...BOTH("set energy gas -u ann"), onWallet("set a b -u c", "v1 sqlite")],
  list: [...BOTH("list", { says: /energy\s+gas/ }), {
    args: ["list", "--store", "PLUGIN"],
    plugin: true,
    env: { COFFER_PASSWORD: PASSWORD },
    before: [[...INIT.slice(0, 1), "--store", "PLUGIN", ...INIT.slice(3)], [
      ...ADD,
      "--store",
      "PLUGIN",
    ]],
    says: /energy\s+gas/,
  }],
  query: BOTH("query ener", { says: /energy\s+gas/ }),
  qget: BOTH("qget gas", { says: /joe/ }),
  rename: BOTH("rename energy gas -na heat --yes"),
  delete: BOTH("delete energy gas --yes"),
  save: [
    ...BOTH("save"),
    onWallet("save -d -f out.json"),
    onWallet("save -f out.json --force", "v1 sqlite", { files: { "out.json": "" } }),
  ],
  dump: [...BOTH("dump", { says: /planted/ }), onWallet("dump -f out.txt")],
  load: [
    ...BOTH("load -f in.env --format dotenv --domain shop", {
      files: { "in.env": "A=b\n" },
    }),
    onWallet("load -f in.env --format dotenv --domain shop --dry-run", "v1 file", {
      files: { "in.env": "A=b\n" },
    }),
  ],
  reconf: [
    onWallet("reconf -m --yes", "v0 sqlite", { env: { COFFER_NEW_PASSWORD: NEW } }),
    onWallet("reconf -m --yes", "v1 sqlite", { env: { COFFER_NEW_PASSWORD: NEW } }),
    onWallet("reconf --rotate-key --yes", "v1 sqlite"),
    onWallet("reconf --upgrade --yes", "v0 sqlite"),
    onWallet("reconf --upgrade --yes --to sqlite:sub/new.sqlite", "v0 sqlite"),
    {
      args: ["reconf", "-d"],
      before: [[...INIT.slice(0, 3), "--device-key", "password", "--no-input"]],
      env: {
        COFFER_PASSWORD: PASSWORD,
        COFFER_DEVICE_PASSWORD: NEW,
        COFFER_NEW_DEVICE_PASSWORD: PASSWORD,
      },
    },
  ],
  verify: [
    ...BOTH("verify", { says: /1 record/ }),
    onWallet("verify --accept --yes", "v1 sqlite", { says: /remembers/ }),
  ],
  conf: [
    { args: ["conf"], before: [INIT], env: { COFFER_PASSWORD: PASSWORD } },
    { args: ["conf", "-to", "30"], before: [INIT], env: { COFFER_PASSWORD: PASSWORD } },
  ],
  shell: [onWallet("shell", "v1 file", {
    typed: "get energy gas --field uid\rquit\r",
    says: /joe/,
  })],
  session: [{ args: ["session"], code: 2 }],
  client: [{ args: ["client"], code: 2 }],
  "slot list": [onWallet("slot list"), onWallet("slot list", "v1 sqlite")],
  "slot add": [
    onWallet("slot add --token --label ci", "v1 file", { says: /cft1_/ }),
    onWallet("slot add --label x", "v1 sqlite", { env: { COFFER_NEW_PASSWORD: NEW } }),
  ],
  "slot remove": [onWallet("slot remove SLOT --yes", "v1 file", {
    before: [ADD, ["slot", "add", "--token", "--label", "ci"]],
  })],
  "slot passwd": [
    onWallet("slot passwd", "v1 sqlite", { env: { COFFER_NEW_PASSWORD: NEW } }),
  ],
  "backup make": BOTH("backup make x"),
  "backup list": BOTH("backup list", { before: [ADD, ["backup", "make", "planned"]] }),
  "backup restore": BOTH("backup restore BACKUP --yes", {
    before: [ADD, ["backup", "make", "x"]],
  }),
  "stash init": [onStash("stash init", { before: [] })],
  "stash read": [
    onStash("stash read a/b", { says: /^x$/ }),
    onStash("stash read a/b --out out"),
    onStash("stash read a/b --out out --force", { files: { out: "" } }),
    onStash("stash read a/b --password-file password", {
      files: { password: PASSWORD },
      says: /^x$/,
    }),
    onStash("stash read a/b --password-fd 3", { descriptor: PASSWORD, says: /^x$/ }),
    onStash("stash read a/b -f link.stash", {
      env: { COFFER_STASH: "sub/my.stash" },
      link: ["sub/my.stash", "link.stash"],
    }),
    onStash("stash read a/b --password-stdin", { stdin: PASSWORD, says: /^x$/ }),
  ],
  "stash write": [
    onStash("stash write k", { stdin: "v" }),
    onStash("stash write k -f link.stash -v x", {
      link: ["sub/my.stash", "link.stash"],
    }),
    onStash("stash write k --in in", { files: { in: "v" } }),
  ],
  "stash ls": [onStash("stash ls", { says: /^a$/ })],
  "stash tree": [onStash("stash tree", { says: /b/ })],
  "stash mv": [onStash("stash mv a/b c")],
  "stash rm": [onStash("stash rm a/b")],
  "stash dump": [onStash("stash dump", { says: /eA==/ })],
  "stash import": [
    onStash("stash import k sub", { before: [MAKE], files: { "sub/f": "v" } }),
    onStash("stash import k sub --dry-run"),
  ],
  "stash export": [onStash("stash export a out")],
  "stash passwd": [
    onStash("stash passwd", { env: { ...WITH_STASH, COFFER_NEW_PASSWORD: NEW } }),
  ],
  "stash info": [onStash("stash info", { says: /PBKDF2/ })],
  read: [
    onWallet("read coffer://energy/gas/uid", "v1 file", { says: /^joe$/ }),
    onStash("read stash://a/b", { says: /^x$/ }),
  ],
  run: [
    onWallet("run --only --env A=coffer://energy/gas/uid -- /usr/bin/env", "v1 sqlite", {
      says: /A=/,
    }),
    onStash("run --env A=stash://a/b -- printenv A", { before: [INIT, MAKE, VALUE] }),
    onStash("run --only --file A=stash://a/b -- /usr/bin/env", { says: /A=/ }),
    onStash("run --only --file A=stash://a/b -- /usr/bin/env", {
      files: { "sub/f": "" },
      env: { TMPDIR: "sub" },
      says: /A=.*sub.coffer-run-/,
    }),
  ],
  inject: [
    onStash("inject -i t -o out", {
      before: [INIT, MAKE, VALUE],
      files: { t: "{{ stash://a/b }}" },
    }),
  ],
  export: [
    onStash("export --format json A=stash://a/b", { says: /"A"/ }),
    onStash("export --format github A=stash://a/b", {
      env: { GITHUB_ENV: "github" },
      files: { github: "" },
    }),
  ],
  types: [
    onStash("types -f sub/my.stash", { says: /stash:/ }),
    onWallet("types", "v1 file", { says: /coffer:/ }),
  ],
  copy: [
    onWallet("copy --to file:sub/copy.json", "v1 file", { says: /1 record/ }),
    onWallet("copy --to sqlite:sub/copy.sqlite", "v0 sqlite", { says: /1 record/ }),
  ],
  diff: [
    onWallet("diff file:sub/copy.json", "v1 file", { before: [ADD, COPY], says: /same/ }),
  ],
  sync: [
    onWallet("sync file:sub/copy.json --yes", "v1 file", { before: [ADD, COPY] }),
  ],
  "agent start": [{ args: ["agent", "start"], says: /running/ }],
  "agent status": [{ args: ["agent", "status"], says: /no agent/ }],
  "agent lock": [{ args: ["agent", "lock"] }],
  "agent stop": [{ args: ["agent", "stop"] }],
  perms: [
    onWallet("perms get energy gas", "v1 file", { says: /--allow-read=/ }),
    onStash("perms stash write a/b -v x", { says: /--allow-write=/ }),
    { args: ["perms", "list"], before: [INIT], env: { COFFER_PASSWORD: PASSWORD } },
  ],
  doctor: [
    { args: ["doctor"], says: /^ok .*nothing is configured/ },
    onWallet("doctor --repair", "v1 sqlite", { says: /^ok .*the wallet is sqlite:/ }),
    onStash("doctor -f sub/my.stash", { before: [INIT, MAKE], says: /the stash: meets/ }),
    {
      args: ["doctor"],
      plugin: true,
      env: { COFFER_PASSWORD: PASSWORD },
      says: /COFFER_PASSWORD is set/,
    },
  ],
  help: [{ args: ["help", "stash", "read"], says: /prints the value/ }],
  version: [{ args: ["version"], says: /^coffer / }],
};
