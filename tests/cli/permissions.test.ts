import assert from "node:assert/strict";
import { ENTRIES } from "../../cli/commands.ts";
import type { Needs } from "../../cli/permissions.ts";
import { run } from "../../cli/run.ts";
import { fakeIo } from "./fake_io.ts";
import { temporaryFolder } from "../support/folder.ts";
import { coffer } from "./program.ts";

const VECTORS = new URL("../vectors/sstash/", import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;

const CALLS: [string, boolean][] = [
  ["stash init", true],
  ["stash read k", false],
  ["stash read k --out f", true],
  ["stash write k -v x", true],
  ["stash ls", false],
  ["stash tree", false],
  ["stash mv a b", true],
  ["stash rm a", true],
  ["stash dump", false],
  ["stash import k d", true],
  ["stash import k d --dry-run", false],
  ["stash export k d", true],
  ["stash passwd", true],
  ["stash info", false],
];

for (const [call, writes] of CALLS) {
  Deno.test(`${call} ${writes ? "keeps" : "gives up"} the permission to write`, async () => {
    const io = fakeIo({
      env: { COFFER_STASH: "/none/none.stash", COFFER_PASSWORD: "x" },
    });
    await run(call.split(" "), io);
    assert.deepEqual(io.given, [{ write: writes }]);
  });
}

Deno.test("for what touches no secret, nothing is given up, which takes time", async () => {
  const harmless: string[] = [];
  for (const { words, load } of ENTRIES) {
    if ((await load()).command.touchesNothing) harmless.push(words);
  }
  assert.deepEqual(harmless, ["help", "version"]);
  for (const words of harmless) {
    const io = fakeIo({});
    await run([words], io);
    assert.deepEqual(io.given, []);
  }
});
const HANDING_OVER: [string, object][] = [
  ["read stash://k", { write: false }],
  ["inject -i /dev/null", { write: false }],
  ["inject -i /none/none -o f", { write: true }],
  ["export --format json A=stash://k", { write: false }],
  ["export --format github A=stash://k", { write: true }],
  ["types -f /none/none.stash", { write: false }],
  ["run --only -- none", { write: false, programs: ["none"] }],
  ["run -- none", { write: false, programs: ["none"] }],
  ["run --only --file A=stash://k -- none", { write: true, programs: ["none"] }],
];

for (const [call, needs] of HANDING_OVER) {
  Deno.test(`${call} keeps no more than it needs for a stash`, async () => {
    const env = { COFFER_STASH: "/none/none.stash", GITHUB_ENV: "/none/env" };
    const io = fakeIo({ env: { ...env, COFFER_PASSWORD: "x" } });
    await run(call.split(" "), io);
    // A file that is not there is found first, while the stores are not known yet.
    if (!call.includes("/none/none ")) assert.deepEqual(io.given.at(-1), needs);
    const { net: _, surroundings, ...first } = io.given[0] as Needs;
    assert.equal(first.programs?.join(), (needs as Needs).programs?.join());
    if (call === "run -- none") assert.ok(surroundings, "it hands the environment on");
  });
}

const X11 = ["xclip", "xsel"];
const EVERYWHERE = ["termux-clipboard-set", "termux-clipboard-get", "powershell.exe"];
const STARTING: [string, string[]][] = [
  ["get a b --clip", [...X11, ...EVERYWHERE, "coffer"]],
  ["get a b --clip 5 --clip-wait", [...X11, ...EVERYWHERE]],
  ["get a b --clip 0", [...X11, ...EVERYWHERE]],
  ["clipboard-clear 0", [...X11, ...EVERYWHERE]],
  ["run -- node -v", ["node"]],
];

for (const [call, programs] of STARTING) {
  Deno.test(`${call} keeps the permission to start what it needs`, async () => {
    const io = fakeIo({ env: { COFFER_STORE: "file:/none/none.json", DISPLAY: ":1" } });
    // Stops here, so that nothing is started.
    io.giveUpAllBut = (needs) => Promise.reject(new Error(JSON.stringify(needs)));
    await run(call.split(" "), io);
    const said = io.said().stderr;
    const expected = `"programs":${JSON.stringify(programs)}`;
    assert.ok(said.includes(expected), said);
  });
}

for (
  const [words, programs] of [["status", []], ["lock", []], ["stop", []], ["start", [
    "coffer",
  ]]]
) {
  Deno.test(`agent ${words} keeps what a socket and its folder take`, async () => {
    const io = fakeIo({ env: {} });
    assert.equal(await run(["agent", words as string], io), 2, "no home, no socket");
    const needs = { write: true, net: true, sys: true };
    assert.deepEqual(io.given, [programs!.length === 0 ? needs : { ...needs, programs }]);
  });
}

Deno.test("no other command may start programs", async () => {
  const starting: string[] = [];
  for (const { words, load } of ENTRIES) {
    if ((await load()).command.programs !== undefined) starting.push(words);
  }
  assert.deepEqual(starting, ["get", "run", "agent start"]);
  const io = fakeIo({ env: { COFFER_STORE: "file:/none/none.json", DISPLAY: ":1" } });
  await run(["get", "a", "b"], io);
  // Before the command begins; its store needs no more, so that it is said once.
  assert.deepEqual(io.given, [{ write: false }]);
});

Deno.test("of the programs that may be started, those not needed are given up", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["xclip", "xsel", "coffer"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "#!/bin/sh\n", { mode: 0o755 });
  }
  const code = `
    import { giveUpAllBut } from "${ROOT}cli/permissions.ts";
    const kept = await giveUpAllBut({ write: false, programs: ["xclip"] });
    const held = ["xclip", "xsel", "coffer", "sh"].filter((name) => {
      try { new Deno.Command(name).outputSync(); } catch (e) { return e.name === "NotCapable"; }
    });
    console.log(JSON.stringify({ kept, held }));
  `;
  await Deno.writeTextFile(`${folder}/hostile.ts`, code);
  for (
    const [flag, expected] of [
      ["--allow-run=xclip,xsel,coffer", {
        kept: [],
        held: ["xsel", "coffer", "sh"],
      }],
      // Of everything, nothing can be given up by name.
      ["--allow-run", { kept: [], held: [] }],
    ] as const
  ) {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-check",
        "--no-lock",
        flag,
        "hostile.ts",
      ],
      cwd: folder,
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, LD_LIBRARY_PATH: "" },
    }).output();
    const report = new TextDecoder().decode(stdout);
    assert.notEqual(report, "", new TextDecoder().decode(stderr));
    assert.deepEqual(JSON.parse(report), expected);
  }
  await Deno.remove(folder, { recursive: true });
});

