import assert from "node:assert/strict";
import { READER, READER_DYNAMODB } from "../../cli/edition.ts";
import { run } from "../../cli/run.ts";
import { PASSWORD, scene } from "../support/wallet_scene.ts";
import { fakeIo } from "./fake_io.ts";

const EDITIONS = [READER, READER_DYNAMODB];

async function ran(call: string, edition: typeof READER | undefined, env = {}) {
  const io = fakeIo({ env: { HOME: "/none", COFFER_PASSWORD: PASSWORD, ...env } });
  if (edition !== undefined) io.edition = edition;
  const code = await run(call.split(" "), io);
  return { code, ...io.said(), given: io.given };
}

/** Calls that no reader can do, and what it says of them. */
const BEYOND: [string, RegExp][] = [
  ["set a b -u c", /writes nothing/],
  ["init --store file:/none/w", /writes nothing/],
  ["save -f /none/f", /writes nothing/],
  ["stash write -f /none/s k -v v", /writes nothing/],
  ["stash read -f /none/s k --out /none/o", /writes nothing/],
  ["conf -to 3", /writes nothing/],
  ["get a b --clip", /starts no other programs/],
  ["get a b --store other:x", /opens no store of the kind other:/],
];

for (const edition of EDITIONS) {
  for (const [call, says] of BEYOND) {
    Deno.test(`${edition.name}: ${call} is refused before it is tried`, async () => {
      const { code, stdout, stderr } = await ran(call, edition);
      assert.equal(code, 7);
      assert.equal(stdout, "");
      const [error, hint] = stderr.split("\n").slice(-3);
      assert.match(error!, new RegExp(`^error: ${edition.name} `));
      assert.match(error!, says);
      assert.match(hint!, /^hint: it was compiled without --allow-[a-z]+; `coffer` can/);
    });
  }
}

Deno.test("a reader reads what the full program reads", async () => {
  await using place = await scene("v1 sqlite");
  const call = "list --json";
  const full = await ran(call, undefined, place.env);
  for (const edition of EDITIONS) {
    const { code, stdout, given } = await ran(call, edition, place.env);
    assert.deepEqual([code, stdout], [0, full.stdout]);
    assert.deepEqual(given.at(-1), { write: false });
  }
});

Deno.test("only the reader for DynamoDB asks AWS", async () => {
  const { code, stderr } = await ran("list --store dynamodb:t", READER);
  assert.equal(code, 7);
  assert.match(stderr, /opens no store of the kind dynamodb:/);
  const other = await ran("list --store dynamodb:t", READER_DYNAMODB);
  assert.doesNotMatch(other.stderr, /opens no store/);
  assert.deepEqual(other.given[0], { write: false, net: true, surroundings: true });
});

Deno.test("a program says its own name", async () => {
  assert.match((await ran("version", undefined)).stdout, /^coffer \d/);
  for (const edition of EDITIONS) {
    const { stdout } = await ran("--version", edition);
    assert.match(stdout, new RegExp(`^${edition.name} \\d`));
  }
});
