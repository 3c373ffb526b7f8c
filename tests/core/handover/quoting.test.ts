import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../../core/errors.ts";
import { formatDotenv } from "../../../core/handover/quoting/dotenv.ts";
import { formatMasks, formatVariables } from "../../../core/handover/quoting/github.ts";
import { formatJson } from "../../../core/handover/quoting/mod.ts";
import { formatPowershell } from "../../../core/handover/quoting/powershell.ts";
import { assertName } from "../../../core/handover/quoting/variable.ts";
import { isSteering } from "../../../core/handover/steering.ts";
import { asText } from "../../../core/handover/text.ts";
import { parseDotenv } from "../../../exchange/wallet/dotenv.ts";

const awkward = fc.array(
  fc.oneof(
    fc.constantFrom("'", '"', "`", "\\", "$", "\n", "\r", "#", " ", "=", "!", "%", "~"),
    fc.constantFrom(
      "$HOME",
      "\\n",
      "${x}",
      "$(x)",
      "’",
      "‘",
      "é",
      "😀",
      "\t",
      "\x1b",
      "",
    ),
    fc.string({ unit: "binary" }),
  ),
).map((parts) => parts.join("").replaceAll("\0", ""));

/** Those of `values` that a file of variables can hold. */
function writable(values: string[]): { name: string; value: string }[] {
  return values.map((value, index) => ({ name: `V${index}`, value }))
    .filter((each) => {
      try {
        return formatDotenv([each]) !== "";
      } catch (error) {
        assert.ok(error instanceof UsageError);
        return false;
      }
    });
}

Deno.test("dotenv: our own reader gives every value back", () => {
  fc.assert(
    fc.property(fc.array(awkward), (values) => {
      const variables = writable(values);
      const { records, skipped } = parseDotenv(formatDotenv(variables), { domain: "" });
      assert.deepEqual(skipped, []);
      assert.deepEqual(
        records.map(({ pwd }) => pwd),
        variables.map(({ value }) => value),
      );
    }),
    { numRuns: 1000 },
  );
});

