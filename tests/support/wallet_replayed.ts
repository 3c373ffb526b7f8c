/**
 * Doing with our command line what the original's did, and comparing what is said.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type TemporaryFolder, temporaryFolder } from "./folder.ts";
import { listedBy, type Recorded, type Replay, shownBy } from "./wallet_replay.ts";
import { type Ran, runHere } from "./wallet_scene.ts";

/** Where the original's data are. */
export const VECTORS: string = new URL("../vectors/wallet/", import.meta.url).pathname;
/** The labels of fields with those of ours. */
const LABELS: Record<string, string> = { login: "uid", password: "pwd" };

/** All runs of the original. */
export const RUNS: readonly Recorded[] = (await json("transcripts.json")).runs;

/** What else a call is made with. */
export interface Around {
  more?: string[];
  env?: Record<string, string>;
}

/** Makes the call for a run of the original, and checks what comes of it. */
export async function replay(
  folder: TemporaryFolder,
  each: Replay,
  { more = [], env = {} }: Around = {},
): Promise<void> {
  const recorded = RUNS[each.run]!;
  const call = (each.args ?? recorded.args).map((arg) =>
    arg.startsWith("save.") ? VECTORS + arg : arg
  );
  const ran = await runHere([...call, ...more], {
    env: { HOME: folder.path, ...passwords(recorded, each), ...env },
    ...(each.typed !== undefined && { typed: [each.typed], terminal: true }),
  });
  const where = `run ${each.run}: ${call.join(" ")}`;
  assert.equal(ran.code, each.code, `${where}: ${ran.stderr}`);
  const alike = (ran.code === 0) === (recorded.exit === 0);
  assert.ok(alike || each.differs !== undefined, `${where}: they left ${recorded.exit}`);
  assertSays(ran, recorded, where);
}

/** The original asks twice where it sets; ours has what was typed from the environment. */
function passwords(
  { getpass_answers }: Recorded,
  { renews }: Replay,
): Record<string, string> {
  const [old, next] = renews === undefined
    ? [getpass_answers.at(-1), undefined]
    : [getpass_answers[0], getpass_answers[1]];
  return {
    ...(old !== undefined && { COFFER_PASSWORD: old }),
    ...(renews === "memorable" && { COFFER_NEW_PASSWORD: next! }),
    ...(renews === "device" && { COFFER_NEW_DEVICE_PASSWORD: next! }),
  };
}

/** All that the original showed of records, ours shows too. */
function assertSays(
  { code, stdout }: Ran,
  { args, stdout: theirs }: Recorded,
  where: string,
) {
  const [command] = args;
  if (code !== 0) return assert.equal(stdout, "", where);
  if (command === "list" || command === "query") {
    const ours = stdout.split("\n").slice(0, -1).map((line) => line.split("\t"));
    assert.deepEqual(inOrder(ours), inOrder(listedBy(theirs)), where);
  } else if (command === "get" || command === "qget") {
    const pairs = shownBy(theirs);
    assert.ok(pairs.length >= 5, where);
    for (const [label, value] of pairs) assertShows(stdout, label, value, where);
  }
}

function assertShows(stdout: string, label: string, value: string, where: string): void {
  if (label === "Last updated") return assert.match(stdout, /^updated +2/m, where);
  const name = LABELS[label] ?? label;
  const lines = stdout.split("\n").map((line) => line.split(/ {2,}/));
  const found = lines.find(([each]) => each === name || each === `info/${name}`);
  assert.equal(found?.[1] ?? "", value === "" ? '""' : value, `${where}: ${name}`);
}

/** The names of what the original says it has loaded. */
export function insertedBy(stdout: string): [domain: string, access: string][] {
  return [...stdout.matchAll(/\(domain:(.*), access:(.*)\)/g)]
    .map(([, domain, access]) => [domain!, access!]);
}

/** A home folder that has the original's configuration. */
export async function home(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  await Deno.mkdir(folder.at(".secretwallet"));
  const path = folder.at(".secretwallet/secretwallet.json");
  await Deno.copyFile(`${VECTORS}secretwallet.json`, path);
  await Deno.chmod(path, 0o600);
  return folder;
}

/** A file of the original's data. */
// deno-lint-ignore no-explicit-any
export async function json(name: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(VECTORS + name));
}

/** The order is no part of it: the original's is that of the engine. */
export function inOrder(rows: string[][]): string[][] {
  return rows.toSorted((a, b) => `${a}` < `${b}` ? -1 : 1);
}
