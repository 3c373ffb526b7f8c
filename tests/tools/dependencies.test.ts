import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const config = JSON.parse(text("deno.json"));
const lock = JSON.parse(text("deno.lock"));
const page = text("docs/adr/0002_dependencies.md");

const EXACT = /^npm:\/?((?:@[a-z0-9-]+\/)?[a-z0-9-]+)@([0-9]+\.[0-9]+\.[0-9]+)\/?$/;
/** Only tests and building need them. */
const NOT_LOADED = ["@rollup/wasm-node", "dynalite", "fast-check"];
/** All packages that the lock holds, and those of them that Coffer itself may load. */
const COUNTS = { locked: 65, program: 35 };
/** They want to run something when they are installed; Deno does not let them. */
const WITH_SCRIPTS = ["classic-level@3.0.0"];

const direct = new Map(
  Object.values<string>(config.imports).map((specifier) => {
    const [, name, version] = EXACT.exec(specifier) ?? [];
    return [name, version] as const;
  }),
);

/** The key in the lock of what a package names as its dependency. */
function keyOf(name: string): string {
  if (name in lock.npm) return name;
  return Object.keys(lock.npm).find((key) => key.startsWith(`${name}@`))!;
}

/** A package and everything below it. */
function closure(key: string, found = new Set<string>()): Set<string> {
  if (found.has(key)) return found;
  found.add(key);
  const { dependencies = [], optionalDependencies = [] } = lock.npm[key];
  for (const name of [...dependencies, ...optionalDependencies]) {
    closure(keyOf(name), found);
  }
  return found;
}

Deno.test("dependencies: each is an exact version of npm's, and the one in the lock", () => {
  for (const specifier of Object.values<string>(config.imports)) {
    assert.match(specifier, EXACT);
  }
  const wanted = [...direct].map((
    [name, version],
  ) => [`npm:${name}@${version}`, version]);
  assert.deepEqual(lock.specifiers, Object.fromEntries(wanted));
  assert.deepEqual(
    lock.workspace.dependencies.toSorted(),
    wanted.map(([specifier]) => specifier).toSorted(),
  );
  assert.deepEqual(config.lock, { path: "deno.lock", frozen: true });
});

Deno.test("dependencies: nothing comes from elsewhere, and all of it has a SHA-512", () => {
  assert.deepEqual(Object.keys(lock).sort(), [
    "npm",
    "specifiers",
    "version",
    "workspace",
  ]);
  for (const [key, { integrity }] of Object.entries<{ integrity: string }>(lock.npm)) {
    assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/, key);
  }
});

Deno.test("dependencies: as many as were looked at, none twice, none that runs a script", () => {
  const keys = Object.keys(lock.npm);
  assert.equal(keys.length, COUNTS.locked, "look at what is new, then count it");
  const names = keys.map((key) => key.replace(/@[^@]*$/, ""));
  assert.equal(new Set(names).size, names.length, "one package in two versions");
  assert.deepEqual(keys.filter((key) => lock.npm[key].scripts), WITH_SCRIPTS);
  const own = [...direct].filter(([name]) => !NOT_LOADED.includes(name!));
  const program = new Set(own.flatMap(([name]) => [...closure(keyOf(name!))]));
  assert.equal(program.size, COUNTS.program);
  const all = new Set([...direct].flatMap(([name]) => [...closure(keyOf(name!))]));
  assert.deepEqual([...all].sort(), keys.sort(), "something that nobody needs");
});

Deno.test("dependencies: adr/0002 has a row for each, with its version and its count", () => {
  for (const [name, version] of direct) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\` `));
    const [, , inUse, , below] = row?.split("|").map((cell) => cell.trim()) ?? [];
    assert.ok(inUse?.startsWith(`${version}, 20`), `${name}: ${row}`);
    assert.equal(Number(below), closure(keyOf(name!)).size - 1, name);
  }
});

Deno.test("dependencies: Deno itself is called by one exact version", () => {
  const named = [".ci/run", "action.yml", "README.md", "CONTRIBUTING.md"]
    .flatMap((path) =>
      [...text(path).matchAll(/\bdeno@([\w.^~*-]*)/g)].map(([, it]) => it)
    );
  assert.ok(named.length > 2);
  assert.deepEqual([...new Set(named)], ["2.9.6"]);
});
