/**
 * What a bundle must not depend on: the folder that it was made in, and the time. The
 * bundler names chunks by hashes that take the folder in, and the binary keeps the times of
 * its files.
 *
 * @module
 */

/** A name with the bundler's hash in it. */
const HASHED = /-[A-Z0-9]{8}\.js$/;
const DIGITS = 8;
/** When all files were changed, as far as anybody can tell. */
const TIME = new Date("2000-01-01T00:00:00Z");

/**
 * Gives the files of a bundle names by what is in them: names of variables are made of
 * them when the bundle is gathered.
 */
export async function settleNames(folder: string): Promise<void> {
  const texts = new Map<string, string>();
  for await (const path of filesIn(folder)) {
    texts.set(path, await Deno.readTextFile(`${folder}/${path}`));
  }
  const names = await settledNames(texts);
  for (const [path, text] of texts) {
    await Deno.remove(`${folder}/${path}`);
    await Deno.writeTextFile(
      `${folder}/${names.get(path) ?? path}`,
      renamed(text, names),
    );
  }
}

/** Gives all files of a folder one time. */
export async function settleTimes(folder: string): Promise<void> {
  for await (const path of filesIn(folder)) {
    await Deno.utime(`${folder}/${path}`, TIME, TIME);
  }
}

/** Paths from `folder`. */
async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) yield name;
    else for await (const path of filesIn(`${folder}/${name}`)) yield `${name}/${path}`;
  }
}

/**
 * New names for the files that have a hash in theirs. A chunk is told apart by its text and
 * by what it imports, told apart in the same way: as often as there are chunks, for that is
 * how far one can be from another.
 */
export async function settledNames(
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const hashed = [...texts.keys()].filter((name) => HASHED.test(name));
  let names = new Map(hashed.map((name) => [name, name.replace(HASHED, "")]));
  let distinct = 0;
  while (new Set(names.values()).size > distinct) {
    distinct = new Set(names.values()).size;
    const next = hashed.map(async (name) => {
      const hash = await hashOf(renamed(texts.get(name)!, names));
      return [name, name.replace(HASHED, `-${hash}.js`)] as const;
    });
    names = new Map(await Promise.all(next));
  }
  if (distinct === hashed.length) return names;
  throw new Error("two chunks of the bundle cannot be told apart");
}

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/[\w.-]+-[A-Z0-9]{8}\.js/g, (name) => names.get(name) ?? name);
}

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.slice(0, DIGITS).toUpperCase();
}
