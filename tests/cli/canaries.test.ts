/**
 * A secret of its own in every place; then everything that a user's machine does with
 * Coffer. What processes show, what they print and what stays on the disk is searched for
 * every secret, as it is and as others write it.
 */

import assert from "node:assert/strict";
import {
  CANARIES,
  type Canary,
  canaryStage,
  type How,
  type Said,
  type Stage,
} from "../support/canary_stage.ts";
import { canSample, sampler, type Seen } from "../support/proc_sampler.ts";
import { allFiles, secretsIn } from "../support/wallet_secrets.ts";
import { CALLS, type CanaryCall, CHILD } from "./canary_calls.ts";
import { program } from "./program.ts";

/** For what takes a second or two, in milliseconds. */
const PATIENCE = 60_000;
const LONG_AGO = new Date(Date.now() - 2 * 3_600_000);
/** What killed runs may leave in the clear, as docs/security.md says. */
const LEFT_BY_KILLED = /\/runtime\/coffer-run-|\/work\/\.coffer-export-/;
const text = new TextDecoder();

/** An argument of the call that is given a token. */
const GIVEN_TOKEN = "given-a-token";

/** Every secret that there is by now. */
const secrets: Record<string, string> = { ...CANARIES };

function assertSilent(what: string, said: Said, prints: readonly Canary[] = []): void {
  const shown = `${what}: ${text.decode(said.stdout)}${text.decode(said.stderr)}`;
  assert.deepEqual(secretsIn(said.stderr, secrets), [], shown);
  const found = secretsIn(said.stdout, secrets);
  assert.deepEqual(found.toSorted(), [...prints].sort(), shown);
}

async function call(stage: Stage, { args, prints, code = 0, ...how }: CanaryCall) {
  const { password = "password", env, stdin } = how;
  const file = { COFFER_PASSWORD_FILE: stage.at(`given/${password}`) };
  const isGiven = args.includes("--password-stdin");
  const started: How = {
    env: { ...(!isGiven && file), ...env },
    ...(stdin !== undefined && { stdin }),
  };
  const said = await stage.coffer(args, started);
  assert.equal(said.code, code, `${args.join(" ")}: ${text.decode(said.stderr)}`);
  assertSilent(args.join(" "), said, prints);
  return said;
}

/** Nothing but what the user has made holds a secret. */
async function assertFiles(stage: Stage, mayHold = /$^/): Promise<void> {
  const files = await allFiles(stage.path);
  assert.ok(files.size > 10);
  for (const [path, bytes] of files) {
    if (path.startsWith(stage.at("given/")) || mayHold.test(path)) continue;
    assert.deepEqual(secretsIn(bytes, secrets), [], path);
    assert.deepEqual(secretsIn(new TextEncoder().encode(path), secrets), [], path);
  }
}

const wordsOf = ({ cmdline }: Seen) => text.decode(cmdline).split("\0");
/** What `run` starts here. */
const CHILDREN = /(^|\/)(sh|cat|sleep)$/;

function isChild(seen: Seen): boolean {
  const words = wordsOf(seen);
  // The installed program is a script of the shell's, too.
  return CHILDREN.test(words[0]!) && !words.some((word) => word.endsWith("/bin/coffer"));
}

/** What a process may have in its environment: what `run` gave it, what its user set. */
function allowed(seen: Seen): string[] {
  if (isChild(seen)) return ["pwd", "uid", "plain"];
  return wordsOf(seen).includes(GIVEN_TOKEN) ? ["token"] : [];
}

function assertUnseen(processes: readonly Seen[]): void {
  const all = Map.groupBy(processes, ({ pid }) => pid);
  for (const each of processes) {
    const line = wordsOf(each).join(" ");
    assert.deepEqual(secretsIn(each.cmdline, secrets), [], line);
    // One that is just being started shows no command line for a moment.
    const same = each.cmdline.length === 0 ? all.get(each.pid)! : [each];
    const may = new Set(same.flatMap(allowed));
    const found = secretsIn(each.environ, secrets).filter((name) => !may.has(name));
    assert.deepEqual(found, [], `the environment of ${line}`);
  }
}

