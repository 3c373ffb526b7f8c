/**
 * Holds what docs and CONTRIBUTING.md say of the layout: which folder may import
 * which, and what each may touch.
 */

import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

/** All that may stand at the top, whether it is there yet or not. */
const TOP_LEVEL = new Set([
  ...["deno.json", "deno.lock", "main.ts", "mod.ts", ".gitignore"],
  ...["core", "backends", "exchange", "agent", "cli"],
  ...["tests", "bench", "tools", "docs", ".ci"],
  ...["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"],
  // Where GitHub looks for it.
  "action.yml",
]);
/** What git itself keeps, and what .gitignore leaves out. */
const NOT_OURS = new Set([".git", ".DS_Store", "dist", "cov"]);

/** The folders of the product; tests, tools and benchmarks may do more. */
const PRODUCT = ["core", "backends", "exchange", "agent", "cli"];
const LONGEST_FILE = 300;
/** Tests are long where they list cases. */
const LONGEST_TEST = 450;

/** Where each part may import from: paths that begin so. */
const MAY_IMPORT: Record<string, string[]> = {
  "main.ts": ["cli/"],
  "mod.ts": ["exchange/", "backends/mod.ts", "core/"],
  cli: ["cli/", "exchange/", "backends/mod.ts", "agent/", "core/", "deno.json"],
  exchange: ["exchange/", "core/"],
  agent: ["agent/", "core/"],
  backends: [
    "backends/",
    "core/ports.ts",
    "core/errors.ts",
    "core/bytes.ts",
    "core/os_errors.ts",
    "core/json.ts",
    "core/read_to_end.ts",
    "core/sizes.ts",
  ],
  core: ["core/"],
};
/** Packages, and the modules of Node, that each part may import. */
const MAY_IMPORT_PACKAGES: Record<string, RegExp> = {
  "main.ts": /^$/,
  "mod.ts": /^$/,
  cli: /^node:util$|^npm:\/?(commander|@zxcvbn-ts\/core)@/,
  exchange: /^$/,
  agent: /^$/,
  backends: /^node:sqlite$|^npm:\/?@(aws-sdk|smithy|noble)\//,
  core: /^npm:\/?(@noble\/|hash-wasm@|@zxcvbn)/,
};

interface Import {
  from: string;
  to: string;
  lazy: boolean;
}

/** The files below `folder`, as paths from the root, sorted. */
function filesIn(folder: string): string[] {
  const entries = [...Deno.readDirSync(new URL(`${folder}/`, ROOT))];
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
  ).toSorted();
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function scripts(folders: string[]): string[] {
  const files = folders.filter(exists).flatMap(filesIn);
  return files.filter((path) => path.endsWith(".ts"));
}

const roots = ["main.ts", "mod.ts"].filter(exists);
const product = [...roots, ...scripts(PRODUCT)];

/** The code of a file without its comments, so that these may say what they like. */
function codeOf(path: string): string {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  return text.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** What `deno info` knows of all files of the product, lazy imports included. */
async function graphOf(product: string[]): Promise<Graph> {
  const all = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = product.map((path) => `import "${new URL(path, ROOT)}";\n`);
    await Deno.writeTextFile(all, lines.join(""));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", new URL("deno.json", ROOT).pathname, all],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(all);
  }
}

interface Graph {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: {
      code?: { specifier: string };
      type?: { specifier: string };
      isDynamic?: boolean;
    }[];
  }[];
}

/** Every import of one of our files, of another or of a package. */
function importsIn({ modules }: Graph): Import[] {
  return modules.flatMap(({ specifier, dependencies = [] }) => {
    if (!specifier.startsWith(ROOT.href)) return [];
    return dependencies.flatMap(({ code, type, isDynamic: lazy = false }) => {
      const targets = [code, type].flatMap((each) => each?.specifier ?? []);
      return [...new Set(targets)]
        .map((to) => ({ from: named(specifier), to: named(to), lazy }));
    });
  });
}

const named = (specifier: string) =>
  specifier.startsWith(ROOT.href) ? specifier.slice(ROOT.href.length) : specifier;
const partOf = (path: string) => path.split("/")[0]!;
const isOurs = (path: string) => !/^[a-z]+:/.test(path);

const info = await graphOf(product);
const graph = importsIn(info);

Deno.test("architecture: every import leads to a file", () => {
  assert.deepEqual(info.modules.flatMap(({ error }) => error ?? []), []);
});

