import assert from "node:assert/strict";
import { settle } from "../../tools/compile/settle.ts";
import { temporaryFolder } from "../support/folder.ts";

Deno.test("settle: all files have one time, whenever they were made", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["a.js", "b.ts"]) await Deno.writeTextFile(folder.at(name), name);
  await Deno.utime(folder.at("b.ts"), 1, 2);
  await settle(folder.path);
  const times = ["a.js", "b.ts"].map((name) => Deno.statSync(folder.at(name)).mtime);
  assert.deepEqual(times[0], times[1]);
  assert.deepEqual(times[0], new Date("2000-01-01T00:00:00Z"));
});