Deno.test({
  name:
    "canaries: no secret is on a command line, in an environment, in output or on the disk",
  ignore: !canSample(),
  // What clears the clipboard and the agent outlive the runs that start them.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    await using stage = await canaryStage();
    const looking = await sampler(stage.path);
    for (const each of CALLS) {
      await t.step(each.args.join(" ").slice(0, 60), async () => {
        await call(stage, each);
      });
    }
    await t.step("a token, and a program that is started with it", () => tokens(stage));
    await t.step("damaged files", () => damaged(stage));
    await t.step("faults that nobody has foreseen", () => crashes(stage));
    await t.step("a terminal, a shell and its history", () => shell(stage));
    await t.step("files", () => assertFiles(stage));
    await t.step("killed by force and by signals", () => killed(stage));
    await t.step("a change of password", () => renewed(stage));
    await t.step("processes", async () => {
      const seen = await looking.stop();
      const lines = seen.map(({ cmdline }) => text.decode(cmdline));
      for (const word of ["agent-serve", "clipboard-clear", CHILD, "stash\0export"]) {
        assert.ok(lines.some((line) => line.includes(word)), `${word} was not seen`);
      }
      assertUnseen(seen);
    });
  },
});

/** Whoever sets COFFER_TOKEN shows it to Coffer's process; what Coffer starts has it not. */
async function tokens(stage: Stage): Promise<void> {
  const made = await call(stage, {
    args: ["slot", "add", "--token", "--label", "ci", "--json"],
  });
  const token = /cft1_[\w-]{48}/.exec(text.decode(made.stdout))![0];
  secrets["token"] = token;
  const run = ["run", "--env", "A=coffer://ci/deploy/uid", "--", "sh", "-c", CHILD];
  const env = { COFFER_TOKEN: token, COFFER_PASSWORD_FILE: "" };
  const said = await stage.coffer([...run, GIVEN_TOKEN], { env });
  assert.equal(said.code, 0, text.decode(said.stderr));
  assertSilent("with a token", said);
}

async function damaged(stage: Stage): Promise<void> {
  const config = stage.at("home/.config/coffer/config.json");
  const whole = await Deno.readTextFile(config);
  for (const [name, length] of [["my.stash", 300], ["copy.json", 900]] as const) {
    const bytes = await Deno.readFile(stage.at(`work/${name}`));
    await Deno.writeFile(stage.at(`work/cut.${name}`), bytes.slice(0, length));
  }
  await call(stage, { args: ["stash", "ls", "-f", "cut.my.stash"], code: 5 });
  await call(stage, {
    args: ["get", "ci", "deploy", "--store", "file:cut.copy.json"],
    code: 5,
  });
  await Deno.writeTextFile(config, whole.slice(0, -20));
  await call(stage, { args: ["get", "ci", "deploy"], code: 5 });
  await Deno.writeTextFile(config, whole);
}

async function crashes(stage: Stage): Promise<void> {
  const [command = "", ...first] = program();
  if (first.length === 0) return;
  const main = new URL("canary_crash_main.ts", import.meta.url).pathname;
  for (const how of ["thrown", "later", "rejected", "aborted"]) {
    const said = await new Deno.Command("sh", {
      // No core of the whole memory: that is the system's doing, not Coffer's.
      args: ["-c", 'ulimit -c 0; exec "$@"', "sh", command, ...first.slice(0, -1), main]
        .concat(
          [how, "of the", "get", "ci", "deploy", "--field", "uid"],
        ),
      cwd: stage.at("work"),
      env: {
        HOME: stage.at("home"),
        COFFER_PASSWORD_FILE: stage.at("given/password"),
        COFFER_DEVICE_PASSWORD_FILE: stage.at("given/device"),
      },
    }).output();
    assert.notEqual(said.code, 0, how);
    assertSilent(how, said);
  }
}

async function shell(stage: Stage): Promise<void> {
  const child = stage.start(["shell"], { terminal: true });
  const terminal = new Terminal(child);
  await terminal.type("> ", "set typed one --pwd-prompt\r");
  await terminal.type("pwd of", `${CANARIES.typed}\r`);
  await terminal.type("again", `${CANARIES.typed}\r`);
  await terminal.type("> ", "list\r");
  await terminal.type("> ", "\x1b[A\x1b[A\r");
  await terminal.type("> ", "quit\r");
  const stdout = await terminal.end();
  assertSilent("shell", { code: 0, stdout, stderr: new Uint8Array() });
  await call(stage, {
    args: ["get", "typed", "one", "--field", "pwd"],
    prints: ["typed"],
  });
}

