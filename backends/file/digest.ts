/**
 * The version of a file: a digest of its content, chunk by chunk, so that it is
 * quick and needs little memory for files of any size.
 *
 * @module
 */

import { toHex } from "../../core/bytes.ts";
import type { Version } from "../../core/ports.ts";

const CHUNK = 1 << 20;
const DIGEST_LENGTH = 32;

/** SHA-256 over the SHA-256 of each MiB; not a secret and not authentication. */
export async function versionOf(bytes: Uint8Array): Promise<Version> {
  const digests: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    digests.push(await sha256(bytes.subarray(at, at + CHUNK)));
  }
  return await combined(digests);
}

/** The same for an open file, from where it stands to its end. */
export async function versionOfFile(file: Deno.FsFile): Promise<Version> {
  const digests: Uint8Array[] = [];
  const chunk = new Uint8Array(CHUNK);
  for (;;) {
    const length = await fill(file, chunk);
    if (length > 0) digests.push(await sha256(chunk.subarray(0, length)));
    if (length < CHUNK) return await combined(digests);
  }
}

async function fill(file: Deno.FsFile, chunk: Uint8Array): Promise<number> {
  let length = 0;
  while (length < chunk.length) {
    const read = await file.read(chunk.subarray(length));
    if (read === null) break;
    length += read;
  }
  return length;
}

async function combined(digests: Uint8Array[]): Promise<Version> {
  const all = new Uint8Array(digests.length * DIGEST_LENGTH);
  digests.forEach((digest, i) => all.set(digest, i * DIGEST_LENGTH));
  return toHex(await sha256(all)) as Version;
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
  return new Uint8Array(digest);
}
