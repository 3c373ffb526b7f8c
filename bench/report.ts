/**
 * Measures whole programs side by side, in turn, and writes docs/performance.md.
 *
 * Nothing in that page is typed by hand. COFFER_BIN names the binary (default
 * dist/coffer); SSTASH_PYTHON and SECRET_WALLET_PYTHON name Pythons that have the two
 * originals. What is missing is left out, and the page says so.
 *
 * @module
 */

import { binarySection } from "./binary_section.ts";
import { dynamodbSections, hasEngine } from "./dynamodb_sections.ts";
import { emptyProgram, fixtures } from "./fixtures.ts";
import { page, type Section } from "./page.ts";
import { stashSection } from "./stash_section.ts";
import { ownSections, secretWalletSections } from "./wallet_sections.ts";

const BINARY = Deno.env.get("COFFER_BIN") ?? `${Deno.cwd()}/dist/coffer`;
const SSTASH = Deno.env.get("SSTASH_PYTHON");
const SECRET_WALLET = Deno.env.get("SECRET_WALLET_PYTHON");

const made = await fixtures();
try {
  const empty = await emptyProgram(made.folder);
  const programs = { binary: BINARY, empty, folder: made.folder };
  const sections: Section[] = [
    await stashSection(made, { ...programs, python: SSTASH }),
    ...await secretWalletSections({ ...programs, python: SECRET_WALLET }),
    ...await ownSections(programs),
    ...(hasEngine()
      ? await dynamodbSections({ ...programs, python: SECRET_WALLET })
      : []),
  ];
  const missing = [
    ...(SSTASH === undefined ? ["`sstash`: SSTASH_PYTHON is not set"] : []),
    ...(SECRET_WALLET === undefined
      ? ["`secret_wallet`: SECRET_WALLET_PYTHON is not set"]
      : []),
    ...(hasEngine() ? [] : ["DynamoDB: Amazon's local engine needs Java"]),
  ];
  await Deno.writeTextFile(
    "docs/performance.md",
    page({
      sections,
      missing,
      binary: await binarySection(BINARY, empty),
      machine: {
        cores: navigator.hardwareConcurrency,
        system: `${Deno.build.os} ${Deno.osRelease()}`,
        deno: Deno.version.deno,
      },
    }),
  );
} finally {
  await Deno.remove(made.folder, { recursive: true });
}
// The engine ends with this program.
Deno.exit();
