/**
 * Folders of files into a stash and out of it.
 *
 * @module
 */

import { copied, folderOfFiles } from "../data/places.ts";
import { PASSWORD, SSTASH, STASH_ENV, stashOf } from "../data/stashes.ts";
import type { Lab } from "../lab.ts";
import type { Contestant, Race } from "../measuring/in_turn.ts";
import { raceTable, type Section } from "../page/section.ts";
import { count } from "../page/table.ts";
import { both, coffers, derivation, empties } from "../programs/coffer.ts";
import { ran } from "../programs/child.ts";

const FILES = 300, SIZE = 1_024;
const MORE = 1_000, MOST = 10_000;
const ROUNDS = 3;

/** 300 files next to the original; 1,000 and 10,000 next to each other. */
export const folders: Section = {
  name: "folders",
  title: "Folders of files",
  async run(lab) {
    const files = lab.atMost(FILES, 30);
    const taken = await imports(lab, files);
    const given = await exports(lab, files);
    const [few, many] = [lab.atMost(MORE, 20), lab.atMost(MOST, 200)];
    const growth = await grown(lab, few, many);
    const times = `${count(many)} files against ${count(few)}`;
    return {
      parts: [
        { title: `Import of ${files} files of 1 KB`, table: raceTable(taken) },
        { title: `Export of ${files} files of 1 KB`, table: raceTable(given) },
        { title: `Import of ${times}`, table: raceTable(growth) },
      ],
      reached: {
        import: both(taken, "original"),
        export: both(given, "original"),
        "import growth": {
          binary: growth.ratio("binary many", "binary few"),
          source: growth.ratio("source many", "source few"),
        },
      },
    };
  },
};

/** What both programs take in, or put out, and the original does at once or not at all. */
async function imports(lab: Lab, files: number): Promise<Race> {
  const folder = await filesOf(lab, files);
  const [empty, work] = [await stashOf(lab, 0), lab.at("work.stash")];
  const prepare = () => copied(empty, work);
  return await lab.race([
    ...await byOriginal(lab, work, ["import", "k", folder], prepare),
    ...coffers(lab, importing(work, folder, prepare)),
    ...await empties(lab),
    ...await derivation(lab, "stash"),
  ], ROUNDS);
}

async function exports(lab: Lab, files: number): Promise<Race> {
  const full = lab.at("full.stash");
  await copied(await stashOf(lab, 0), full);
  const { args } = importing(full, await filesOf(lab, files), () => Promise.resolve());
  await ran([lab.binary, ...args], { env: STASH_ENV });
  const out = lab.at("out");
  const prepare = () => Deno.remove(out, { recursive: true }).catch(() => {});
  return await lab.race([
    ...await byOriginal(lab, full, ["export", "k", out], prepare),
    ...coffers(lab, {
      name: "`coffer stash export`",
      args: ["stash", "export", "k", out, "-f", full],
      env: STASH_ENV,
      floor: "derive",
      prepare,
    }),
    ...await empties(lab),
    ...await derivation(lab, "stash"),
  ], ROUNDS);
}

async function grown(lab: Lab, few: number, many: number): Promise<Race> {
  const [empty, work] = [await stashOf(lab, 0), lab.at("work.stash")];
  const prepare = () => copied(empty, work);
  const sized = async (id: string, files: number) => {
    const command = importing(work, await filesOf(lab, files), prepare);
    const name = `${command.name} of ${count(files)}`;
    return coffers(lab, { ...command, name })
      .map((each) => ({ ...each, id: `${each.id} ${id}` }));
  };
  return await lab.race([
    ...await sized("few", few),
    ...await sized("many", many),
    ...await empties(lab),
    ...await derivation(lab, "stash"),
  ], ROUNDS);
}

function filesOf(lab: Lab, files: number): Promise<string> {
  const path = lab.at(`${files} files`);
  return lab.once(path, async () => {
    await folderOfFiles(path, files, SIZE);
    return path;
  });
}

function importing(stash: string, folder: string, prepare: () => Promise<void>) {
  return {
    name: "`coffer stash import`",
    args: ["stash", "import", "k", folder, "-f", stash],
    env: STASH_ENV,
    floor: "derive",
    prepare,
  };
}

/** The original with the same command, if it is there. */
export async function byOriginal(
  lab: Lab,
  stash: string,
  args: string[],
  prepare: () => Promise<void>,
): Promise<Contestant[]> {
  const original = await lab.original("sstash");
  if ("missing" in original) return [];
  const name = `Python's \`sstash\`, ${args[0]}`;
  const command = [original.python, "-c", SSTASH, stash, PASSWORD, ...args];
  return [{ id: "original", name, command, prepare }];
}
