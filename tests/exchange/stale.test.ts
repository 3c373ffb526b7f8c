import assert from "node:assert/strict";
import { sweepStale } from "../../exchange/stale.ts";
import { temporaryFolder } from "../support/folder.ts";

const RANDOM = "0123456789abcdef01234567";

Deno.test("what a killed export has left is swept, and nothing else", async () => {
  await using folder = await temporaryFolder();
  const hourAgo = new Date(Date.now() - 3_600_000);
  const names = [`.coffer-export-${RANDOM}`, ".coffer-export-mine", "file"];
  for (const name of names) {
    await Deno.writeTextFile(folder.at(name), "x");
    await Deno.utime(folder.at(name), hourAgo, hourAgo);
  }
  const staged = `.coffer-export-${RANDOM.replace("0", "f")}`;
  await Deno.mkdir(folder.at(staged));
  await Deno.writeTextFile(folder.at(`${staged}/secret`), "x");
  for (const old of [`${staged}/secret`, staged]) {
    await Deno.utime(folder.at(old), hourAgo, hourAgo);
  }
  // An export that still writes does so further down.
  const busy = `.coffer-export-${RANDOM.replace("2", "f")}`;
  await Deno.mkdir(folder.at(`${busy}/deep`), { recursive: true });
  await Deno.writeTextFile(folder.at(`${busy}/deep/new`), "x");
  for (const old of [`${busy}/deep`, busy]) {
    await Deno.utime(folder.at(old), hourAgo, hourAgo);
  }
  const fresh = `.coffer-export-${RANDOM.replace("1", "f")}`;
  await Deno.mkdir(folder.at(fresh));
  await sweepStale(folder.path);
  assert.deepEqual(folder.names(), [fresh, busy, ...names.slice(1)].sort());
});

Deno.test("a folder that is not there is no reason to stop", async () => {
  await sweepStale("/coffer-nowhere");
});
