/**
 * Sound files to begin with, from tests/vectors and tests/golden.
 *
 * @module
 */

const TESTS = new URL("../", import.meta.url);

/** The bytes of a file below tests/. */
export function bytesIn(path: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(path, TESTS));
}

/** The text of a file below tests/. */
export function textIn(path: string): string {
  return Deno.readTextFileSync(new URL(path, TESTS));
}

/** The JSON in a file below tests/. */
// deno-lint-ignore no-explicit-any -- the shapes are many, and known where they are used
export function jsonIn(path: string): any {
  return JSON.parse(textIn(path));
}

/** The bytes of the files of a folder below tests/ whose names end so, small ones only. */
export function smallFilesIn(folder: string, ending: string): Uint8Array<ArrayBuffer>[] {
  const names = [...Deno.readDirSync(new URL(`${folder}/`, TESTS))]
    .map(({ name }) => name).filter((name) => name.endsWith(ending)).toSorted();
  return names.map((name) => bytesIn(`${folder}/${name}`))
    .filter(({ length }) => length < 16_384);
}
