/** `coffer stash info` */
import { quote } from "../../core/stash/key.ts";
import { describeEnvelope, type Description } from "../../core/stash/describe.ts";
import type { BlobStore } from "../../core/ports.ts";
import { WAY_BACK_SUFFIX } from "../../core/stash/replace.ts";
import { loadStashFile } from "../../core/stash/envelope.ts";
import type { Call, Command } from "../command.ts";
import { JSON_OUTPUT, STASH_FILE } from "../shared_options.ts";
import { stashName } from "./name.ts";
import { storeOf } from "./open.ts";

async function run(call: Call): Promise<void> {
  const store = await storeOf(call);
  const { bytes } = await loadStashFile(store);
  const about = { file: store.location, ...describeEnvelope(bytes) };
  await warnOfWayBack(call, store);
  if (call.out.json) return await call.out.value(about);
  for (const line of lines(about)) await call.out.line(line);
}

/** A change of password that was cut short leaves the old file beside the new one. */
async function warnOfWayBack(call: Call, store: BlobStore): Promise<void> {
  const wayBack = store.sibling(WAY_BACK_SUFFIX);
  // Where it may not be looked for, there is nothing to say.
  const found = await wayBack.load().catch(() => null);
  if (found === null) return;
  await call.out.warn(
    `${wayBack.location} is left from a change of password that was cut short: it opens ` +
      "with the old password; delete it once the stash opens with the new one",
  );
}

function lines(about: Description & { file: string }): string[] {
  const number = (value: number) => value.toLocaleString("en-US");
  return [
    `file     ${about.file}`,
    `size     ${number(about.size)} bytes, ${number(about.sealedSize)} of them sealed`,
    `cipher   XSalsa20-Poly1305`,
    `key      PBKDF2 with ${quote(about.hash)}, ` +
    `${number(about.iterations)} iterations, a salt of ${about.saltLength} bytes`,
    `advice   ${about.advice}`,
    `A thief of this file sees these numbers and the size; no name and no value.`,
  ];
}

/** Tells what can be told without a password. */
export const command: Command = {
  options: [STASH_FILE, JSON_OUTPUT],
  examples: [
    { call: "coffer stash info -f my.stash", does: "tells how dear guessing is" },
  ],
  writes: () => false,
  needs: (call, grants) => grants.read(stashName(call) + WAY_BACK_SUFFIX),
  run,
};
