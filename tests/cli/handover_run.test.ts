import assert from "node:assert/strict";
import {
  BINARY,
  type HandoverScene,
  handoverScene,
  KEY,
  PWD,
} from "../support/handover_scene.ts";
import { PASSWORD } from "../support/wallet_scene.ts";
import { program, surroundings } from "./program.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

const REFERENCE = "coffer://ci/deploy";
/** Prints its environment as JSON; the values would be hidden otherwise. */
const SHOW = [
  "--no-mask",
  "--",
  Deno.execPath(),
  "eval",
  "console.log(JSON.stringify(Deno.env.toObject()))",
];

async function environmentOf(
  here: HandoverScene,
  args: string[],
  env: Record<string, string> = {},
): Promise<Record<string, string>> {
  const { code, text, stderr } = await here.handOver(["run", ...args, ...SHOW], { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(text);
}

Deno.test("run: variables are named, from a file, and in the environment", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(
    here.at("first.env"),
    "A=coffer://ci/deploy/uid\nB='plain text'\nC=first # a comment\n",
  );
  await Deno.writeTextFile(here.at("second.env"), "C=second\nexport D=stash://tls/key\n");
  const args = [
    "--env-file",
    "first.env",
    "--env-file",
    "second.env",
    "--env",
    `E=${REFERENCE}`,
  ];
  const env = await environmentOf(here, args, {
    F: "coffer://ci/deploy/info/a%2Fb",
    G: "own",
  });
  const { A, B, C, D, E, F, G } = env;
  assert.deepEqual({ A, B, C, D, E, F, G }, {
    A: "robot",
    B: "plain text",
    C: "second",
    D: KEY,
    E: PWD,
    F: "info of deploy",
    G: "own",
  });
  assert.equal(env.HOME, here.at("home"), "the rest is handed on");
  const ours = Object.keys(env).filter((name) => name.startsWith("COFFER_"));
  assert.deepEqual(ours, []);
});

Deno.test("run --only: nothing but what is named", async () => {
  await using here = await handoverScene();
  const { text, stderr } = await here.handOver(
    ["run", "--only", "--no-mask", "--env", `A=${REFERENCE}`, "--", "env"],
    { env: { B: "coffer://ci/nothing" } },
  );
  assert.equal(text, `A=${PWD}\n`, stderr);
});

Deno.test("run: a later source of a variable wins, and what it hides is not looked up", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at(".env"), "A=coffer://ci/nothing\nB=file\n");
  const args = ["--env-file", ".env", "--env", "A=coffer://ci/deploy/uid"];
  const { A, B } = await environmentOf(here, args, { B: "coffer://ci/nothing" });
  assert.deepEqual({ A, B }, { A: "robot", B: "file" });
});

Deno.test("run: output is hidden in every spelling, on both streams", async () => {
  await using here = await handoverScene();
  const script = `
    const { A, K } = process.env;
    const forms = [A, btoa(A), encodeURIComponent(A), Buffer.from(A).toString("hex")];
    for (const form of forms) console.log("out " + form);
    console.error("err " + A + " " + JSON.stringify(K));
    for (const char of A) process.stdout.write(char);
    console.log();
    console.log(K);
  `;
  const { code, text, stderr } = await here.handOver([
    ...["run", "--env", `A=${REFERENCE}`, "--env", "K=stash://tls/key", "--"],
    ...["node", "-e", script],
  ]);
  assert.equal(code, 0, stderr);
  assert.equal(text, "out ***\n".repeat(4) + "***\n***\n***\n***\n\n");
  assert.equal(stderr, 'err *** "***"\n');
});

Deno.test("run: what was asked for as base64 is hidden before and after", async () => {
  await using here = await handoverScene();
  const { text } = await here.handOver([
    ...["run", "--env", `A=${REFERENCE}?encoding=base64`, "--"],
    ...["sh", "-c", 'echo "$A"; echo "$A" | base64 -d'],
  ]);
  assert.equal(text, "***\n***");
});

