/** `coffer stash tree` */
import { formatKey } from "../../core/stash/key.ts";
import type { Entry } from "../../core/stash/tree.ts";
import type { Call, Command } from "../command.ts";
import { OPEN_STASH } from "../shared_options.ts";
import { KEY_NOTE, OPTIONAL_KEY } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

const BRANCH = "├── ", LAST = "└── ", PASS = "│   ", BLANK = "    ";

async function run(call: Call): Promise<void> {
  const top = keyArgument(call);
  using stash = await openCalled(call);
  const entries = stash.entries(top);
  if (call.out.json) return await printJson(call, entries);
  if (top.length > 0) await call.out.line(formatKey(top));
  const lines = draw(entries, top.length, stash.children(top).length);
  for (const line of lines) await call.out.line(line);
}

async function printJson(call: Call, entries: Iterable<Entry>): Promise<void> {
  const rows = [];
  for (const { key, node } of entries) {
    rows.push({ path: key, bytes: node.value?.length ?? null });
  }
  await call.out.value(rows);
}

/** The lines of the drawing; `remaining` counts the siblings to come at each level. */
function* draw(
  entries: Iterable<Entry>,
  topDepth: number,
  width: number,
): Generator<string> {
  const remaining = [width];
  for (const { key, node } of entries) {
    const level = key.length - topDepth - 1;
    remaining[level]!--;
    remaining[level + 1] = node.children.size;
    const stem = remaining.slice(0, level).map((count) => count > 0 ? PASS : BLANK);
    const fork = remaining[level]! > 0 ? BRANCH : LAST;
    yield stem.join("") + fork + formatKey([key.at(-1)!]) + sizeOf(node.value);
  }
}

function sizeOf(value: Uint8Array | null): string {
  if (value === null) return "";
  return value.length === 1 ? "  (1 byte)" : `  (${value.length} bytes)`;
}

/** Draws keys with the sizes of their values; never a value itself. */
export const command: Command = {
  arguments: [OPTIONAL_KEY],
  options: OPEN_STASH,
  examples: [
    { call: "coffer stash tree -f my.stash", does: "draws the whole stash" },
    { call: "coffer stash tree -f my.stash mail", does: "draws what is below mail" },
  ],
  notes: `Shows names and the sizes of values, no values.\n${KEY_NOTE}`,
  writes: () => false,
  run,
};
