/**
 * Transcripts: commands with their input, output and exit codes, as text.
 *
 * ```
 * # a comment
 * @ copy tree.stash a.stash        a file of tests/vectors/sstash
 * @ file pw correct horse          a file with this text and no newline
 * $ NAME=VALUE coffer stash ls     a command, with quotes as in a shell
 * < a line of standard input       (`<-` without a newline at its end)
 * > a line of standard output      (`>-` likewise)
 * ! a line of standard error
 * ? 3                              the exit code, 0 if not said
 * ```
 *
 * `[..]` in an expected line stands for anything, a line `[...]` for any lines.
 *
 * @module
 */

import assert from "node:assert/strict";
import { coffer } from "./program.ts";

const VECTORS = new URL("../vectors/sstash/", import.meta.url).pathname;

/** One command with all that is said about it. */
interface Step {
  line: number;
  command: string;
  stdin: string;
  stdout: string;
  stderr: string;
  code: number;
}

type Action = Step | { line: number; setup: string };

/** Plays a transcript in `folder` and compares every byte. */
export async function play(text: string, folder: string): Promise<void> {
  for (const action of parse(text)) {
    if ("setup" in action) await setUp(action.setup, folder);
    else await check(action, folder);
  }
}

function parse(text: string): Action[] {
  const actions: Action[] = [];
  text.split("\n").forEach((row, index) => {
    const [mark = "", rest = ""] = [row.slice(0, 2).trim(), row.slice(2)];
    const content = mark.endsWith("-") ? row.slice(3) : rest + "\n";
    const step = actions.at(-1) as Step;
    const line = index + 1;
    switch (mark) {
      case "":
      case "#":
        break;
      case "@":
        actions.push({ line, setup: rest });
        break;
      case "$":
        actions.push({ line, command: rest, stdin: "", stdout: "", stderr: "", code: 0 });
        break;
      case "<":
      case "<-":
        step.stdin += content;
        break;
      case ">":
      case ">-":
        step.stdout += content;
        break;
      case "!":
        step.stderr += content;
        break;
      case "?":
        step.code = Number(rest);
        break;
      default:
        throw new Error(`line ${line}: what is ${mark}?`);
    }
  });
  return actions;
}

async function setUp(setup: string, folder: string): Promise<void> {
  const [what, ...words] = setup.split(" ");
  if (what === "copy") {
    await Deno.copyFile(VECTORS + words[0], `${folder}/${words[1]}`);
    await Deno.chmod(`${folder}/${words[1]}`, 0o600);
  } else if (what === "file") {
    await Deno.writeTextFile(`${folder}/${words[0]}`, words.slice(1).join(" "), {
      mode: 0o600,
    });
  } else if (what === "folder") {
    await Deno.mkdir(`${folder}/${words[0]}`, { recursive: true });
  } else throw new Error(`what is @ ${setup}?`);
}

async function check(step: Step, folder: string): Promise<void> {
  const words = split(step.command);
  const at = words.indexOf("coffer");
  const env = Object.fromEntries(words.slice(0, at).map((pair) => pair.split("=", 2)));
  const { code, stdout, stderr } = await coffer(words.slice(at + 1), {
    cwd: folder,
    env,
    stdin: new TextEncoder().encode(step.stdin),
  });
  const where = `line ${step.line}: ${step.command}`;
  expect(stderr, step.stderr, `${where}\nstandard error`);
  expect(new TextDecoder().decode(stdout), step.stdout, `${where}\nstandard output`);
  assert.equal(code, step.code, `${where}\nexit code; standard error was ${stderr}`);
}

function expect(actual: string, expected: string, where: string): void {
  const pattern = expected.split("[...]\n").map((part) =>
    part.split("[..]").map(RegExp.escape).join(".*")
  ).join("(?:.*\n)*");
  if (!new RegExp(`^${pattern}$`).test(actual)) {
    assert.equal(actual, expected, where);
  }
}

/** Words as a shell splits them, with single and double quotes. */
function split(command: string): string[] {
  const words: string[] = [];
  for (const [, word] of command.matchAll(/((?:'[^']*'|"[^"]*"|[^\s'"])+)/g)) {
    words.push(word!.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  }
  return words;
}
