import assert from "node:assert/strict";
import fc from "fast-check";
import { Session } from "../../cli/session.ts";
import { isRemembered } from "../../cli/wallet/shell.ts";
import { completedNames } from "../../cli/wallet/shell_names.ts";
import { splitWords } from "../../cli/words.ts";
import { anyText } from "../support/arbitraries.ts";
import { late, withClock } from "../support/set_clock.ts";
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

Deno.test("shell: a password does not outlive a sleep of the machine", async () => {
  let slept = 0;
  // The clock that stands still in a sleep goes on with the test; the other is ahead by it.
  const { code, stderr } = await withClock(() => slept += 3_600_000, () =>
    shell(
      "set mail work -u me\r",
      `${PASSWORD}\n`,
      "get mail work --field uid\r",
      `${PASSWORD}\n`,
      "quit\r",
    ));
  assert.equal(code, 0, stderr);
  assert.equal(count(stderr, "Password for"), 2);
});

Deno.test("shell: a clock that is put back changes nothing", async () => {
  const { code, stdout, stderr } = await late(3_600_000, () =>
    shell(
      "set mail work -u me\r",
      `${PASSWORD}\n`,
      "get mail work --field uid\r",
      "quit\r",
    ));
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "me\n");
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
  now = 29_999;
  assert.equal(session.recall("w"), PASSWORD);
  now = 49_999;
  assert.equal(session.recall("w"), PASSWORD);
  now = 50_000;
  assert.equal(session.recall("w"), null);
  session.remember("w", PASSWORD);
  now += 30_000;
  assert.equal(session.recall("w"), null);
});

Deno.test("shell: with a time of 0 nothing is remembered", () => {
  for (const times of [{ timeout: 0, lifetime: 9 }, { timeout: 9, lifetime: 0 }]) {
    const session = new Session(times, () => 5);
    session.remember("w", PASSWORD);
    assert.equal(session.recall("w"), null);
  }
});

Deno.test("shell: Tab completes names that were made, listed or opened here", async () => {
  const { code, stdout, stderr } = await shell(
    "get bi\t\r",
    "set 'big bank' card -u me\r",
    `${PASSWORD}\n`,
    "get bi\tca\t--field uid\r",
    "quit\r",
  );
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "me\n");
  assert.ok(stderr.includes(":> get bi\x1b[K\n"), "nothing was known to complete");
  assert.match(stderr, /which record\?/);
  assert.ok(stderr.includes("get big\\ bank card --field uid"), stderr);
});

Deno.test("shell: a list shows what Tab may become, safely", async () => {
  await using place = await scene("v1 sqlite", {
    records: ["one", "other", "\x1b]0;owned\x07", "o'neill"].map((access) => ({
      domain: "d",
      access,
      uid: "u",
      pwd: null,
      info: new Map(),
    })),
  });
  const { stderr, stdout } = await place.run(["shell"], {
    typed: ["get d o\t\x15list\r", "get d o\tn\t --field uid\r", "quit\r"],
    terminal: true,
  });
  assert.ok(!stderr.includes("\x1b]0"), stderr);
  const [before, after] = stderr.split("list\x1b[K\n");
  assert.doesNotMatch(before!, /\none/);
  assert.ok(after!.includes("get d o\\'neill\nget d one\nget d other\n"), after);
  assert.match(stdout, /u\n$/);
});

Deno.test("shell: a completed line begins as it was typed, and means the name", () => {
  const printable = anyText.filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text));
  const quote = fc.constantFrom("", "'", '"');
  fc.assert(fc.property(printable, fc.nat(), quote, (name, at, quote) => {
    const typed = [...name].slice(0, at % ([...name].length + 1)).join("");
    fc.pre(!/[\s"'\\]/.test(typed));
    fc.pre(name !== "" || quote !== "");
    const line = `get ${quote}${typed}`;
    const [completed] = completedNames(line, [name]);
    assert.ok(completed!.startsWith(line));
    assert.deepEqual(splitWords(completed!), ["get", name]);
  }));
});

Deno.test("shell: names are completed within quotes, and nothing within an escape", () => {
  const names = ["smart energy", "smart", 'say "hi"', "\u202eabc"];
  assert.deepEqual(completedNames("get -d 'smart e", names), ["get -d 'smart energy' "]);
  assert.deepEqual(completedNames("get smart\\ e", names), ["get smart\\ energy "]);
  assert.deepEqual(completedNames('get "say "', names), ['get "say "\\"hi\\" ']);
  assert.deepEqual(completedNames('get "say', names), ['get "say \\"hi\\"" ']);
  assert.deepEqual(completedNames("get smart\\", names), []);
  assert.equal(completedNames("get ", names).length, 3);
});

Deno.test("shell: names go with the session's time-outs, and with it", () => {
  let now = 0;
  const session = new Session({ timeout: 30, lifetime: 50 }, () => now);
  const name = { domain: "d", access: "a" };
  assert.equal(session.names.size, 0);
  session.see([name]);
  now = 29_000;
  assert.deepEqual([...session.names], ["d", "a"]);
  now = 50_001;
  assert.equal(session.names.size, 0);
  session.see([name]);
  now += 30_001;
  session.see([{ domain: "e", access: "b" }]);
  assert.deepEqual([...session.names], ["e", "b"]);
  session.forget("w");
  assert.equal(session.names.size, 2);
  session.forget();
  assert.equal(session.names.size, 0);
});