Deno.test("run: output comes at once, not at the end", async () => {
  await using here = await handoverScene();
  const script = "echo Question:; read answer; echo got $answer";
  const child = here.start(
    ["run", "--env", `A=${REFERENCE}`, "--", "sh", "-c", script],
    { stdin: "piped" },
  );
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "Question:\n");
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("yes\n"));
  await writer.close();
  assert.equal((await reader.read()).value, "got yes\n", "standard input is the child's");
  assert.equal((await reader.read()).done, true);
  await child.stderr.cancel();
  assert.equal((await child.status).code, 0);
});

Deno.test("run: what is too short to be hidden is named, not shown", async () => {
  await using here = await handoverScene();
  const { text, stderr } = await here.handOver([
    ...[
      "run",
      "--env",
      "A=coffer://ci/deploy/info/short",
      "--",
      "sh",
      "-c",
      'echo "<$A>"',
    ],
  ]);
  assert.equal(text, "<ab>\n");
  assert.match(stderr, /^warning: the value for A is too short or too long to be hidden/);
});

Deno.test("run --file: a file of 0600 in a folder of 0700, gone afterwards", async () => {
  await using here = await handoverScene();
  const script =
    'stat -c "%a" "$K" "$(dirname "$K")"; cmp "$K" "$R"; cat "$R" | wc -c; echo "$K"; exit 3';
  const { code, text, stderr } = await here.handOver([
    ...["run", "--no-mask", "--file", "K=stash://tls/raw", "--file", "R=stash://tls/raw"],
    ...["--", "sh", "-c", script],
  ]);
  assert.equal(code, 3, stderr);
  const [mode, folderMode, size, path] = text.split("\n");
  assert.deepEqual([mode, folderMode, size], ["600", "700", `${BINARY.length}`]);
  assert.match(path!, new RegExp(`^${here.at("runtime")}/coffer-run-[0-9a-f]{24}/K$`));
  assert.deepEqual(here.secretFolders(), []);
});

Deno.test("run --file: without a folder of the session, the system's will do", async () => {
  await using here = await handoverScene();
  const { code, text } = await here.handOver(
    [
      "run",
      "--no-mask",
      "--file",
      "K=stash://tls/key",
      "--",
      "sh",
      "-c",
      'echo "$K"; cat "$K"',
    ],
    { env: { XDG_RUNTIME_DIR: here.at("none"), TMPDIR: here.at("runtime") } },
  );
  assert.equal(code, 0);
  const [path, ...value] = text.split("\n");
  assert.equal(value.join("\n"), KEY);
  assert.ok(path!.startsWith(`${here.at("runtime")}/coffer-run-`));
  assert.deepEqual(here.secretFolders(), []);
});

Deno.test("run --stdin: a value whole, also to a program that does not read it", async () => {
  await using here = await handoverScene();
  const read = await here.handOver([
    "run",
    "--no-mask",
    "--stdin",
    "stash://tls/raw",
    "--",
    "cat",
  ]);
  assert.deepEqual(read.stdout, BINARY);
  const unread = await here.handOver(["run", "--stdin", "stash://tls/key", "--", "true"]);
  assert.equal(unread.code, 0, unread.stderr);
});

const ENDS: [string, string[], number, RegExp][] = [
  ["the child's code", ["sh", "-c", "exit 42"], 42, /^$/],
  [
    "no such program",
    ["no-such-program"],
    127,
    /^error: cannot start no-such-program: there is no/,
  ],
  ["no program", ["./home"], 126, /^error: cannot start .*home: it is not a program/],
  ["a signal", ["sh", "-c", "kill -TERM $$"], 143, /^$/],
  ["a signal that nobody can catch", ["sh", "-c", "kill -KILL $$"], 137, /^$/],
];

