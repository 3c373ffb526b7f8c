import assert from "node:assert/strict";
import { ENTRIES } from "../../cli/commands.ts";
import { flagsOf } from "../../cli/needs/flags.ts";
import type { GrantLists } from "../../cli/needs/grants.ts";
import { CASES, type PermsCase } from "./perms_cases.ts";
import { permsOf, prepared, runWith, stageFor } from "./perms_stage.ts";

/** What a missing permission leads to, said or not. */
const COMPLAINT = /not given|was not let|may not be read|NotCapable|going on without/;

Deno.test("perms: every command has a case", () => {
  assert.deepEqual(
    Object.keys(CASES).sort(),
    ENTRIES.map(({ words }) => words).sort(),
  );
});

for (const [words, rows] of Object.entries(CASES)) {
  for (const row of rows) {
    const where = row.wallet === undefined ? "" : ` (${row.wallet})`;
    Deno.test(`perms: ${row.args.join(" ")} runs with just what it says${where}`, async () => {
      assert.equal(row.args.join(" ").startsWith(words), true);
      await using stage = await stageFor(row);
      const args = await prepared(row, stage);
      const grants = await permsOf(args, stage);
      const ran = await runWith(flagsOf(grants), args, { ...row, stage });
      assert.equal(ran.code, row.code ?? 0, ran.said);
      assert.doesNotMatch(ran.said, COMPLAINT);
      if (row.says !== undefined) assert.match(ran.said.trim(), row.says);
    });
  }
}

/** Calls of which every file that is named is needed; so is every program. */
const LEAST: PermsCase[] = [
  CASES["stash read"]![0]!,
  CASES["stash read"]![3]!,
  CASES["stash write"]![0]!,
  CASES["stash export"]![0]!,
  CASES["stash import"]![0]!,
  CASES["set"]![2]!,
  CASES["backup make"]![0]!,
  CASES["backup list"]![0]!,
];

for (const row of LEAST) {
  Deno.test(`perms: ${row.args.join(" ")} fails with less, and names the flag`, async () => {
    await using stage = await stageFor(row);
    const args = await prepared(row, stage);
    const grants = await permsOf(args, stage);
    for (const [kind, name, less] of eachLeftOut(grants)) {
      const { code, said } = await runWith(flagsOf(less), args, { ...row, stage });
      assert.equal(code, 7, `without ${kind} of ${name}: ${said}`);
      // Of configurations that are out of reach, it says so first.
      const error = said.replace(/^warning: .*\n/gm, "");
      assert.match(error, new RegExp(`^error: .*\nhint: .*--allow-${kind}.*\n$`));
    }
  });
}

/** The lists without one file each; configurations and memories may be done without. */
function* eachLeftOut(grants: GrantLists): Generator<[string, string, GrantLists]> {
  for (const kind of ["read", "write"] as const) {
    for (const name of grants[kind]) {
      if (/config\.json$|secretwallet\.json$|\/coffer\/seen\b/.test(name)) continue;
      const less = grants[kind].filter((each) => each !== name);
      yield [kind, name, { ...grants, [kind]: less }];
    }
  }
}
