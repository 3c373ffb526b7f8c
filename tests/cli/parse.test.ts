/** Plain calls are taken apart as commander takes them apart, or left to it. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Command } from "../../cli/command.ts";
import { ENTRIES, type Entry } from "../../cli/commands.ts";
import { parseOptions, parsePlain } from "../../cli/parse.ts";
import { parserFor } from "../../cli/parser.ts";
import { UsageError } from "../../core/errors.ts";

const FLAGS = /--?[a-z][-a-z]*/gi;
const RUNS = 150;

/** What commander makes of `args`; `null` if it finds something wrong. */
function byCommander(entry: Entry, command: Command, args: string[]) {
  const parser = parserFor(entry, command);
  try {
    parser.parse(args, { from: "user" });
  } catch {
    return null;
  }
  return { args: parser.args, options: parser.opts() };
}

/** The command's own flags, in every spelling, among values and rubbish. */
function calls({ options }: Command): fc.Arbitrary<string[]> {
  const flags = options.flatMap((option) => option.flags.match(FLAGS) ?? []);
  const flag = fc.constantFrom(...flags, "--none", "-x", "--");
  const value = fc.oneof(
    fc.constantFrom("", "a", "-", "mail/work", "7", "--json", "-f", "=", "é"),
    fc.string({ maxLength: 5 }),
  );
  const word = fc.oneof(
    flag,
    value,
    fc.tuple(flag, value).map(([name, text]) => `${name}=${text}`),
    fc.tuple(flag, value).map(([name, text]) => `${name}${text}`),
  );
  return fc.array(word, { maxLength: 6 });
}

Deno.test("parse: a plain call is what commander says, for every command", async () => {
  let plain = 0;
  for (const entry of ENTRIES) {
    const { command } = await entry.load();
    fc.assert(
      fc.property(calls(command), (args) => {
        const parsed = parsePlain(args, command);
        if (parsed === null) return;
        plain++;
        assert.deepEqual({ ...parsed }, byCommander(entry, command, args));
      }),
      { numRuns: RUNS },
    );
  }
  assert.ok(plain > ENTRIES.length, "most calls were left to commander");
});

Deno.test("parse: what people write is plain", async () => {
  const plain: [string, string[]][] = [
    ["get", ["mail", "work", "--field", "pwd", "--no-input"]],
    ["get", ["-d", "mail", "--access=work", "--json"]],
    ["stash read", ["-f", "my.stash", "mail/work"]],
    ["set", ["mail", "work", "-u", "me", "--info-key", "a", "--info-key", "b"]],
    ["run", ["--env", "A=coffer://a/b", "--no-mask", "--", "env", "-x"]],
  ];
  for (const [words, args] of plain) {
    const entry = ENTRIES.find((each) => each.words === words)!;
    const { command } = await entry.load();
    const parsed = parsePlain(args, command);
    assert.deepEqual(parsed, byCommander(entry, command, args), words);
    assert.notEqual(parsed, null);
  }
});

Deno.test("parse: commander says what is wrong", async () => {
  const entry = ENTRIES.find(({ words }) => words === "get")!;
  const { command } = await entry.load();
  for (
    const [args, message] of [
      [["--fiel", "pwd"], /unknown option '--fiel'/],
      [["a", "b", "c"], /too many arguments/],
      [["--field"], /argument missing/],
    ] as const
  ) {
    await assert.rejects(parseOptions(entry, command, args), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.equal(await parseOptions(entry, command, ["--help"]), "help");
});