for (const [name, command, code, stderr] of ENDS) {
  Deno.test(`run: exit code of ${name}`, async () => {
    await using here = await handoverScene();
    for (const flags of [[], ["--no-mask"]]) {
      const args = ["run", ...flags, "--file", "K=stash://tls/key", "--", ...command];
      const ended = await here.handOver(args);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, stderr);
      assert.deepEqual(here.secretFolders(), [], "no file stays");
    }
  });
}

const REFUSED: [string, string[], Record<string, string>, number, RegExp][] = [
  [
    "a missing record",
    ["--env", "A=coffer://ci/nope"],
    {},
    3,
    /nothing at coffer:\/\/ci\/nope/,
  ],
  [
    "one in the environment",
    [],
    { A: "stash://no/such" },
    3,
    /nothing at stash:\/\/no\/such/,
  ],
  ["a wrong reference", ["--env", "A=coffer://ci"], {}, 2, /does not name a record/],
  [
    "one in the environment, by name",
    [],
    { APP: "coffer://ci" },
    2,
    /APP: .*name a record/,
  ],
  [
    "a value in place of a reference",
    ["--env", "A=canary-value"],
    {},
    2,
    /takes NAME=REFERENCE/,
  ],
  ["no name", ["--env", "=coffer://ci/deploy"], {}, 2, /takes NAME=REFERENCE/],
  [
    "a name that is none",
    ["--env", "A B=coffer://ci/deploy"],
    {},
    2,
    /no name for a variable/,
  ],
  [
    "a name of ours",
    ["--env", "COFFER_TOKEN=coffer://ci/deploy"],
    {},
    10,
    /Coffer's own/,
  ],
  [
    "a loader's name in a file",
    ["--env-file", "bad.env"],
    {},
    10,
    /LD_PRELOAD in bad.env/,
  ],
  ["a file that is not there", ["--env-file", "none.env"], {}, 2, /none.env/],
  ["a file that is none", ["--env-file", "my.stash"], {}, 5, /line 1/],
  [
    "an interpreter's name by a reference",
    [],
    { NODE_OPTIONS: "coffer://ci/deploy" },
    10,
    /NODE_OPTIONS/,
  ],
  ["bytes for a variable", ["--env", "A=stash://tls/raw"], {}, 2, /A is not UTF-8/],
  [
    "a wrong password",
    ["--env", "A=coffer://ci/deploy"],
    { COFFER_PASSWORD: "no" },
    4,
    /./,
  ],
];

for (const [name, args, env, code, stderr] of REFUSED) {
  Deno.test(`run: refused for ${name}, with nothing started`, async () => {
    await using here = await handoverScene();
    await Deno.writeTextFile(here.at("bad.env"), "LD_PRELOAD=/tmp/evil.so\n");
    const ran = await here.handOver(["run", ...args, "--", "touch", "started"], { env });
    assert.equal(ran.code, code, ran.stderr);
    assert.match(ran.stderr, stderr);
    for (const planted of ["canary-value", PWD, PASSWORD, "evil.so"]) {
      assert.ok(!ran.stderr.includes(planted), ran.stderr);
    }
    await assert.rejects(Deno.stat(here.at("started")), Deno.errors.NotFound);
  });
}

Deno.test("run: a loader's name is set where it is named", async () => {
  await using here = await handoverScene();
  const { NODE_OPTIONS } = await environmentOf(here, [
    "--env",
    "NODE_OPTIONS=coffer://ci/deploy/uid",
  ]);
  assert.equal(NODE_OPTIONS, "robot");
});

Deno.test("run: no shell, and arguments go through as they are", async () => {
  await using here = await handoverScene();
  const args = ["$A", "*", "a b", "--env", "X=y", "--json", "-h"];
  const { text } = await here.handOver(["run", "--", "printf", "%s|", ...args]);
  assert.equal(text, args.map((arg) => `${arg}|`).join(""));
});

