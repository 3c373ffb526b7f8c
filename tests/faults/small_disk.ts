/**
 * A disk of a megabyte, where this machine lets tests mount one: full, or read-only.
 *
 * @module
 */

import { temporaryFolder } from "../support/folder.ts";

const SIZE = "1m";
const PAGE = 4096;

/** A file system of its own; what makes temporary folders makes them there. */
export interface SmallDisk extends AsyncDisposable {
  /** Leaves room for so many pages of 4 KiB. */
  fill(pages: number): Promise<void>;
  /** Makes room again. */
  free(): Promise<void>;
  /** Lets nobody write, or everybody again. */
  setReadOnly(on: boolean): Promise<void>;
}

/** Whether tests may mount here: it takes Linux, and root. */
export function canMount(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const path = Deno.makeTempDirSync();
  const mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path);
  if (mounted) run("umount", path);
  Deno.removeSync(path);
  return mounted;
}

/** Mounts one. */
export async function smallDisk(): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  const before = Deno.env.get("TMPDIR");
  must("mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder.path);
  Deno.env.set("TMPDIR", folder.path);
  const filler = folder.at("filler");
  return {
    async fill(pages) {
      await fillUp(filler);
      const { size } = await Deno.stat(filler);
      await Deno.truncate(filler, Math.max(0, size - pages * PAGE));
    },
    free: () => Deno.remove(filler),
    setReadOnly(on) {
      must("mount", "-o", `remount,${on ? "ro" : "rw"}`, folder.path);
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
      must("umount", folder.path);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Writes pages until there is no room for one. */
async function fillUp(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true, truncate: true });
  const page = new Uint8Array(PAGE);
  try {
    for (;;) await file.write(page);
  } catch (error) {
    if (!(error instanceof Error) || !/os error 28/.test(error.message)) throw error;
  }
}

function run(program: string, ...args: string[]): boolean {
  try {
    const output = { stdout: "null", stderr: "null" } as const;
    return new Deno.Command(program, { args, ...output }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function must(program: string, ...args: string[]): void {
  if (!run(program, ...args)) throw new Error(`${program} ${args.join(" ")}`);
}
