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

/**
 * Makes a symbolic link, by way of `ln`: Deno's own function wants read and write
 * access to everything.
 */
export async function symlink(target: string, path: string): Promise<void> {
  const { success } = await new Deno.Command("ln", {
    args: ["-s", "--", target, path],
    clearEnv: true,
  }).output();
  if (!success) throw new Error(`ln -s ${target} ${path} failed`);
}
