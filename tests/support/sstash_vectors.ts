/**
 * The recorded files of sstash 0.17 under tests/vectors/sstash.
 *
 * @module
 */

/** One node as it was recorded: its value in full, or its length and digest. */
export interface VectorNode {
  path: string[];
  value_hex?: string | null;
  value_len?: number;
  value_sha256?: string;
}

/** One recorded stash file. */
export interface StashVector {
  file: string;
  description: string;
  password: string;
  hash: string;
  iterations: number;
  salt: string;
  nonce: string;
  file_sha256: string;
  derived_key_hex: string;
  inner_len: number;
  inner_sha256: string;
  root_children: string[];
  nodes_preorder: VectorNode[];
  removed?: string[];
  returned_hex?: string;
}

/** What the original said when something went wrong. */
export interface OriginalError {
  type: string;
  message: string;
}

/** One file that must be refused. */
export interface NegativeVector {
  file: string;
  description: string;
  password: string;
  open: { ok?: string; error?: OriginalError };
}

/** One thing that the original does. */
export interface Behaviour {
  case: string;
  ok?: unknown;
  error?: OriginalError;
}

const FOLDER = new URL("../vectors/sstash/", import.meta.url);

/** The path of a recorded file. */
export function vectorPath(file: string): string {
  return decodeURIComponent(new URL(file, FOLDER).pathname);
}

/** The bytes of a recorded file. */
export function vectorBytes(file: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(file, FOLDER));
}

/** The stashes that the original opens. */
export function stashVectors(): StashVector[] {
  return readJson<{ stashes: StashVector[] }>("manifest.json").stashes;
}

/** One of them, by its file name. */
export function stashVector(file: string): StashVector {
  const found = stashVectors().find((vector) => vector.file === file);
  if (found === undefined) throw new Error(`no vector ${file}`);
  return found;
}

/** The files that must be refused. */
export function negativeVectors(): NegativeVector[] {
  const read = readJson<NegativeVector[] | { cases: NegativeVector[] }>("negative.json");
  return Array.isArray(read) ? read : read.cases;
}

/** What the original does, case by case. */
export function behaviours(): Behaviour[] {
  const read = readJson<Behaviour[] | { cases: Behaviour[] }>("behaviour.json");
  return Array.isArray(read) ? read : read.cases;
}

function readJson<T>(file: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(file, FOLDER)));
}
