/**
 * Makes the test kit: the same bytes every time.
 *
 * `deno run --allow-read --allow-write=tests/testkit tests/testkit/make.ts`
 *
 * @module
 */

import { asciiJson } from "../../core/stash/key.ts";
import type { KitCase } from "./make/kit.ts";
import { stashes } from "./make/stashes.ts";
import { storesV0 } from "./make/stores_v0.ts";
import { references, saveFiles, tokens } from "./make/texts.ts";
import { wallets } from "./make/wallets.ts";

/** Where the kit is. */
export const FOLDER = new URL("./", import.meta.url);

/** A file of many cases, each with its class, of the same kind. */
interface Collection {
  file: string;
  kind: string;
  cases: number;
}

/** What `manifest.json` says. */
export interface Manifest {
  kit: 1;
  cases: KitCase[];
  collections: Collection[];
}

const COLLECTIONS: readonly [name: string, kind: string][] = [
  ["header_forms_invalid", "headers of a wrong form"],
  ["headers_invalid", "headers that do not open"],
  ["records_invalid", "records that do not open"],
  ["wallets_invalid", "genuine records that are not those of their header"],
  ["secret_texts_invalid", "tokens and recovery sheets"],
  ["padded_texts", "padded texts"],
  ["base64url_invalid", "texts in base64url"],
];

/** Every file of the kit, by name. */
export async function kitFiles(): Promise<Map<string, Uint8Array>> {
  const parts = [
    await stashes(),
    await wallets(),
    ...await storesV0(),
    references(),
    await tokens(),
    await saveFiles(),
  ];
  const manifest: Manifest = {
    kit: 1,
    cases: parts.flatMap(({ cases }) => cases),
    collections: COLLECTIONS.map(collection),
  };
  const files = new Map(parts.flatMap(({ files }) => [...files]));
  return files.set(
    "manifest.json",
    new TextEncoder().encode(`${asciiJson(manifest, 1)}\n`),
  );
}

function collection([name, kind]: readonly [string, string]): Collection {
  const file = `../vectors/wallet_v1/${name}.json`;
  const content = JSON.parse(Deno.readTextFileSync(new URL(file, FOLDER)));
  return { file, kind, cases: casesIn(content).length };
}

/** The cases of a collection, however deep they stand. */
export function casesIn(content: unknown): { case: string; error: string }[] {
  if (typeof content !== "object" || content === null) return [];
  if ("case" in content && "error" in content) {
    return [content as { case: string; error: string }];
  }
  return Object.values(content).flatMap(casesIn);
}

if (import.meta.main) {
  for (const [name, bytes] of await kitFiles()) {
    const path = new URL(name, FOLDER);
    await Deno.mkdir(new URL("./", path), { recursive: true });
    await Deno.writeFile(path, bytes);
  }
}
