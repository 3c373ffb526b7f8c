/**
 * Stashes to measure on.
 *
 * @module
 */

import { fileBlobStore } from "../../backends/file/blob_store.ts";
import { createStash } from "../../core/stash/stash.ts";
import type { Lab } from "../lab.ts";

/** Opens all of them. */
export const PASSWORD = "Correct horse 1";
/** For every command on them. */
export const STASH_ENV = { COFFER_PASSWORD: PASSWORD, NO_COLOR: "1" };

/** Runs the original: FILE PASSWORD COMMAND KEY [REST]. */
export const SSTASH = `
import sys
from sstash.sstash import SecureStash
path, password, command, key, *rest = sys.argv[1:]
stash = SecureStash(path, password)
key = [name for name in key.split("/") if name]
if command == "read": sys.stdout.buffer.write(stash.read_value(key))
if command == "write": stash.write_value(key, rest[0].encode())
if command == "list": print("\\n".join(stash.get_children(key)))
if command == "import": stash.write_dir(key, rest[0])
if command == "export": stash.read_dir(key, rest[0])
if command == "in": stash.write_file(key, rest[0])
if command == "out": stash.read_file(key, rest[0])
`;

/** A stash with entries of 32 bytes, a hundred groups of them; gives its path. */
export function stashOf(lab: Lab, entries: number): Promise<string> {
  const path = lab.at(`${entries}.stash`);
  return lab.once(path, async () => {
    using stash = await createStash(fileBlobStore(path), PASSWORD);
    await stash.batch((batch) => {
      for (let i = 0; i < entries; i++) {
        batch.write(keyOf(i), new TextEncoder().encode(`the value of entry ${i}`));
      }
    });
    return path;
  });
}

/** The names of an entry. */
export function keyOf(entry: number): [group: string, name: string] {
  return [`group ${entry % 100}`, `entry ${entry}`];
}