/** What is typed once something was said, so that no terminal shows it too early. */
class Terminal {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #patience: ReturnType<typeof setTimeout>;
  #said = "";
  #new = "";

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    // Where what is awaited never comes, the terminal ends, and the test says what it saw.
    this.#patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    this.#reader = child.stdout.getReader();
    this.#writer = child.stdin.getWriter();
  }

  async type(after: string, keys: string): Promise<void> {
    while (!this.#new.includes(after)) await this.#more(after);
    this.#new = "";
    await this.#writer.write(new TextEncoder().encode(keys));
  }

  async #more(awaited: string): Promise<void> {
    const { value, done } = await this.#reader.read();
    assert.ok(!done, `no ${awaited} in ${this.#said}`);
    const part = text.decode(value);
    this.#said += part;
    this.#new += part;
  }

  async end(): Promise<Uint8Array> {
    for (let part = await this.#reader.read(); !part.done;) {
      this.#said += text.decode(part.value);
      part = await this.#reader.read();
    }
    await this.#writer.close().catch(() => {});
    await this.#child.stderr.cancel();
    await this.#child.status;
    clearTimeout(this.#patience);
    return new TextEncoder().encode(this.#said);
  }
}

/** Calls that are killed at some moments, and what a repair leaves of them. */
async function killed(stage: Stage): Promise<void> {
  const file = ["--file", "B=stash://tls/key", "--env", "A=coffer://ci/deploy/pwd"];
  const calls = [
    ["run", ...file, "--", "sh", "-c", CHILD],
    ["set", "ci", "deploy", "--generate"],
    ["stash", "export", "[]", "."],
    ["stash", "passwd", "--new-password-file", "../given/password"],
    ["sync", "file:copy.json", "--yes"],
  ];
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    for (const args of calls) {
      for (const wait of [150, 600]) await cutShort(stage, args, signal, wait);
    }
  }
  await assertFiles(
    stage,
    /\/runtime\/coffer-run-|\/work\/(\.coffer-export-|piped|tls|taken)/,
  );
  for (const name of ["piped", "tls", "taken"]) {
    await Deno.remove(stage.at(`work/${name}`), { recursive: true }).catch(() => {});
  }
  for (const folder of ["runtime", "work"]) {
    for (const { name } of Deno.readDirSync(stage.at(folder))) {
      const path = stage.at(`${folder}/${name}`);
      // Files of a program that may still run are for a person to remove.
      if (name.startsWith("coffer-run-")) await Deno.remove(path, { recursive: true });
      else if (LEFT_BY_KILLED.test(path)) await age(path);
    }
  }
  await call(stage, { args: ["doctor", "--repair"] });
  await assertFiles(stage);
}

/** Makes a file, or a folder with all that is in it, as old as what a repair sweeps. */
async function age(path: string): Promise<void> {
  if ((await Deno.lstat(path)).isDirectory) {
    for (const { name } of Deno.readDirSync(path)) await age(`${path}/${name}`);
  }
  await Deno.utime(path, LONG_AGO, LONG_AGO);
}

async function cutShort(
  stage: Stage,
  args: string[],
  signal: Deno.Signal,
  wait: number,
): Promise<void> {
  const child = stage.start(args);
  await child.stdin.close();
  const timer = setTimeout(() => {
    try {
      child.kill(signal);
    } catch {
      // It was quicker.
    }
  }, wait);
  const said = await child.output();
  clearTimeout(timer);
  assertSilent(`${args.join(" ")}, ${signal} after ${wait} ms`, said);
}

async function renewed(stage: Stage): Promise<void> {
  const more = ["--new-password-file", "../given/new"];
  await call(stage, { args: ["slot", "passwd", ...more] });
  await call(stage, { args: ["stash", "passwd", ...more] });
  await call(stage, {
    args: ["get", "typed", "one", "--field", "pwd"],
    password: "new",
    prints: ["typed"],
  });
  await assertFiles(stage);
}
