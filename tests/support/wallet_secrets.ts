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
  const text = latin1(bytes);
  return Object.entries(secrets)
    .filter(([, secret]) => veilsOf(secret).some((veil) => text.includes(veil)))
    .map(([name]) => name);
}

const known = new Map<string, string[]>();

function veilsOf(secret: string): string[] {
  const found = known.get(secret) ?? [...new Set(veils(secret))];
  known.set(secret, found);
  return found;
}

/**
 * A text as it is, backwards, and as others write it: bytes in base64 at any place (both
 * alphabets), hexadecimal and percent-encoded, characters as JSON, in UTF-16 and Latin-1.
 */
function veils(secret: string): string[] {
  const bytes = utf8(secret);
  const hex = toHex(bytes);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((skipped) => middleInBase64(bytes.slice(skipped)));
  const uri = encodeURIComponent(secret);
  return [
    latin1(bytes),
    latin1(bytes.toReversed()),
    secret,
    wide(secret, true),
    wide(secret, false),
    ...[hex, hex.replace(/../g, "%$&")].flatMap((text) => [text, text.toUpperCase()]),
    ...[uri, uri.replace(/%../g, (pair) => pair.toLowerCase())],
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ...[json, json.replace(/[^ -~]/g, escaped)].map((text) => latin1(utf8(text))),
  ];
}

/** What of the base64 does not depend on what stands around it. */
function middleInBase64(bytes: Uint8Array): string {
  return toBase64(bytes.slice(0, bytes.length - bytes.length % 3));
}

function wide(text: string, littleEndian: boolean): string {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) {
    view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  }
  return latin1(bytes);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** One character for each byte, which `TextDecoder("latin1")` does not give. */
function latin1(bytes: Uint8Array): string {
  const PART = 1 << 13;
  let text = "";
  for (let at = 0; at < bytes.length; at += PART) {
    text += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return text;
}

/** All files below a folder with their bytes. */
export async function allFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isFile) files.set(path, await Deno.readFile(path));
    if (!isDirectory) continue;
    for (const [path_, bytes] of await allFiles(path)) files.set(path_, bytes);
  }
  return files;
}
