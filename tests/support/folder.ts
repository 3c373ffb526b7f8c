/**
 * Temporary folders for tests.
 *
 * @module
 */

/** A folder that is gone, with all in it, when the test is done. */
export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  /** A path in it. */
  at(name: string): string;
  /** The names in it, sorted. */
  names(): string[];
}

/** A fresh empty folder; use it with `await using`. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "coffer-test-" }));
  return {
    path,
    at: (name) => `${path}/${name}`,
    names: () => [...Deno.readDirSync(path)].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The permission bits of a file. */
export async function modeOf(path: string): Promise<string> {
  return ((await Deno.lstat(path)).mode! & 0o777).toString(8).padStart(3, "0");
}
