import assert from "node:assert/strict";
import { NotFoundError, PermissionError } from "../../core/errors.ts";
import { exitCode } from "../../cli/exit_codes.ts";
import { asCompiled, asKnown } from "../../cli/missing.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const PASSWORD = { COFFER_PASSWORD: "my_password1234" };
const STASH = `${ROOT}tests/vectors/sstash/tree.stash`;

/** An attempt at each kind of access, and how its refusal must be told. */
const ATTEMPTS: Record<string, [code: string, hint: RegExp]> = {
  read: ["Deno.readTextFileSync('/coffer/none')", /--allow-read for \/coffer\/none$/],
  write: [
    "Deno.writeTextFileSync('/coffer/none', '')",
    /--allow-write for \/coffer\/none$/,
  ],
  env: ["Deno.env.get('COFFER_NONE')", /--allow-env for COFFER_NONE$/],
  net: ["await fetch('http://127.0.0.1:8999/')", /--allow-net for 127\.0\.0\.1:8999$/],
  run: ["new Deno.Command('sh').outputSync()", /--allow-run for sh$/],
  sys: ["Deno.hostname()", /--allow-sys for hostname$/],
  wrapped: [
    "try { Deno.hostname() } catch (cause) { throw new Error('of a library', { cause }) }",
    /--allow-sys for hostname$/,
  ],
  gathered: [
    "try { Deno.hostname() } catch (one) { throw new AggregateError([1, one]) }",
    /--allow-sys for hostname$/,
  ],
};

for (const [name, [code, hint]] of Object.entries(ATTEMPTS)) {
  Deno.test(`a refused access is told in one sentence with its flag: ${name}`, async () => {
    const program = `
      import { asKnown, asCompiled } from "${ROOT}cli/missing.ts";
      import { exitCode } from "${ROOT}cli/exit_codes.ts";
      try { ${code} } catch (error) {
        const known = asKnown(error);
        console.log(JSON.stringify([exitCode(known), known.message, known.hint,
          asCompiled(known).hint]));
      }`;
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/attempt.ts`, program);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ..."run --quiet --no-prompt --no-check --no-lock".split(" "),
        `${folder}/attempt.ts`,
      ],
    }).output();
    await Deno.remove(folder, { recursive: true });
    const report = new TextDecoder().decode(stdout);
    assert.notEqual(report, "", new TextDecoder().decode(stderr));
    const [exit, message, flag, compiled] = JSON.parse(report);
    assert.equal(exit, 7);
    assert.match(message, /Coffer was not given this permission$/);
    assert.match(flag, hint);
    assert.match(compiled, /^this program was compiled without --allow-[a-z]+ for /);
  });
}

Deno.test("a compiled program says what it was compiled without", () => {
  const error = new PermissionError("cannot write a.stash", {
    hint: "run Deno with --allow-write for the folder /a",
  });
  assert.equal(
    asCompiled(error).hint,
    "this program was compiled without --allow-write for the folder /a, and nothing can " +
      "add that; use one that was compiled with it",
  );
  assert.equal(asCompiled(error).message, error.message);
  assert.equal(exitCode(asCompiled(error)), 7);
});

Deno.test("a compiled program leaves other errors as they are", () => {
  for (
    const error of [
      new PermissionError("no", { hint: "check who owns the file" }),
      new PermissionError("no"),
      new NotFoundError("no", { hint: "run Deno with care" }),
    ]
  ) assert.equal(asCompiled(error), error);
});

Deno.test("an error that is no refusal is not known", () => {
  assert.equal(asKnown(new Error("x", { cause: new Error("y") })), null);
  assert.equal(asKnown(new NotFoundError("x")), null);
  assert.equal(asKnown("NotCapable"), null);
});

/** A call, what it is given, and what must be said of what it is not. */
const CALLS: [string, string[], RegExp][] = [
  ["stash read a/e", ["--allow-env=COFFER_PASSWORD"], /--allow-env=COFFER_STASH\n$/],
  [
    `stash read a/e -f ${STASH} --no-input`,
    ["--allow-read"],
    /--allow-env=COFFER_PASSWORD_FILE,COFFER_PASSWORD\n$/,
  ],
  ["list", ["--allow-env=COFFER_PASSWORD"], /--allow-env=HOME\n$/],
  [
    `stash read a/e -f ${STASH}`,
    ["--allow-env=COFFER_PASSWORD"],
    /--allow-read for .*\n$/,
  ],
  [
    `stash write a/e -v x -f ${STASH}`,
    ["--allow-env=COFFER_PASSWORD", "--allow-read"],
    /--allow-write for the folder .*\n$/,
  ],
];

for (const [call, flags, hint] of CALLS) {
  Deno.test(`with ${flags.join(" ")}, \`coffer ${call.split(" ", 2).join(" ")}\` names the flag`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
        `--config=${ROOT}deno.json`,
        ...flags,
        `${ROOT}main.ts`,
        ...call.split(" "),
      ],
      env: PASSWORD,
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stderr).replace(/^warning:.*\n/m, "");
    assert.match(said, /^error: .*\nhint: run Deno with /);
    assert.match(said, hint);
    assert.equal(code, 7);
    assert.equal(stdout.length, 0);
  });
}
