import assert from "node:assert/strict";
import { temporaryHome } from "./home.ts";

const CHILD = decodeURIComponent(new URL("./child.ts", import.meta.url).pathname);
const ROOT = decodeURIComponent(new URL("../../../", import.meta.url).pathname);

function child(
  flags: string[],
  { args, env = {} }: { args: string[]; env?: Record<string, string> },
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check --cached-only".split(" "),
      ...flags,
      `--config=${ROOT}deno.json`,
      CHILD,
      ...args,
    ],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test("configuration: processes at once, and nobody's change is lost", async () => {
  await using home = await temporaryHome();
  const names = ["a", "b", "c", "d"];
  const flags = [`--allow-read=${home.path}`, `--allow-write=${home.path}`];
  const writers = names.map((name) => child(flags, { args: ["edit", home.ours, name] }));
  const outputs = writers.map(({ stdout }) => stdout.getReader());
  for (const output of outputs) await output.read();
  await Promise.all(writers.map(({ stdin }) => stdin.close()));
  for (const output of outputs) while (!(await output.read()).done);
  for (const { status } of writers) assert.equal((await status).code, 0);
  const { profiles } = JSON.parse(await Deno.readTextFile(home.ours));
  assert.deepEqual(Object.keys(profiles).toSorted(), names);
});

async function told(flags: string[], env: Record<string, string>, args: string[] = []) {
  const process = child(flags, { args: ["settings", ...args], env });
  await process.stdin.close();
  const { stdout } = await process.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("configuration: a variable that may not be read counts as unset", async () => {
  const ours = { coffer: 1, profiles: { main: { store: "file:/o" } } };
  await using home = await temporaryHome({ ours });
  const env = { XDG_CONFIG_HOME: `${home.path}/.config`, COFFER_STORE: "file:/e" };
  const read = `--allow-read=${home.path}`;
  assert.equal((await told([read], env, ["file:/w"])).source, "store only");
  // With that, nothing is found, which is not to be taken for nothing being there.
  assert.match(await told([read], env), /^PermissionError: cannot look for the home/);
  const homeless = await told([read, "--allow-env=HOME"], { ...env, HOME: "" });
  assert.match(homeless, /^UsageError: .*nothing is configured/);
  const granted = await told([read, "--allow-env=XDG_CONFIG_HOME"], env);
  assert.deepEqual([granted.source, granted.store], ["coffer", "file:/o"]);
});
