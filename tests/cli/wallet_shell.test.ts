import assert from "node:assert/strict";
import { Session } from "../../cli/session.ts";
import { isRemembered } from "../../cli/wallet/shell.ts";
import { splitWords } from "../../cli/words.ts";
import { PASSWORD, runHere, scene } from "../support/wallet_scene.ts";

const SECRET = "planted-S3cret";

/** A shell on a wallet of its own, and everything that is typed in it. */
async function shell(...typed: string[]) {
  await using place = await scene("v1 file");
  const { COFFER_PASSWORD: _, ...env } = place.env;
  return await runHere(["shell"], { typed, terminal: true, env });
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

Deno.test("shell: the password is typed once, and `quit` leaves", async () => {
  const { code, stdout, stderr } = await shell(
    `set mail work -u me -p ${SECRET}\r`,
    `${PASSWORD}\n`,
    "get mail work --field pwd\r",
    "get mail work --field uid\r",
    "quit\r",
    "get mail work --field pwd\r",
  );
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${SECRET}\nme\n`);
  assert.equal(count(stderr, "Password for"), 1);
});

Deno.test("shell: references are read in it, programs are not started from it", async () => {
  const { code, stdout, stderr } = await shell(
    `set mail work -u me -p ${SECRET}\r`,
    `${PASSWORD}\n`,
    "read coffer://mail/work\r",
    "run -- echo no\r",
    "quit\r",
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(`^${SECRET}\n?$`));
  assert.equal(count(stderr, "Password for"), 1);
  assert.match(stderr, /use `coffer run` outside/);
});

Deno.test("shell: the arrows pass by a line with a secret", async () => {
  const { stderr } = await shell(
    "version\r",
    `set mail work -p${SECRET}\r`,
    `${PASSWORD}\n`,
    "\x1b[A",
    "\x15quit\r",
  );
  const [before, after] = stderr.split("Password for");
  assert.ok(before!.includes(SECRET), "it was shown as it was typed");
  assert.ok(!after!.includes(SECRET));
  assert.ok(after!.includes("version"));
});

Deno.test("shell: a mistake does not end it", async () => {
  const { code, stdout, stderr } = await shell(
    "gte\r",
    "get 'a\r",
    "version\r",
    "quit\r",
  );
  assert.equal(code, 0);
  assert.match(stderr, /there is no command "gte"/);
  assert.match(stderr, /has no partner/);
  assert.match(stdout, /^coffer \d/);
});

const LINES: [line: string, remembered: boolean][] = [
  ["get mail work", true],
  ["stash read -f x.stash a", true],
  [`set mail work -p ${SECRET}`, false],
  [`set mail work -p${SECRET}`, false],
  [`set mail work --pwd=${SECRET}`, false],
  [`--store x set mail work -ik pin -iv${SECRET}`, false],
  [`stash -f x.stash write a --value=${SECRET}`, false],
  [`session -p${SECRET}`, false],
  [SECRET, false],
  [`stash ${SECRET}`, false],
];

for (const [line, remembered] of LINES) {
  Deno.test(`shell: ${remembered ? "remembered" : "not remembered"}: ${line}`, () => {
    assert.equal(isRemembered(splitWords(line)!), remembered);
  });
}

Deno.test("shell: a password is forgotten when unused, and after its lifetime", () => {
  let now = 0;
  const session = new Session({ timeout: 30, lifetime: 50 }, () => now);
  session.remember("w", PASSWORD);
  now = 30_000;
  assert.equal(session.recall("w"), PASSWORD);
  now = 50_000;
  assert.equal(session.recall("w"), PASSWORD);
  now = 50_001;
  assert.equal(session.recall("w"), null);
  session.remember("w", PASSWORD);
  now += 30_001;
  assert.equal(session.recall("w"), null);
});
