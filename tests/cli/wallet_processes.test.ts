/**
 * Several processes on one wallet, and processes that are killed. Nothing here depends on
 * who is quicker: what is asserted must hold in whatever order things happen.
 */

import assert from "node:assert/strict";
import { openRecordStore } from "../../backends/mod.ts";
import { AuthenticationError } from "../../core/errors.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import { type Kind, type Scene, scene } from "../support/wallet_scene.ts";
import { killedAfter } from "../support/killed.ts";

const WRITERS = 8;
const NEW_PASSWORD = "Quite an0ther one";
const FIRST: WalletRecord = {
  domain: "d",
  access: "first",
  uid: "u",
  pwd: "p",
  info: new Map(),
};
const KILLS = 8;
const MANY = numbers(40).map((i): WalletRecord => ({
  ...FIRST,
  access: `${i}`.padStart(2, "0"),
  pwd: `secret ${i}`,
  info: new Map([["a", `${i}`], ["b", "x".repeat(100)]]),
}));

for (const kind of ["v1 file", "v1 sqlite", "v0 file", "v0 sqlite"] as const) {
  Deno.test(`${kind}: eight processes that set eight records all succeed`, async () => {
    await using here = await scene(kind, { records: [FIRST] });
    const results = await Promise.all(
      numbers(WRITERS).map((i) =>
        here.coffer([
          "set",
          "race",
          `writer ${i}`,
          "-u",
          `uid ${i}`,
          "-ik",
          "k",
          "-iv",
          "v",
        ])
      ),
    );
    for (const { code, stderr } of results) assert.equal(code, 0, stderr);
    const records = await here.records();
    assert.deepEqual(
      records.map(({ access, uid }) => [access, uid]),
      [["first", "u"], ...numbers(WRITERS).map((i) => [`writer ${i}`, `uid ${i}`])],
    );
  });

  Deno.test(`${kind}: two processes that set one record never mix`, async () => {
    await using here = await scene(kind, { records: [FIRST] });
    const results = await Promise.all(["A", "B"].map((mark) =>
      here.coffer(
        ["set", "d", "first", "-u", mark, "--pwd-stdin", "-ik", "i", "-iv", mark],
        mark,
      )
    ));
    const codes = results.map(({ code }) => code).sort();
    assert.ok(
      ["0,0", "0,6"].includes(`${codes}`),
      results.map(({ stderr }) => stderr).join(),
    );
    const [{ uid, pwd, info } = FIRST, ...others] = await here.records();
    assert.deepEqual(others, []);
    const mark = uid!;
    const loser = codes[1] === 6 ? (results[0]!.code === 6 ? "A" : "B") : null;
    assert.ok(mark === "A" || mark === "B");
    assert.notEqual(mark, loser);
    assert.deepEqual([pwd, [...info]], [mark, [["i", mark]]]);
  });
}

for (const kind of ["v0 file", "v0 sqlite"] as const) {
  Deno.test(`${kind}: reconf killed at any moment goes on and loses nothing`, async () => {
    const count = await killedAt(Infinity, kind);
    assert.ok(count > 1, `only ${count} events in the folder`);
    // Two at a time: as many as the smallest machine has processors.
    for (let at = 0; at < KILLS; at += 2) {
      await Promise.all(
        [at, at + 1].map((i) =>
          killedAt(1 + Math.floor(count * (i + Math.random()) / KILLS), kind)
        ),
      );
    }
  });
}

const RECONF = ["reconf", "-m", "--yes", "--no-input", "--new-password-file", "new"];

/**
 * Kills a reconf after so many events in the folder of its wallet, runs it again and
 * compares everything; gives the number of events there were.
 */
async function killedAt(event: number, kind: Kind): Promise<number> {
  await using here = await scene(kind, { records: MANY });
  const when = `killed at event ${event}`;
  const before = await here.records();
  await Deno.writeTextFile(here.at("new"), NEW_PASSWORD);
  const count = await killedAfter(event, here, RECONF);
  const again = await here.coffer(RECONF);
  assert.equal(again.code, 0, `${when}: ${again.stderr}`);
  assert.deepEqual(await here.records(NEW_PASSWORD), before, when);
  await assert.rejects(here.records(), AuthenticationError);
  await assertBackupsOpen(here, before, when);
  return count;
}

/** Every backup that is listed is whole, and the first has the password of its time. */
async function assertBackupsOpen(
  here: Scene,
  before: WalletRecord[],
  when: string,
): Promise<void> {
  await using store = await openRecordStore(here.env.COFFER_STORE!);
  const [first] = await store.backups();
  assert.ok(first !== undefined, `${when}: no backup`);
  await store.restore(first.id);
  assert.deepEqual(await here.records(), before, `${when}: ${first.id}`);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
