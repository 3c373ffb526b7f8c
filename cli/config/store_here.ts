/**
 * A store's name as the current folder completes it.
 *
 * @module
 */

import { absoluteStore } from "./store_url.ts";

/** An absolute URL; as it is where the sandbox hides the current folder. */
export function storeFromHere(url: string): string {
  try {
    return absoluteStore(url, { cwd: Deno.cwd() });
  } catch {
    return url;
  }
}