for (const name of ["session", "client"]) {
  Deno.test(`${name} says what there is instead`, async () => {
    for (const rest of [[], ["-v", "x", "-to", "5"], ["-st", "local_sqlite", "a"]]) {
      const io = fakeIo({});
      assert.equal(await run([name, ...rest], io), 2);
      assert.match(
        io.said().stderr,
        /^error: .*\nhint: .*`coffer agent (start|status)`.*`coffer shell`/,
      );
      assert.ok(io.said().stderr.includes(`coffer ${name}`));
    }
  });
}

Deno.test("hostile code in our realm cannot write, connect or start programs", async () => {
  const hostile = `
    import { giveUpAllBut } from "${ROOT}cli/permissions.ts";
    const kept = await giveUpAllBut({ write: false });
    const tries = {
      write: () => Deno.writeTextFileSync("stolen", "x"),
      run: () => new Deno.Command("true").outputSync(),
      net: () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
      sys: () => Deno.hostname(),
      env: () => Deno.env.get("HOME"),
      wholeEnv: () => Deno.env.toObject(),
      ffi: () => Deno.dlopen("libc.so.6", {}),
    };
    const held = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try { await attempt(); } catch (e) { if (e.name === "NotCapable") held.push(name); }
    }
    console.log(JSON.stringify({ kept, held }));
  `;
  await using place = await temporaryFolder();
  const folder = place.path;
  await Deno.writeTextFile(`${folder}/hostile.ts`, hostile);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --no-lock".split(" "),
      ..."--allow-read --allow-write --allow-net --allow-run --allow-sys".split(" "),
      ..."--allow-ffi --allow-env".split(" "),
      `${folder}/hostile.ts`,
    ],
    cwd: folder,
  }).output();
  const report = new TextDecoder().decode(stdout);
  assert.notEqual(report, "", new TextDecoder().decode(stderr));
  assert.deepEqual(JSON.parse(report), {
    kept: [],
    held: ["write", "run", "net", "sys", "env", "wholeEnv", "ffi"],
  });
});

