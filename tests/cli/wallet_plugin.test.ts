import assert from "node:assert/strict";
import { coffer } from "./program.ts";

const EXAMPLE = new URL("../../docs/examples/plugin_folder_store.js", import.meta.url);

Deno.test("a wallet in the example plug-in's store, by its URL scheme", async () => {
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  const [module, data] = [`${cwd}/plugin/store.mjs`, `${cwd}/data`];
  const configuration = `${cwd}/home/.config/coffer/config.json`;
  await Deno.mkdir(`${cwd}/plugin`, { mode: 0o700 });
  await Deno.mkdir(data);
  await Deno.mkdir(`${cwd}/home/.config/coffer`, { recursive: true, mode: 0o700 });
  await Deno.writeFile(module, await Deno.readFile(EXAMPLE), { mode: 0o600 });
  const folder = { module, read: [data], write: [data], net: [] };
  await Deno.writeTextFile(
    configuration,
    JSON.stringify({ coffer: 1, plugins: { folder } }),
    { mode: 0o600 },
  );
  const start = { cwd, env: { COFFER_PASSWORD: "Correct horse 1" } };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await coffer(args, start);
    assert.equal(code, 0, stderr);
    return new TextDecoder().decode(stdout);
  };
  const store = `folder:${data}`;
  await run("init", "--store", store, "--device-key", "none", "--no-input");
  await run("set", "energy", "gas", "-u", "joe");
  assert.equal(await run("list"), "energy\tgas\n");
  assert.equal(await run("get", "energy", "gas", "--field", "uid"), "joe");
  const copy = `file:${cwd}/copy.json`;
  await run("copy", store, copy);
  await run("set", "energy", "wind", "-u", "joe", "--store", copy);
  assert.equal(await run("sync", store, copy), "< added energy/wind\n");
  assert.equal(await run("diff", copy, store), "");
  assert.equal(await run("list"), "energy\tgas\nenergy\twind\n");
  const { code, stderr } = await coffer(["list", "--store", "other:x"], start);
  assert.equal(code, 2);
  assert.match(stderr, /no kind of store called other:/);
  await Deno.remove(cwd, { recursive: true });
});
