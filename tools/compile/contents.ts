/**
 * Which packages are in the programs: those of which the bundler has taken a line, as its
 * source maps tell.
 *
 * @module
 */

import { BUNDLE, deno, OUTPUT, WORKERS } from "./build.ts";
import type { Program } from "./programs.ts";

/** A package of npm's registry. */
export interface Package {
  name: string;
  version: string;
  /** As its own `package.json` says, mostly an SPDX expression. */
  license: string | null;
}

const FOLDER = `${OUTPUT}/contents`;
/** Where Deno keeps a package: the registry's host, the name, the version. */
const KEPT = /^(.*\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/([^/]+)\/)/;

/** The packages in a program, sorted by name. */
export async function packagesIn({ entry, hasWorkers }: Program): Promise<Package[]> {
  const found = new Map<string, Package>();
  try {
    for (const module of [entry, ...hasWorkers ? WORKERS : []]) {
      for (const source of await sourcesOf(module)) await add(source, found);
    }
  } finally {
    await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Every file of which something is in the bundle, by its path. */
async function sourcesOf(module: string): Promise<Set<string>> {
  const flags = ["--code-splitting", "--sourcemap=external", `--outdir=${FOLDER}`];
  await deno(Deno.execPath(), [...BUNDLE, ...flags, module]);
  const sources = new Set<string>();
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".map")) continue;
    const map = JSON.parse(await Deno.readTextFile(`${FOLDER}/${name}`));
    for (const source of map.sources) sources.add(`${FOLDER}/${source}`);
  }
  return sources;
}

async function add(source: string, found: Map<string, Package>): Promise<void> {
  const [, folder, name, version] = KEPT.exec(source) ?? [];
  if (folder === undefined || found.has(folder)) return;
  const { license } = JSON.parse(await Deno.readTextFile(`${folder}package.json`));
  found.set(folder, {
    name: name!,
    version: version!,
    license: typeof license === "string" ? license : null,
  });
}
