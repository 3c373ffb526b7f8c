/**
 * The Python programs that Coffer is compared with, each in a Python that has it: the one
 * that a variable names, or one that is made once in the cache.
 *
 * @module
 */

import { ran } from "./child.ts";

/** A Python that has an original, or why there is none. */
export type Original = { python: string; version: string } | { missing: string };

/** Both of them. */
export const originals = {
  sstash: () => original("sstash", "0.17", "SSTASH_PYTHON"),
  secret_wallet: () => original("secret-wallet-codimoc", "0.6.3", "SECRET_WALLET_PYTHON"),
} as const;

async function original(
  name: string,
  version: string,
  variable: string,
): Promise<Original> {
  const named = Deno.env.get(variable);
  if (named !== undefined) return { python: named, version: `${name} of ${variable}` };
  const folder = `${cache()}/${name}-${version}`;
  const python = `${folder}/bin/python`;
  try {
    await Deno.stat(`${folder}/ready`);
  } catch {
    try {
      await made(folder, `${name}==${version}`);
    } catch (error) {
      const [line] = String((error as Error).message).split("\n").toReversed();
      return { missing: `\`${name}\` cannot be installed here (${line})` };
    }
  }
  return { python, version: `${name} ${version}` };
}

async function made(folder: string, what: string): Promise<void> {
  await ran(["python3", "-m", "venv", "--clear", folder]);
  const pip = [`${folder}/bin/pip`, "install", "--quiet", "--disable-pip-version-check"];
  await ran([...pip, what]);
  await Deno.writeTextFile(`${folder}/ready`, "");
}

function cache(): string {
  const base = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return `${base}/coffer-bench`;
}
