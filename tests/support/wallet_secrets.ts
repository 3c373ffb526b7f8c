/**
 * Secrets that are planted, and a search for them in all that a program leaves.
 *
 * @module
 */

import { toBase64, toHex, utf8 } from "../../core/bytes.ts";

/** Secrets by what they are; each is found nowhere by chance. */
export const PLANTED = {
  uid: "canary-uid-4c1f",
  pwd: "Canary-pwd-9d27!",
  info: "canary-info-77ab",
  newPwd: "Canary-pwd-2-31fe!",
} as const;

/** The names of the secrets that are in `bytes`, as they are or thinly veiled. */
export function secretsIn(
  bytes: Uint8Array,
  secrets: Readonly<Record<string, string>>,
): string[] {
  const text = new TextDecoder("latin1").decode(bytes);
  return Object.entries(secrets)
    .filter(([, secret]) => veils(secret).some((veil) => text.includes(veil)))
    .map(([name]) => name);
}

/** A text as it is, in other encodings, and the middle of it at any place in base64. */
function veils(secret: string): string[] {
  const plain = latin1(utf8(secret));
  const wide = [...secret].join("\0");
  const base64 = [0, 1, 2].map((skipped) => {
    const bytes = utf8(secret).slice(skipped);
    return toBase64(bytes.slice(0, bytes.length - bytes.length % 3));
  });
  return [plain, wide, toHex(utf8(secret)), ...base64];
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** All files below a folder with their bytes. */
export async function allFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (!isDirectory) files.set(path, await Deno.readFile(path));
    else for (const [path_, bytes] of await allFiles(path)) files.set(path_, bytes);
  }
  return files;
}
