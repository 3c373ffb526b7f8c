/** `coffer export`, read by what it is meant for: real shells, Node.js, a runner. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../core/bytes.ts";
import { TEXT_FORMATS } from "../../core/handover/quoting/mod.ts";
import { handoverScene, KEY, PWD } from "../support/handover_scene.ts";
import { temporaryFolder } from "../support/folder.ts";

const SHELLS = ["sh", "bash", "dash", "zsh", "ksh", "busybox"];
const AWKWARD = [
  "",
  "plain",
  "it's",
  "''",
  "'''a''b'",
  '"$HOME" `id` $(id) ${x}',
  "back\\slash \\n \\",
  "lines\nand\n\nmore\n",
  "cr\r\nlf\r",
  "!history #comment ~ * ? [a] {b,c}",
  "tab\there \x1b[31m \x7f",
  "ü é 😀 ‘’‚‛",
  "-n -e",
  " blanks ",
  "a=b;c&d|e>f<g(h)",
];

const PRINT =
  'i=0; while [ $i -lt "$N" ]; do eval "printf \'%s\\\\000\' \\"\\$V$i\\""; i=$((i+1)); done';

async function there(program: string, args = ["-c", ":"]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdin: "null" }).output()).success;
  } catch {
    return false;
  }
}

const variablesFor = (values: string[]) =>
  values.map((value, index) => ({ name: `V${index}`, value }));

async function output(
  command: string[],
  options: Deno.CommandOptions,
): Promise<Uint8Array> {
  const [program, ...args] = command;
  const { success, stdout, stderr } = await new Deno.Command(program!, {
    ...options,
    args,
    stdin: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return stdout;
}

for (const shell of SHELLS) {
  Deno.test({
    name: `export --format shell: ${shell} has every value as it is`,
    ignore: !await there(shell, shell === "busybox" ? ["sh", "-c", ":"] : undefined),
    fn: async () => {
      await using folder = await temporaryFolder();
      const value = fc.string({ unit: "binary", maxLength: 30 })
        .map((text) => text.replaceAll("\0", ""));
      const values = [...AWKWARD, ...fc.sample(value, 60)];
      const script = TEXT_FORMATS.shell!(variablesFor(values));
      await Deno.writeTextFile(folder.at("vars.sh"), script);
      const first = shell === "busybox" ? ["busybox", "sh"] : [shell];
      for (const take of [". ./vars.sh", 'eval "$(cat vars.sh)"']) {
        const stdout = await output([...first, "-c", `${take}; ${PRINT}`], {
          cwd: folder.path,
          env: { N: `${values.length}`, LC_ALL: "C" },
        });
        assert.deepEqual(
          new TextDecoder().decode(stdout).split("\0").slice(0, -1),
          values,
        );
      }
    },
  });
}

Deno.test({
  name: "export --format powershell: PowerShell has every value as it is",
  ignore: !await there("pwsh"),
  fn: async () => {
    const values = AWKWARD.filter((value) => value !== "");
    const script = TEXT_FORMATS.powershell!(variablesFor(values));
    const show = "0..($env:N - 1) | ForEach-Object { [Convert]::ToBase64String(" +
      '[Text.Encoding]::UTF8.GetBytes([Environment]::GetEnvironmentVariable("V$_"))) }';
    const stdout = await output(
      ["pwsh", "-NoProfile", "-Command", `${script}\n${show}`],
      {
        env: { N: `${values.length}` },
      },
    );
    const lines = new TextDecoder().decode(stdout).trim().split(/\r?\n/);
    const read = lines.map((line) =>
      Uint8Array.from(atob(line), (char) => char.charCodeAt(0))
    );
    assert.deepEqual(read.map((bytes) => new TextDecoder().decode(bytes)), values);
  },
});

/** What a file of variables can hold. */
const HOLDABLE = AWKWARD.filter((value) => !/\r|\\$/.test(value)).concat(
  'it\'s `touch carried-out` $(touch carried-out) "$HOME" ${x} \\n \\\\ .',
  "it's\non two lines",
  "back\\slash",
);
/** What all take alike: those with `'` have nothing in them that needs an escape. */
const COMMON = HOLDABLE.filter((value) => !/'.*["$`\\]|["$`\\].*'/s.test(value));

const PYTHON = `
import dotenv, json, sys
print(json.dumps(dotenv.dotenv_values(sys.argv[1], interpolate=False)))
`;

