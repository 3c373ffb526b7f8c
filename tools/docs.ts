/**
 * Writes the part of docs/cli.md that the program itself knows: the help of every
 * command. With `--check` it changes nothing and tells whether it would.
 *
 * @module
 */

import { ENTRIES } from "../cli/commands.ts";
import { helpFor } from "../cli/help.ts";

const PAGE = new URL("../docs/cli.md", import.meta.url);
const MARK = "<!-- What follows is made by `deno task docs`. -->\n";
const COLUMNS = 88;

/** The page as it should be, given the page as it is. */
export async function renewed(page: string): Promise<string> {
  const written = page.slice(0, page.indexOf(MARK) + MARK.length);
  const sections = await Promise.all(ENTRIES.map(async ({ words }) => {
    const help = await helpFor(words.split(" "), COLUMNS);
    return `\n### coffer ${words}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`;
  }));
  return written + sections.join("");
}

if (import.meta.main) {
  await Deno.writeTextFile(PAGE, await renewed(await Deno.readTextFile(PAGE)));
}
