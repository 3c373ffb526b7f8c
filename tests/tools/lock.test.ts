import assert from "node:assert/strict";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { npmRegistry, PACKAGE } from "../support/npm_registry.ts";

const MODULE = 'export const answer = "from the package";\n';

/** A program with a frozen lock, as ours has one. */
async function project(
  folder: TemporaryFolder,
  { integrity, specifiers }: { integrity: string; specifiers: Record<string, string> },
): Promise<void> {
  const files = {
    "deno.json": { lock: { frozen: true }, imports: { one: `npm:${PACKAGE}` } },
    "deno.lock": {
      version: "5",
      specifiers,
      npm: { [PACKAGE]: { integrity } },
      workspace: { dependencies: [`npm:${PACKAGE}`] },
    },
  };
  for (const [name, content] of Object.entries(files)) {
    await Deno.writeTextFile(folder.at(name), JSON.stringify(content));
  }
  const main = 'import { answer } from "one";\nconsole.log(answer);\n';
  await Deno.writeTextFile(folder.at("main.ts"), main);
}

/** Runs it with an empty cache and that registry. */
async function run(folder: TemporaryFolder, registry: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "main.ts"],
    cwd: folder.path,
    env: { DENO_DIR: folder.at("cache"), NPM_CONFIG_REGISTRY: registry, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

const LOCKED = { [`npm:${PACKAGE}`]: "1.0.0" };

Deno.test("lock: what it holds a package to is what runs", async () => {
  await using folder = await temporaryFolder();
  await using registry = npmRegistry(MODULE);
  await project(folder, { integrity: registry.integrity, specifiers: LOCKED });
  const { code, stdout, stderr } = await run(folder, registry.url);
  assert.deepEqual([code, stdout], [0, "from the package\n"], stderr);
});

Deno.test("lock: a package that is not the one of the lock does not run", async () => {
  await using folder = await temporaryFolder();
  await using genuine = npmRegistry(MODULE);
  await using other = npmRegistry(MODULE.replace("from", "not from"));
  await project(folder, { integrity: genuine.integrity, specifiers: LOCKED });
  const { code, stdout, stderr } = await run(folder, other.url);
  assert.deepEqual([code !== 0, stdout], [true, ""]);
  assert.match(stderr, /integrity|checksum/i);
});

Deno.test("lock: what it does not name does not run, nor is it added", async () => {
  await using folder = await temporaryFolder();
  await using registry = npmRegistry(MODULE);
  await project(folder, { integrity: registry.integrity, specifiers: {} });
  const before = await Deno.readTextFile(folder.at("deno.lock"));
  const { code, stdout, stderr } = await run(folder, registry.url);
  assert.deepEqual([code !== 0, stdout], [true, ""]);
  assert.match(stderr, /lockfile is out of date/);
  assert.equal(await Deno.readTextFile(folder.at("deno.lock")), before);
});
