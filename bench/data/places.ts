/**
 * Files and folders to measure on.
 *
 * @module
 */

/** Copies a file or a folder, in place of what is there. */
export async function copied(from: string, to: string): Promise<void> {
  await Deno.remove(to, { recursive: true }).catch(() => {});
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const { name } of Deno.readDir(from)) {
    await copied(`${from}/${name}`, `${to}/${name}`);
  }
}

/** A folder with files of `size` bytes, a hundred in each folder below. */
export async function folderOfFiles(
  path: string,
  count: number,
  size: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const below = `${path}/folder ${Math.floor(i / 100)}`;
    if (i % 100 === 0) await Deno.mkdir(below, { recursive: true });
    await Deno.writeFile(`${below}/file ${i}`, pattern(size, i));
  }
}

/** Bytes that are all different from those of another seed. */
export function pattern(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + seed * 7 + (i >> 8)) & 0xff;
  return bytes;
}
