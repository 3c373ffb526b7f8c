import assert from "node:assert/strict";
import { createStash } from "../../core/stash/stash.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { program, surroundings } from "./program.ts";

const PASSWORD = "Correct horse 1";
const FILES = 3000;

Deno.test({
  name: "an export that a signal stops leaves no secret behind",
  // Windows has no such signal to send.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    using stash = await createStash(fileBlobStore(`${cwd}/s.stash`), PASSWORD);
    await stash.batch((batch) => {
      for (let i = 0; i < FILES; i++) batch.write(["all", `${i}`], new Uint8Array(64));
    });
    const [command, ...first] = program();
    const child = new Deno.Command(command!, {
      args: [...first, "stash", "export", "-f", "s.stash", "all", "out"],
      cwd,
      env: { ...surroundings(cwd), COFFER_PASSWORD: PASSWORD },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await untilThereIs(`${cwd}/out`, child);
    child.kill("SIGINT");
    const { code } = await child.status;
    const left = await Array.fromAsync(Deno.readDir(`${cwd}/out`)).catch(() => []);
    if (code === 0) assert.equal(left.length, FILES, "it was quicker than the signal");
    else assert.deepEqual([code, left], [130, []]);
    await Deno.remove(cwd, { recursive: true });
  },
});

/** Waits for a sign of life, not for a time. */
async function untilThereIs(path: string, child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  while (!ended) {
    try {
      for await (const _ of Deno.readDir(path)) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
