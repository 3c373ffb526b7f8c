/**
 * Measures whole programs side by side, in turn, and writes docs/performance.md and its
 * chart. Nothing in that page is typed by hand.
 *
 *     deno task bench:report [--only SECTION[,SECTION]...] [--quick]
 *
 * With either option, what was measured is printed and no page is written. COFFER_BIN
 * names the binary (default dist/coffer), COMPILE_DENO the Deno that made it;
 * SSTASH_PYTHON and SECRET_WALLET_PYTHON name Pythons that have the two originals, which
 * are installed in a cache otherwise. What is not there is left out, and the page says so.
 *
 * @module
 */

import { Lab } from "./lab.ts";
import { optionsOf } from "./options.ts";
import { chart } from "./page/chart.ts";
import { machineLines } from "./page/machine.ts";
import { type Found, missing, page, sectionText } from "./page/page.ts";
import type { Section } from "./page/section.ts";
import { ran } from "./programs/child.ts";
import { SECTIONS } from "./sections/mod.ts";

const PAGE = "docs/performance.md", CHART = "performance.svg";

const { only, quick } = optionsOf(Deno.args, SECTIONS.map(({ name }) => name));
const folder = await Deno.makeTempDir({ prefix: "coffer-bench-" });
try {
  const lab = new Lab(folder, { quick });
  const machine = await machineLines(lab);
  const found: Found[] = [];
  for (const section of SECTIONS) {
    if (only.length > 0 && !only.includes(section.name)) continue;
    found.push(await findingOf(section, lab));
  }
  const series = found.flatMap(({ finding }) => finding.series ?? []);
  if (quick) {
    console.log("A smoke run: too few rounds on too little data to mean much.\n");
  }
  const whole = page(found, { machine, chart: CHART });
  if (only.length > 0) console.log(missing(found) + found.map(sectionText).join("\n"));
  else if (quick) console.log(`${whole}\n${chart(series)}`);
  else {
    await Deno.writeTextFile(PAGE, whole);
    await Deno.writeTextFile(`docs/${CHART}`, chart(series));
    await ran([Deno.execPath(), "fmt", "--quiet", PAGE, `docs/${CHART}`]);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
// The engine of DynamoDB ends with this program.
Deno.exit();

/** One section that fails does not take the others with it. */
async function findingOf(section: Section, lab: Lab): Promise<Found> {
  const start = performance.now();
  try {
    return { section, finding: await section.run(lab) };
  } catch (error) {
    console.error(error);
    const [line] = String(error).split("\n");
    return { section, finding: { parts: [], missing: [`${section.title}: ${line}`] } };
  } finally {
    const seconds = (performance.now() - start) / 1000;
    console.error(`${section.name}: ${seconds.toFixed(0)} s`);
  }
}
