/**
 * Processes that synchronise while others write. Nothing here depends on who is quicker.
 */

import assert from "node:assert/strict";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { scene } from "../support/wallet_scene.ts";

const FIRST: WalletRecord = {
  domain: "d",
  access: "first",
  uid: "u",
  pwd: "p",
  info: new Map(),
};

for (const kind of ["v1 file", "v1 sqlite", "v0 sqlite"] as const) {
  Deno.test(`${kind}: two syncs while others write in both copies`, async () => {
    await using here = await scene(kind, { records: [FIRST] });
    const other = `file:${here.at("copy.json")}`;
    assert.equal((await here.run(["copy", "--to", other])).code, 0);
    const set = (name: string, ...store: string[]) =>
      here.coffer(["set", "race", name, "-u", name, ...store]);
    const sync = () => here.coffer(["sync", other]);
    const [one, two, ...writers] = await Promise.all([
      sync(),
      sync(),
      set("a here"),
      set("b here"),
      set("c there", "--store", other),
      set("d there", "--store", other),
    ]);
    for (const { code, stderr } of writers) assert.equal(code, 0, stderr);
    for (const { code, stderr } of [one!, two!]) {
      assert.ok([0, 6, 9].includes(code), stderr);
    }
    const last = await here.run(["sync", other]);
    assert.equal(last.code, 0, last.stderr);
    const diff = await here.run(["diff", other, "--exit-code"]);
    assert.equal(diff.code, 0, diff.stdout);
    assert.deepEqual(
      (await here.records()).map(({ access, uid }) => [access, uid]),
      [
        ["first", "u"],
        ...["a here", "b here", "c there", "d there"].map((name) => [name, name]),
      ],
    );
  });
}
