/** What `coffer rename` asks, and what it says first. */

import assert from "node:assert/strict";
import { KINDS, scene } from "../support/wallet_scene.ts";

const record = (access: string) => ({
  domain: "d",
  access,
  uid: access,
  pwd: "",
  info: new Map<string, string>(),
});
const records = [record("a"), record("b")];
const RENAME = ["rename", "d", "a", "-na"];
const YES = { terminal: true, typed: ["y\n"] };

for (const kind of KINDS) {
  Deno.test(`rename (${kind}): a name that is taken is said before anything is asked`, async () => {
    await using here = await scene(kind, { records });
    for (const flags of [[], ["--no-input"], ["--yes"]]) {
      const taken = await here.run([...RENAME, "b", ...flags], YES);
      assert.equal(taken.code, 6, taken.stderr);
      assert.match(taken.stderr, /^error: there is a record d\/b already\n/);
    }
    const none = await here.run(["rename", "d", "none", "-na", "c"], YES);
    assert.equal(none.code, 3);
    assert.doesNotMatch(none.stderr, /y\/N/);
    assert.equal((await here.records()).length, 2);
  });

  Deno.test(`rename (${kind}): the question tells what --force replaces`, async () => {
    await using here = await scene(kind, { records });
    const no = { terminal: true, typed: ["n\n"] };
    const declined = await here.run([...RENAME, "b", "--force"], no);
    assert.equal(declined.code, 10);
    assert.match(
      declined.stderr,
      /^Rename d\/a to d\/b, and replace the record that has/,
    );
    const plain = await here.run([...RENAME, "c"], YES);
    assert.match(plain.stderr, /^Rename d\/a to d\/c\? \[y\/N\]/);
    const done = await here.run(["rename", "d", "c", "-na", "b", "--force"], YES);
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual((await here.records()).map(({ uid }) => uid), ["a"]);
  });
}
