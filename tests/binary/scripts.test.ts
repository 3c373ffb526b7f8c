/**
 * How many scripts the bundles load: each takes its time (docs/adr/0014). Needs what
 * `deno task compile` leaves in `dist`; COFFER_READER says that it was run.
 */

import assert from "node:assert/strict";
import { temporaryFolder } from "../support/folder.ts";
import { modulesIn } from "../support/traced.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const STASH = `${ROOT}tests/vectors/sstash/tree.stash`;
const ignore = Deno.env.get("COFFER_READER") === undefined;

/** The most for each call. */
const MOST: [string[], number][] = [
  [["--version"], 3],
  [["stash", "read", "-f", STASH, "a/e"], 8],
];

for (const [args, most] of MOST) {
  Deno.test({
    name: `coffer ${args.slice(0, 2).join(" ")} loads ${most} scripts at most`,
    ignore,
    fn: async () => {
      await using folder = await temporaryFolder();
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "-A", `${ROOT}dist/bundles/coffer/main.js`, ...args],
        env: {
          COFFER_PASSWORD: "my_password1234",
          DENO_COVERAGE_DIR: folder.at("coverage"),
        },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      });
      assert.equal((await child.output()).code, 0);
      const scripts = modulesIn(folder.at("coverage"));
      assert.ok(scripts.length > 1, "nothing was traced");
      assert.ok(scripts.length <= most, scripts.join("\n"));
    },
  });
}
