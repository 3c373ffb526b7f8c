/**
 * Gathers the small scripts of a bundle into few. A script costs about a tenth of a
 * millisecond when it is loaded, however short it is, and `deno bundle` makes one for each
 * set of commands that share some code: near a hundred for a call that should hardly be
 * noticed. Rollup makes one of those that such a call needs anyway.
 *
 * @module
 */

import { resolve } from "node:path";
import { rollup } from "@rollup/wasm-node";

/** What every call loads: all that the program's first module imports. */
const START = "start";

/**
 * What else is loaded together: these modules, each of which is imported when it is needed,
 * and what they import. What two groups share is a group of its own.
 */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  wallet: [
    "cli/wallet/get.ts",
    "cli/agent/use.ts",
    "cli/agent/prepare.ts",
    "backends/file/record_store.ts",
  ],
  keys: [
    "cli/wallet/open.ts",
    "cli/wallet/secret.ts",
    "core/wallet/v1/wallet.ts",
    "core/wallet/v1/unlock.ts",
  ],
  stash: [
    "cli/stash/read.ts",
    "core/stash/load.ts",
    "core/stash/opened.ts",
    "backends/file/blob_store.ts",
  ],
};

/** The modules that the bundler must leave by their own paths, to be found again. */
export const GATHERED: readonly string[] = Object.values(TOGETHER).flat();

/** A module, and what it imports before it runs. */
export interface Importing {
  readonly id: string;
  readonly dependencies: readonly string[];
}

/** Where a bundle is, and where it goes. */
export interface Gathering {
  /** The folder of the bundle. */
  from: string;
  /** The program's first module in there. */
  entry: string;
  /** The folder for the scripts. */
  to: string;
}

/** Writes a bundle anew, in scripts that are named by what is in them. */
export async function gather({ from, entry, to }: Gathering): Promise<void> {
  const input = resolve(from, entry);
  const bundle = await rollup({
    input,
    external: /^node:/,
    // The bundler has left out already what nobody needs.
    treeshake: false,
    // A script that is not there would be found out by whoever runs the program.
    onLog: (_level, { code, message }) => {
      if (code === "UNRESOLVED_IMPORT") throw new Error(message);
    },
  });
  const idOf = (path: string) => resolve(from, built(path));
  const groups = groupsOf(bundle.cache!.modules, { input, idOf });
  await bundle.write({
    dir: to,
    compact: true,
    chunkFileNames: ({ name }) => `${name.replace(BUNDLERS_HASH, "")}-[hash].js`,
    hoistTransitiveImports: false,
    manualChunks: (id) => groups.get(id),
  });
  await bundle.close();
}

/** It takes in the folder that the bundle was made in. */
const BUNDLERS_HASH = /-[A-Z0-9]{8}$/;

/** What the bundler calls its output. */
export function built(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

/**
 * The group of each module that is in one; `idOf` gives the id of a source. The first
 * module is in none: it waits for the program's end, and nobody may import it meanwhile.
 */
export function groupsOf(
  modules: readonly Importing[],
  { input, idOf }: { input: string; idOf: (path: string) => string },
): Map<string, string> {
  const imports = new Map(modules.map(({ id, dependencies }) => [id, dependencies]));
  const groups = new Map<string, string>();
  for (const [name, sources] of Object.entries(TOGETHER)) {
    for (const id of reachedFrom(sources.map(idOf), imports)) {
      const others = groups.get(id);
      groups.set(id, others === undefined ? name : `${others}-${name}`);
    }
  }
  for (const id of reachedFrom([input], imports)) groups.set(id, START);
  groups.delete(input);
  return groups;
}

/** Those that are there and what they import, and so on. */
function reachedFrom(
  ids: readonly string[],
  imports: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set(ids.filter((id) => imports.has(id)));
  // A set gives what is added while it is gone through.
  for (const id of reached) {
    for (const next of imports.get(id) ?? []) if (imports.has(next)) reached.add(next);
  }
  return reached;
}
