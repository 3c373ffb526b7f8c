/** A stash without its cipher: the text of the tree, and of the file around it. */
import { formatEnvelope, parseEnvelope } from "../../core/stash/envelope.ts";
import { formatTree, parseTree } from "../../core/stash/inner.ts";
import { emptyNode, type Node, write } from "../../core/stash/tree.ts";

const MIB = 1 << 20;
const PARAMETERS = { hash: "sha512", salt: new Uint8Array(32), iterations: 262_144 };

function benchTree(group: string, root: Node): void {
  const text = formatTree(root);
  Deno.bench(`parse a tree of ${group}`, { group }, () => void parseTree(text));
  Deno.bench(`write a tree of ${group}`, { group }, () => void formatTree(root));
}

for (const entries of [10, 1_000, 20_000]) {
  const root = emptyNode();
  for (let i = 0; i < entries; i++) {
    write(root, [`group${i % 100}`, `entry ${i}`], new Uint8Array(32).fill(i));
  }
  benchTree(`${entries} entries`, root);
}

for (const size of [MIB, 16 * MIB]) {
  const root = emptyNode();
  write(root, ["value"], new Uint8Array(size).fill(7));
  benchTree(`one value of ${size} bytes`, root);
}

for (const size of [1 << 10, 16 * MIB]) {
  const sealed = new Uint8Array(size).fill(7);
  const file = formatEnvelope({ ...PARAMETERS, sealed });
  const group = `a file around ${size} bytes`;
  const envelope = { ...PARAMETERS, sealed };
  Deno.bench(`parse ${group}`, { group }, () => void parseEnvelope(file));
  Deno.bench(`write ${group}`, { group }, () => void formatEnvelope(envelope));
}