const READERS: [string, (path: string) => string[]][] = [
  [
    "Node.js",
    (path) => ["node", `--env-file=${path}`, "-p", "JSON.stringify(process.env)"],
  ],
  ["Deno", (path) => [
    ...[Deno.execPath(), "run", "--quiet", "--allow-env", `--env-file=${path}`],
    "data:text/javascript,console.log(JSON.stringify(Deno.env.toObject()))",
  ]],
  ["python-dotenv", (path) => ["python3", "-c", PYTHON, path]],
];
const IS_THERE: Record<string, boolean> = {
  "Node.js": await there("node", ["--version"]),
  "Deno": true,
  "python-dotenv": await there("python3", ["-c", "import dotenv"]),
};

for (const [name, command] of READERS) {
  Deno.test({
    name: `export --format dotenv: ${name} has every value as it is`,
    ignore: !IS_THERE[name],
    fn: async () => {
      await using folder = await temporaryFolder();
      await Deno.writeTextFile(
        folder.at(".env"),
        TEXT_FORMATS.dotenv!(variablesFor(COMMON)),
      );
      const stdout = await output(command(folder.at(".env")), { cwd: folder.path });
      const env = JSON.parse(new TextDecoder().decode(stdout));
      assert.deepEqual(COMMON.map((_, index) => env[`V${index}`]), COMMON);
    },
  });
}

for (const shell of SHELLS) {
  Deno.test({
    name: `export --format dotenv: ${shell} sources it, and carries nothing out`,
    ignore: !await there(shell, shell === "busybox" ? ["sh", "-c", ":"] : undefined),
    fn: async () => {
      await using folder = await temporaryFolder();
      const text = TEXT_FORMATS.dotenv!(variablesFor(HOLDABLE));
      await Deno.writeTextFile(folder.at(".env"), text);
      const first = shell === "busybox" ? ["busybox", "sh"] : [shell];
      const stdout = await output([...first, "-c", `. ./.env; ${PRINT}`], {
        cwd: folder.path,
        env: { N: `${HOLDABLE.length}`, LC_ALL: "C" },
      });
      const values = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
      assert.deepEqual(values, HOLDABLE);
      assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), [
        ".env",
      ]);
    },
  });
}

Deno.test("export: the program's own output, into a shell", async () => {
  await using here = await handoverScene();
  const args = ["A=coffer://ci/deploy", "K=stash://tls/key"];
  const { text, stderr } = await here.handOver(["export", "--format", "shell", ...args]);
  const stdout = await output([
    "sh",
    "-c",
    'eval "$1"; printf "%s|%s" "$A" "$K"',
    "sh",
    text,
  ], {});
  assert.equal(new TextDecoder().decode(stdout), `${PWD}|${KEY}`, stderr);
  const json = await here.handOver(["export", "--format", "json", ...args]);
  assert.deepEqual(JSON.parse(json.text), { A: PWD, K: KEY });
});

Deno.test("export: files of variables and names, the later ones before the earlier ones", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at(".env"), "A=coffer://ci/nothing\nB=text\n");
  const args = [
    "export",
    "--format",
    "json",
    "--env-file",
    ".env",
    "A=coffer://ci/deploy/uid",
  ];
  assert.deepEqual(JSON.parse((await here.handOver(args)).text), {
    A: "robot",
    B: "text",
  });
});

Deno.test("export --format github: hidden first, then handed to the runner", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at("env"), "BEFORE=1\n");
  const env = { GITHUB_ENV: here.at("env"), GITHUB_OUTPUT: here.at("output") };
  const args = ["export", "--format", "github", "K=stash://tls/key"];
  const { code, text, stderr } = await here.handOver(args, { env });
  assert.equal(code, 0, stderr);
  const lines = KEY.trim().split("\n");
  const whole = `::add-mask::${KEY.replaceAll("\n", "%0A")}\n`;
  assert.equal(text, lines.map((line) => `::add-mask::${line}\n`).join("") + whole);
  const written = await Deno.readTextFile(here.at("env"));
  assert.match(written, /^BEFORE=1\nK<<(coffer_[0-9a-f]{32})\n[^]*\n\1\n$/);
  assert.ok(written.includes(`\n${KEY}\n`));
  assert.equal((await here.handOver([...args, "--to", "output"], { env })).code, 0);
  assert.match(await Deno.readTextFile(here.at("output")), /^K<<coffer_/);
  // No two delimiters are the same, so that one call's output tells nothing of the next.
  await here.handOver(args, { env });
  const all = (await Deno.readTextFile(here.at("env"))).match(/<<coffer_[0-9a-f]+/g)!;
  assert.equal(new Set(all).size, 2);
});