Deno.test("architecture: the graph is of all files and not empty", () => {
  const seen = new Set(graph.map(({ from }) => from));
  for (const path of roots) assert.ok(seen.has(path), path);
  assert.ok(graph.length > 50);
  assert.ok(graph.some(({ to }) => to === "backends/file/blob_store.ts"), "lazy imports");
});

Deno.test("architecture: a key is derived before what needs it is loaded", () => {
  const loaded = ["core/stash/open.ts"];
  for (const path of loaded) {
    const module = info.modules.find(({ specifier }) => named(specifier) === path);
    for (const { code, isDynamic = false } of module?.dependencies ?? []) {
      const next = code === undefined || isDynamic ? path : named(code.specifier);
      if (!loaded.includes(next)) loaded.push(next);
    }
  }
  assert.ok(loaded.includes("core/crypto/kdf.ts"));
  const early = /secretbox|opened|unlock|noble.*(ciphers|sha2)/;
  assert.deepEqual(loaded.filter((path) => early.test(path)), []);
});

Deno.test("architecture: imports run one way", () => {
  const wrong = graph.filter(({ from, to }) =>
    isOurs(to) && !MAY_IMPORT[partOf(from)]!.some((start) => to.startsWith(start))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("architecture: each part has the packages that it may have", () => {
  const wrong = graph.filter(({ from, to }) =>
    !isOurs(to) && !MAY_IMPORT_PACKAGES[partOf(from)]!.test(to)
  );
  assert.deepEqual(wrong, []);
});

// What is loaded later may lead back: the table of commands loads help, which lists it.
Deno.test("architecture: no imports go in a circle", () => {
  const next = Map.groupBy(graph.filter(({ lazy }) => !lazy), ({ from }) => from);
  const done = new Set<string>();
  const visit = (path: string, way: string[]) => {
    assert.ok(!way.includes(path), [...way.slice(way.indexOf(path)), path].join(" -> "));
    if (done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...way, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
});

/** Text that only some files may have: where it may stand, and what it looks like. */
const ONLY_IN: [what: string, where: (path: string) => boolean, pattern: RegExp][] = [
  ["core is pure", (path) => !path.startsWith("core/"), /\bDeno\s*(\.|\[|\?\.)/],
  ["only main.ts exits", (path) => path === "main.ts", /\bDeno\s*\.\s*exit/],
  [
    "only cli/io.ts touches the streams and the environment",
    (path) => path === "cli/io.ts",
    /\bDeno\s*\.\s*(stdin|stdout|stderr|env)\b/,
  ],
  ["nothing prints by way of the console", () => false, /\bconsole\s*\./],
];

for (const [what, isAllowed, pattern] of ONLY_IN) {
  Deno.test(`architecture: ${what}`, () => {
    const wrong = product.filter((path) =>
      !isAllowed(path) && pattern.test(codeOf(path))
    );
    assert.deepEqual(wrong, []);
  });
}

Deno.test("architecture: mod.ts re-exports and does nothing else", () => {
  const rest = codeOf("mod.ts").replace(
    /export (type )?(\*|\{[^}]*\})[^;]*from "[^"]*";/g,
    "",
  );
  assert.equal(rest.trim(), "");
});

Deno.test("architecture: main.ts is short", () => {
  if (!exists("main.ts")) return;
  const lines = Deno.readTextFileSync(new URL("main.ts", ROOT)).split("\n");
  assert.ok(lines.length <= 20, `${lines.length} lines`);
});

Deno.test(`architecture: every file has fewer than ${LONGEST_FILE} lines`, () => {
  const all = [...product, ...scripts(["tests", "bench", "tools"])];
  const long = all.flatMap((path) => {
    const lines = Deno.readTextFileSync(new URL(path, ROOT)).split("\n").length - 1;
    const most = path.startsWith("tests/") ? LONGEST_TEST : LONGEST_FILE;
    return lines < most ? [] : [`${path}: ${lines}`];
  });
  assert.deepEqual(long, []);
});

Deno.test("architecture: files are named in snake_case", () => {
  const all = [...product, ...scripts(["tests", "bench", "tools"])];
  const wrong = all.filter((path) =>
    !/^([a-z0-9_.]+\/)*[a-z0-9_]+(\.(test|bench))?\.ts$/.test(path)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("architecture: nothing unknown stands at the top", () => {
  const found = [...Deno.readDirSync(ROOT)].map(({ name }) => name);
  const unknown = found.filter((name) => !TOP_LEVEL.has(name) && !NOT_OURS.has(name));
  assert.deepEqual(unknown, []);
});
