/**
 * The commands whose growth is measured.
 *
 * @module
 */

import { copied, pattern } from "../data/places.ts";
import { keyOf, STASH_ENV, stashOf } from "../data/stashes.ts";
import { type Scheme, walletEnv, walletOf } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Run } from "../measuring/cost.ts";

/** A command, and how it is made ready for a size. */
export interface Deed {
  name: string;
  run(size: number): Promise<Run>;
}

/** One entry of a stash. */
export function stashDeeds(lab: Lab): Deed[] {
  const work = lab.at("growing");
  const deed = (name: string, args: (key: string) => string[]) => ({
    name: `stash: \`${name}\``,
    run: async (size: number) => {
      await copied(await stashOf(lab, size), work);
      const key = keyOf(size >> 1).join("/");
      const command = [lab.binary, "stash", ...args(key), "-f", work];
      return { command, env: STASH_ENV };
    },
  });
  return [
    deed("read", (key) => ["read", key]),
    deed("write", (key) => ["write", key, "--value", "another"]),
  ];
}

/** A wallet of Coffer's own. */
export function walletDeeds(lab: Lab, scheme: Scheme): Deed[] {
  const place = { sqlite: "SQLite", file: "a file" }[scheme];
  const deed = (name: string, args: string[]) => ({
    name: `wallet in ${place}: \`${name}\``,
    run: async (size: number) => {
      const path = await walletOf(lab, scheme, size);
      const command = [lab.binary, ...args, "--store", `${scheme}:${path}`];
      return { command, env: walletEnv(lab, scheme) };
    },
  });
  return [
    deed("get", ["get", "domain 7", "access 7"]),
    deed("set", ["set", "domain 7", "access 7", "--uid", "another"]),
    deed("list", ["list"]),
    // It reads a store as `list` does.
    ...(scheme === "sqlite" ? [deed("save -d", ["save", "-d"])] : []),
  ];
}

/** A value into a stash and out of it: what is read is what was written before. */
export function valueDeeds(lab: Lab): Deed[] {
  const [file, out] = [lab.at("value"), lab.at("value out")];
  const stash = (size: number) => lab.at(`value of ${size}.stash`);
  return [
    {
      name: "`stash write --in`",
      run: async (size) => {
        await Deno.writeFile(file, pattern(size, 1));
        await copied(await stashOf(lab, 0), stash(size));
        const args = ["stash", "write", "k", "--in", file, "-f", stash(size)];
        return { command: [lab.binary, ...args], env: STASH_ENV };
      },
    },
    {
      name: "`stash read --out`",
      run: (size) => {
        const args = ["stash", "read", "k", "--out", out, "--force", "-f", stash(size)];
        return Promise.resolve({ command: [lab.binary, ...args], env: STASH_ENV });
      },
    },
  ];
}
