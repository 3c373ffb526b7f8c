/** What stays behind when a run is cut short: in processes, since it is their end. */

import assert from "node:assert/strict";
import { temporaryFolder } from "../support/folder.ts";
import { hex, makeOnDisk, readFromDisk, type Tree } from "./on_disk.ts";

const CHILD = new URL("cleanup_child.ts", import.meta.url).pathname;

interface Ended {
  before: Record<string, string | null>;
  after: Record<string, string | null>;
  left: string[];
  result: string;
  later: string;
}

/** How a process ends that is cut short before `step`, in a folder that holds `tree`. */
async function cutShort(how: string, step: string, tree: Tree = {}): Promise<Ended> {
  await using folder = await temporaryFolder();
  makeOnDisk(folder.path, tree);
  const args = ["run", "--no-prompt", "--quiet", "--allow-read"];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, `--allow-write=${folder.path}`, CHILD, how, folder.at("to"), step],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  const ended: Ended = JSON.parse(text);
  assert.deepEqual(readFromDisk(folder.path), ended.after, "nothing came afterwards");
  return ended;
}

const MINE = { "to": "mine" };
const MY_FOLDER = { "to/mine": "mine" };

const CASES: [string, string, Tree, Record<string, string | null>][] = [
  ["file", "sync", {}, {}],
  ["folder", "sync", {}, {}],
  ["folder", "sync", MY_FOLDER, { to: null, "to/mine": hex("mine") }],
  ["folder", "shared", {}, { to: null, "to/theirs": hex("mine") }],
  ["force", "sync", MINE, { to: hex("mine") }],
  ["force", "rename", MINE, { to: hex("mine") }],
];

for (const [how, step, tree, expected] of CASES) {
  const over = Object.keys(tree).join();
  Deno.test(`cleanUp: ${how} before ${step} over "${over}": nothing of it stays`, async () => {
    const ended = await cutShort(how, step, tree);
    const secrets = Object.values(ended.before).filter((text) => text === hex("SECRET"));
    assert.notEqual(secrets.length, 0, "there was something to remove");
    assert.deepEqual(ended.left, []);
    assert.deepEqual(ended.after, expected);
    assert.notEqual(ended.result, "done");
    assert.equal(ended.later, "UnavailableError");
  });
}
