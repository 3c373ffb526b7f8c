/**
 * Size and start of the binaries, next to an empty program that was compiled the same way.
 * By itself it prints its part of docs/performance.md; with `--write` it renews that part.
 *
 * @module
 */

import { emptyProgram } from "./fixtures.ts";
import { inTurn, type Measured } from "./measure.ts";

const ROUNDS = 21;
/** What the binaries are held to, times the empty program's. */
const MOST_BYTES = 1.05, MOST_TIME = 1.3;
const PAGE = "docs/performance.md", TITLE = "## The binary\n";
const NAMES = ["coffer", "coffer-reader", "coffer-reader-dynamodb"];

/** A program's size. */
interface Sized {
  name: string;
  bytes: number;
}

/** The binaries in the folder of `binary` next to the one at `empty`, as Markdown. */
export async function binarySection(binary: string, empty: string): Promise<string> {
  const folder = binary.replace(/[^\\/]*$/, "");
  const paths = NAMES.map((name) => ({ name, path: folder + name }))
    .filter(({ path }) => isThere(path));
  const sizes = paths.map(({ name, path }) => ({
    name: `\`${name}\``,
    bytes: sizeOf(path),
  }));
  const times = await inTurn([
    { name: "an empty program", command: [empty] },
    ...paths.flatMap(({ name, path }) =>
      ["--version", "--help"].map((flag) => ({
        name: `\`${name} ${flag}\``,
        command: [path, flag],
      }))
    ),
  ], ROUNDS);
  const first = { name: "an empty program, compiled the same way", bytes: sizeOf(empty) };
  return `${TITLE}
Size: at most ${MOST_BYTES} times the empty program's.

${sizeTable([first, ...sizes])}
Start, ${ROUNDS} rounds: at most ${MOST_TIME} times the empty program's.

${timeTable(times)}`;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function sizeOf(path: string): number {
  return Deno.statSync(path).size;
}

function sizeTable(rows: readonly Sized[]): string {
  const lines = rows.map(({ name, bytes }) => {
    const ratio = bytes / rows[0]!.bytes;
    return `| ${name} | ${bytes} | ${ratio.toFixed(3)} | ${verdict(ratio, MOST_BYTES)} |`;
  });
  return `| what | bytes | ratio | within |
| --- | ---: | ---: | --- |
${lines.join("\n")}
`;
}

function timeTable(rows: readonly Measured[]): string {
  const lines = rows.map(({ name, median, fastest }) => {
    const ratio = median / rows[0]!.median;
    return `| ${name} | ${median.toFixed(1)} ms | ${fastest.toFixed(1)} ms | ` +
      `${ratio.toFixed(2)} | ${verdict(ratio, MOST_TIME)} |`;
  });
  return `| what | median | fastest | ratio | within |
| --- | ---: | ---: | ---: | --- |
${lines.join("\n")}
`;
}

function verdict(ratio: number, most: number): string {
  return ratio <= most ? "yes" : "**no**";
}

/** The binary is what the page ends with. */
async function renew(section: string): Promise<void> {
  const page = await Deno.readTextFile(PAGE);
  await Deno.writeTextFile(PAGE, page.slice(0, page.indexOf(TITLE)) + section);
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "coffer-bench-" });
  try {
    const binary = Deno.env.get("COFFER_BIN") ?? `${Deno.cwd()}/dist/coffer`;
    const section = await binarySection(binary, await emptyProgram(folder));
    if (Deno.args.includes("--write")) await renew(section);
    else console.log(section);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