Deno.test("run: each store is opened once, with a password of its own if it has one", async () => {
  await using here = await handoverScene();
  const change = await here.handOver(["stash", "passwd"], {
    env: { COFFER_NEW_PASSWORD: "Another password 1" },
  });
  assert.equal(change.code, 0, change.stderr);
  const args = [
    "run",
    "--env",
    `A=${REFERENCE}`,
    "--env",
    "K=stash://tls/key",
    "--",
    "true",
  ];
  assert.equal((await here.handOver(args)).code, 4);
  const own = { COFFER_STASH_PASSWORD: "Another password 1" };
  assert.equal((await here.handOver(args, { env: own })).code, 0);
  await Deno.writeTextFile(here.at("pw"), "Another password 1\n");
  const flagged = ["run", "--stash-password-file", "pw", ...args.slice(1)];
  assert.equal((await here.handOver(flagged)).code, 0);
});

Deno.test({
  name: "run: output that cannot be written is an error, and nothing stays",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using here = await handoverScene();
    const [command, ...first] = program();
    const args = ["run", "--file", "K=stash://tls/key", "--", "echo", "much"];
    const shell = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" > /dev/full', "sh", command!, ...first, ...args],
      cwd: here.path,
      clearEnv: true,
      env: { ...surroundings(here.path), ...here.env },
      stdin: "null",
    });
    const { code, stderr } = await shell.output();
    assert.equal(code, 8);
    assert.match(new TextDecoder().decode(stderr), /^error: cannot write the output/);
    assert.deepEqual(here.secretFolders(), []);
  },
});

/** The program with permissions named one by one, and none that is not named. */
async function granted(here: HandoverScene, flags: string[], args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
      `--config=${ROOT}deno.json`,
      "--allow-read",
      "--allow-env=COFFER_STORE,COFFER_PASSWORD,HOME",
      ...flags,
      `${ROOT}main.ts`,
      ...args,
    ],
    cwd: here.path,
    env: { ...surroundings(here.path), ...here.env, LD_LIBRARY_PATH: "" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test({
  name: "run: one program and Coffer's own variables are enough with --only",
  ignore: Deno.env.has("COFFER_BIN"),
  fn: async () => {
    await using here = await handoverScene();
    const only = ["run", "--only", "--env", `A=${REFERENCE}`, "--"];
    const ran = await granted(here, ["--allow-run=printenv"], [...only, "printenv", "A"]);
    assert.deepEqual([ran.code, ran.stdout], [0, "***\n"], ran.stderr);
    const other = await granted(here, ["--allow-run=printenv"], [...only, "env"]);
    assert.equal(other.code, 7);
    assert.match(other.stderr, /cannot start env: .*not given.*\nhint: .*--allow-run/);
    const whole = await granted(here, ["--allow-run=printenv"], [
      "run",
      "--",
      "printenv",
    ]);
    assert.equal(whole.code, 7);
    assert.match(whole.stderr, /cannot read the environment.*\nhint: .*--allow-env/);
  },
});

Deno.test("run: what Coffer was opened with is hidden, from a variable and from a file", async () => {
  await using here = await handoverScene();
  const token = "cft1_canary-of-a-token";
  const args = ["run", "--env", `A=${REFERENCE}`, "--", "echo", PASSWORD, token, "."];
  const env = { COFFER_TOKEN: token };
  assert.equal((await here.handOver(args, { env })).text, "*** *** .\n");
  await Deno.writeTextFile(here.at("pw"), `${PASSWORD}\n`);
  const byFile = ["run", "--password-file", here.at("pw"), ...args.slice(1)];
  const ran = await here.handOver(byFile, { env: { COFFER_PASSWORD: "" } });
  assert.equal(ran.text, `*** ${token} .\n`, ran.stderr);
});

Deno.test({
  name: "run: a program that prints what Coffer was started with shows no password",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using here = await handoverScene();
    const script = "tr '\\0' '\\n' < /proc/$PPID/environ | grep ^COFFER_PASSWORD=";
    const { text } = await here.handOver(["run", "--only", "--", "sh", "-c", script]);
    assert.equal(text, "COFFER_PASSWORD=***\n");
  },
});
