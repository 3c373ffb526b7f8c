/**
 * What each command on a stash costs, in counts and not in seconds: one key is derived,
 * the stash opened once and written at most once, however many entries there are.
 */

import assert from "node:assert/strict";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { utf8 } from "../../core/bytes.ts";
import { createStash } from "../../core/stash/stash.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Trace, traced } from "../support/traced.ts";

const PASSWORD = "C0rrect horse, battery staple";
const FEW = 3, MANY = 300;
const READS = { derived: 1, opened: 1, sealed: 0, loads: 1, saves: 0, replaced: 0 };
const WRITES = { ...READS, sealed: 1, saves: 1, replaced: 1 };

/** In an order in which each finds what it needs. */
const COMMANDS: readonly (readonly [args: string[], counts: typeof READS])[] = [
  [["read", "group 1/entry 1"], READS],
  [["ls"], READS],
  [["write", "group 1/entry 1", "-v", "another"], WRITES],
  [["mv", "group 0/entry 0", "elsewhere"], WRITES],
  [["rm", "group 2/entry 2", "--yes"], WRITES],
  [["import", "taken", "in"], WRITES],
  [["export", "taken", "out"], READS],
  // The old file is kept until the new one is shown to open.
  [["passwd"], { derived: 2, opened: 3, sealed: 1, loads: 4, saves: 2, replaced: 2 }],
  [["info"], { ...READS, derived: 0, opened: 0, loads: 2 }],
];
/** What no command on a stash has any use for. */
const NEVER =
  /^(backends\/(sqlite|dynamodb|plugin)|core\/wallet\/v|agent)\/|hash-wasm|zxcvbn/;
/** Beside that, `exchange` serves import and export; `passwd` looks at the agent. */
const MOST_MODULES = 130;

for (const entries of [FEW, MANY]) {
  Deno.test(`stash of ${entries}: derivations, decryptions and writes of every command`, async () => {
    await using folder = await temporaryFolder();
    await prepare(folder.at("my.stash"), folder.at("in"), entries);
    await Deno.mkdir(folder.at("home"));
    const env = {
      COFFER_STASH: folder.at("my.stash"),
      COFFER_PASSWORD: PASSWORD,
      COFFER_NEW_PASSWORD: "An0ther horse, battery staple",
    };
    for (const [args, counts] of COMMANDS) {
      const trace = await traced(["stash", ...args], { cwd: folder.path, env });
      assert.deepEqual(countsOf(trace), counts, args.join(" "));
      const loaded = trace.modules.filter((module) => NEVER.test(module));
      if (args[0] !== "passwd") assert.deepEqual(loaded, [], args.join(" "));
      assert.ok(trace.modules.length <= MOST_MODULES, `${args}: ${trace.modules.length}`);
    }
  });
}

function countsOf({ calls }: Trace): typeof READS {
  return {
    derived: calls("core/crypto/kdf.ts", "pbkdf2"),
    opened: calls("core/stash/unlock.ts", "openTree"),
    sealed: calls("core/stash/unlock.ts", "sealTree"),
    loads: calls("backends/file/blob_store.ts", "load"),
    saves: calls("backends/file/blob_store.ts", "save"),
    replaced: calls("backends/file/replace.ts", "replaceFile"),
  };
}

async function prepare(stash: string, files: string, entries: number): Promise<void> {
  using made = await createStash(fileBlobStore(stash), PASSWORD);
  await made.batch((batch) => {
    for (let i = 0; i < entries; i++) {
      batch.write([`group ${i % 10}`, `entry ${i}`], utf8(`value ${i}`));
    }
  });
  await Deno.mkdir(files);
  for (let i = 0; i < entries; i++) await Deno.writeTextFile(`${files}/${i}`, "value");
}