const REFUSED: [string, string[], number, RegExp][] = [
  ["no format", ["A=coffer://ci/deploy"], 2, /which format/],
  [
    "an unknown format",
    ["--format", "xml", "A=coffer://ci/deploy"],
    2,
    /no format "xml"/,
  ],
  ["nothing", ["--format", "json"], 2, /nothing to export/],
  [
    "a value for a reference",
    ["--format", "json", "A=canary"],
    2,
    /takes NAME=REFERENCE/,
  ],
  ["a missing record", ["--format", "json", "A=coffer://ci/no"], 3, /coffer:\/\/ci\/no/],
  ["bytes", ["--format", "json", "A=stash://tls/raw"], 2, /A is not UTF-8/],
  [
    "no runner",
    ["--format", "github", "A=coffer://ci/deploy"],
    2,
    /GITHUB_ENV is not set/,
  ],
  [
    "another place",
    ["--format", "github", "--to", "x", "A=coffer://ci/deploy"],
    2,
    /--to takes/,
  ],
];

for (const [name, args, code, expected] of REFUSED) {
  Deno.test(`export: refused for ${name}`, async () => {
    await using here = await handoverScene();
    const ran = await here.run(["export", ...args], { env: here.env });
    assert.equal(ran.code, code, ran.stderr);
    assert.match(ran.stderr, expected);
    assert.equal(ran.stdout, "");
    assert.ok(!ran.stderr.includes("canary"));
  });
}

Deno.test("export --format dotenv: refused for what readers would read otherwise", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(here.at(".env"), "A=`canary's \"\nB=`\n");
  const args = ["export", "--format", "dotenv", "--env-file", here.at(".env")];
  const ran = await here.run(args, { env: here.env });
  assert.equal(ran.code, 2, ran.stderr);
  assert.match(ran.stderr, /the value for A has several lines/);
  assert.equal(ran.stdout, "");
  assert.ok(!ran.stderr.includes("canary"));
});

Deno.test("export --format github: what is no secret is not hidden", async () => {
  await using here = await handoverScene();
  await Deno.writeTextFile(
    here.at(".env"),
    "REGION=eu-central-1\nUSER=coffer://ci/deploy/uid\n",
  );
  const env = { ...here.env, GITHUB_ENV: here.at("env") };
  const args = ["export", "--format", "github", "--env-file", here.at(".env")];
  const ran = await here.run(args, { env });
  assert.equal(ran.stdout, "::add-mask::robot\n", ran.stderr);
  assert.match(await Deno.readTextFile(here.at("env")), /^REGION<<\w+\neu-central-1\n/);
});

Deno.test("export --format github: a file that cannot be written is an error, after the masks", async () => {
  await using here = await handoverScene();
  const env = { ...here.env, GITHUB_ENV: here.at("none/env") };
  const ran = await here.run(["export", "--format", "github", "A=coffer://ci/deploy"], {
    env,
  });
  assert.equal(ran.code, 3, ran.stderr);
  assert.equal(ran.stdout, `::add-mask::${PWD}\n`);
  assert.ok(utf8(ran.stderr).length > 0 && !ran.stderr.includes(PWD));
});

Deno.test("export --format github: on a full disk the file is what it was, or grown by others", async () => {
  await using here = await handoverScene();
  const path = here.at("env");
  const env = { ...here.env, GITHUB_ENV: path };
  const { writeFile } = Deno;
  for (const [before, meanwhile] of [["BEFORE=1\n", ""], ["", "THEIRS=1\n"]] as const) {
    await Deno.writeTextFile(path, before);
    Deno.writeFile = async (_, data) => {
      const half = (data as Uint8Array).subarray(0, 20);
      const added = meanwhile === "" ? half : utf8(meanwhile);
      await writeFile(path, added, { append: true });
      throw new Error("No space left on device (os error 28)");
    };
    try {
      const args = ["export", "--format", "github", "A=coffer://ci/deploy"];
      const { code, stderr } = await here.run(args, { env });
      assert.equal(code, 8, stderr);
    } finally {
      Deno.writeFile = writeFile;
    }
    assert.equal(await Deno.readTextFile(path), before + meanwhile);
  }
});