Deno.test("a read needs nothing but to read the stash and the password", async () => {
  const args = [
    ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
    `--allow-read=${VECTORS}tree.stash,/dev/fd/0`,
    "--allow-env=COFFER_PASSWORD",
    `${ROOT}main.ts`,
    ...`stash read -f ${VECTORS}tree.stash a/e`.split(" "),
  ];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { COFFER_PASSWORD: "my_password1234" },
  }).output();
  const text = new TextDecoder();
  assert.equal(text.decode(stdout), "chocolate", text.decode(stderr));
  assert.equal(code, 0);
});

Deno.test({
  name: "a permission that is missing is named, with exit code 7",
  // The binary has all the permissions that it is to have.
  ignore: Deno.env.has("COFFER_BIN"),
  fn: async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
        "--allow-env=COFFER_PASSWORD",
        `${ROOT}main.ts`,
        ...`stash read -f ${VECTORS}tree.stash a/e`.split(" "),
      ],
      env: { COFFER_PASSWORD: "my_password1234" },
    }).output();
    assert.equal(code, 7);
    assert.match(
      new TextDecoder().decode(stderr),
      /^error: cannot read .*: Coffer was not given this permission\nhint: .*--allow-read/,
    );
  },
});

Deno.test("passwords and values stand in no message", async () => {
  const secret = "my_password1234", value = "plain canary value";
  await using place = await temporaryFolder();
  const cwd = place.path;
  await Deno.copyFile(`${VECTORS}tree.stash`, `${cwd}/a.stash`);
  const env = { COFFER_PASSWORD: secret, COFFER_STASH: "a.stash" };
  const stdin = new TextEncoder().encode(value);
  const calls = [
    "stash write canary",
    "stash write canary --json",
    "stash tree",
    "stash info",
    "stash ls --json",
    "stash read nope",
    "stash write a//b/nope\\",
    "stash rm canary --json",
  ];
  for (const call of calls) {
    const { stdout, stderr } = await coffer(call.split(" "), { cwd, env, stdin });
    const said = new TextDecoder().decode(stdout) + stderr;
    for (const planted of [secret, value, btoa(value)]) {
      assert.ok(!said.includes(planted), `${call}: ${said}`);
    }
  }
});

Deno.test("what a store's kind needs is kept, and for a plug-in until it is open", async () => {
  const atFirst = async (call: string) => {
    const io = fakeIo({ env: { COFFER_PASSWORD: "x", HOME: "/none" } });
    io.giveUpAllBut = (needs) => {
      io.given.push(needs);
      return Promise.reject(new Error("enough"));
    };
    await run(call.split(" "), io);
    return io.given[0];
  };
  const aws = { net: true, surroundings: true };
  assert.deepEqual(await atFirst("get a b --store file:/none"), { write: false });
  assert.deepEqual(await atFirst("get a b --store sqlite:/none"), { write: false });
  assert.deepEqual(await atFirst("get a b --store other:x"), { write: true, ...aws });
  assert.deepEqual(await atFirst("get a b --store dynamodb:t"), { write: false, ...aws });
  assert.deepEqual(await atFirst("set a b --store dynamodb:t"), { write: true, ...aws });
  assert.deepEqual(await atFirst("stash ls -f dynamodb:t/s"), { write: false, ...aws });
  assert.deepEqual(await atFirst("init --store other:x"), { write: true, ...aws });
  assert.deepEqual(await atFirst("init"), { write: true });
  assert.deepEqual(await atFirst("conf -l --profile a"), { write: false });
  assert.deepEqual(await atFirst("conf --store dynamodb:t"), { write: true });
});

Deno.test("what Deno does not let go of is said, and said once", async () => {
  const kept = ["start programs", "write files"];
  const io = fakeIo({ env: { COFFER_STORE: "file:/none/none.json" } });
  io.giveUpAllBut = () => Promise.resolve([...kept]);
  await run(["get", "a", "b"], io);
  const warnings = io.said().stderr.split("\n").filter((line) => /^warning/.test(line));
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /permission to start programs and write files: .* -A/);
});
