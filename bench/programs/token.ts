/** A token that opens a wallet, as a pipeline has one. */

import { ran } from "./child.ts";

/** Adds a token to a wallet and gives it. */
export async function tokenFor(
  binary: string,
  store: readonly string[],
  env: Record<string, string>,
): Promise<string> {
  const add = ["slot", "add", "--token", "--label", "bench", ...store];
  const [token] = /cft1_\S+/.exec(await ran([binary, ...add], { env })) ?? [];
  if (token === undefined) throw new Error("no token was made");
  return token;
}