/** A file as python-dotenv takes it apart; it knows no backticks, and few escapes. */
function readByPython(text: string): Map<string, string> {
  const read = new Map<string, string>();
  const line = /(\w+)=(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|([^'"\n][^\n]*|))(?:\n|$)/y;
  while (line.lastIndex < text.length) {
    const [, name, single, double, bare] = line.exec(text) ?? assert.fail(text);
    read.set(
      name!,
      single?.replace(/\\([\\'])/g, "$1") ??
        double?.replace(/\\([\\'"])/g, "$1") ?? bare!,
    );
  }
  return read;
}

Deno.test("dotenv: no value runs on into the next, by the rules of python-dotenv", () => {
  fc.assert(
    fc.property(fc.array(awkward), (values) => {
      const variables = writable(values);
      const read = readByPython(formatDotenv(variables));
      assert.deepEqual([...read.keys()], variables.map(({ name }) => name));
      for (const { name, value } of variables) {
        // It halves pairs of backslashes, and keeps one before what it does not know.
        const isPlain = !value.includes("\\\\") && !/'.*[$`]|[$`].*'/.test(value);
        if (isPlain) assert.equal(read.get(name), value);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("dotenv: never a backtick that a shell would carry out", () => {
  const text = formatDotenv([{ name: "A", value: 'it\'s `id` "$HOME" \\n' }]);
  assert.equal(text, 'A="it\'s \\`id\\` \\"\\$HOME\\" \\\\n"\n');
});

Deno.test("dotenv: what readers do not agree on is refused, by its name alone", () => {
  for (const value of ["canary\r", "canary \\", "canary' \"\nPATH=/evil", "'\n$canary"]) {
    assert.throws(() => formatDotenv([{ name: "TOKEN", value }]), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /TOKEN/);
      assert.match(error.hint!, /encoding=base64/);
      assert.ok(!error.message.includes("canary"));
      return true;
    });
  }
});

Deno.test("json: one object in ASCII, with names that objects have already", () => {
  const text = formatJson([
    { name: "__proto__", value: "é" },
    { name: "A", value: "a\n" },
  ]);
  assert.equal(text, '{"__proto__":"\\u00e9","A":"a\\n"}\n');
});

/** What PowerShell makes of text in single quotes and [char]N, joined by +. */
function evaluated(expression: string): string {
  let value = "";
  const term = /(?:'((?:[^']|'')*)'|\[char\](\d+))(?: \+ |$)/y;
  while (term.lastIndex < expression.length) {
    const match = term.exec(expression);
    assert.ok(match !== null, expression);
    value += match[2] === undefined
      ? match[1]!.replaceAll("''", "'")
      : String.fromCharCode(Number(match[2]));
  }
  return value;
}

Deno.test("powershell: ASCII, a line for each, beginning with text", () => {
  fc.assert(
    fc.property(awkward, (value) => {
      const script = formatPowershell([{ name: "V", value }]);
      assert.match(script, /^\$\{env:V\} = '[\x20-\x7e]*\n$/);
      assert.equal(evaluated(script.slice("${env:V} = ".length, -1)), value);
    }),
    { numRuns: 500 },
  );
});

/** What GitHub's runner reads from the file behind GITHUB_ENV. */
function readByRunner(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  const lines = text.split("\n");
  while (lines.length > 1) {
    const [name, delimiter] = lines.shift()!.split("<<");
    const end = lines.indexOf(delimiter!);
    variables.set(name!, lines.splice(0, end).join("\n"));
    lines.shift();
  }
  return variables;
}

Deno.test("github: the runner reads every value as it is", () => {
  let counter = 0;
  const random = (length: number) => new Uint8Array(length).fill(counter++);
  fc.assert(
    fc.property(fc.array(awkward), (values) => {
      const variables = values.map((value, index) => ({ name: `V${index}`, value }));
      const read = readByRunner(formatVariables(variables, random));
      assert.deepEqual([...read.values()], values);
    }),
  );
});

Deno.test("github: a delimiter that is in the value is not taken", () => {
  const guesses = [0, 0, 1];
  const random = (length: number) => new Uint8Array(length).fill(guesses.shift()!);
  const guessed = `coffer_${"00".repeat(16)}`;
  const value = `a\n${guessed}\nPATH=/evil`;
  const text = formatVariables([{ name: "A", value }], random);
  assert.ok(text.startsWith(`A<<coffer_${"01".repeat(16)}\n`));
  assert.equal(readByRunner(text).get("A"), value);
  assert.deepEqual(guesses, []);
});

Deno.test("github: every line and the whole are hidden, escaped as commands want it", () => {
  assert.equal(formatMasks(["50%"]), "::add-mask::50%25\n");
  assert.equal(
    formatMasks(["a\r\n  b%\n\n"]),
    "::add-mask::a\n::add-mask::  b%25\n::add-mask::b%25\n" +
      "::add-mask::a%0D%0A  b%25%0A%0A\n",
  );
  assert.equal(formatMasks(["", " ", "\n"]), "");
  assert.equal(formatMasks(["same", "same"]), "::add-mask::same\n");
});

Deno.test("names: only those that every shell takes", () => {
  for (const name of ["A", "_a1", "lower"]) assertName(name);
  for (const name of ["", "1A", "A-B", "A B", "A;rm", "Ä", "A\n", "A=B", "$A"]) {
    assert.throws(() => assertName(name), UsageError, name);
  }
});

Deno.test("names that steer loaders and interpreters are known, in any case", () => {
  const steering = "PATH Path LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES " +
    "NODE_OPTIONS NODE_PATH BASH_ENV ENV IFS PYTHONPATH PYTHONSTARTUP PERL5OPT " +
    "PERL5LIB RUBYOPT JAVA_TOOL_OPTIONS GIT_SSH_COMMAND GIT_CONFIG_COUNT " +
    "npm_config_script_shell DENO_DIR BASH_FUNC_ls%% GLIBC_TUNABLES PROMPT_COMMAND " +
    "TAR_OPTIONS GOFLAGS MAKEFILES MAKEFLAGS GNUMAKEFLAGS RUSTC RUSTC_WRAPPER RSYNC_RSH " +
    "RUSTC_WORKSPACE_WRAPPER RUSTFLAGS GIT_SSH GIT_SSH_VARIANT AWS_CONFIG_FILE CVS_RSH " +
    "KUBECONFIG PIP_INDEX_URL PYTEST_ADDOPTS VIMINIT CURL_HOME CC CXX LD MAVEN_OPTS " +
    "GRADLE_OPTS PYTHONPLATLIBDIR PERL5DB RUBYOPT RUBYLIB _JAVA_OPTIONS JAVA_OPTS " +
    "BUN_OPTIONS ERL_ZFLAGS DENO_V8_FLAGS PERLLIB GIT_EDITOR GIT_ASKPASS CFLAGS LDFLAGS " +
    "DOTNET_STARTUP_HOOKS PYTHONBREAKPOINT SSH_ASKPASS GIT_SEQUENCE_EDITOR";
  for (const name of steering.split(" ")) assert.ok(isSteering(name), name);
  const harmless = "TOKEN DATABASE_URL NPM_TOKEN GIT_TOKEN DENO_DEPLOY_TOKEN PATHS " +
    "ACC CCX BUILD PIPELINE OPTIONS OPTS AWS_SECRET_ACCESS_KEY PGPASSWORD NODE_AUTH_TOKEN GITHUB_TOKEN";
  for (const name of harmless.split(" ")) assert.ok(!isSteering(name), name);
});

Deno.test("text: what no variable can hold is refused, by its name alone", () => {
  const secret = "canary";
  assert.equal(asText(new TextEncoder().encode("\ufeffä\n"), "A"), "\ufeffä\n");
  for (const bytes of [[0xff, 0xfe], [...new TextEncoder().encode(`${secret}\0`)]]) {
    assert.throws(() => asText(Uint8Array.from(bytes), "TOKEN"), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /TOKEN/);
      assert.match(error.hint!, /encoding=base64/);
      assert.ok(!error.message.includes(secret));
      return true;
    });
  }
});
