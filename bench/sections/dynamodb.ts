/**
 * secret_wallet's table in DynamoDB, next to secret_wallet itself, on Amazon's local engine.
 *
 * @module
 */

import {
  CREDENTIALS,
  hasJava,
  startLocal,
} from "../../tests/support/dynamodb_engines.ts";
import { MEMORABLE, sample, SECRET_WALLET } from "../data/wallets.ts";
import type { Lab } from "../lab.ts";
import type { Contestant } from "../measuring/in_turn.ts";
import { type Part, raceTable, type Section } from "../page/section.ts";
import { coffers, denoDir, derivation, empties } from "../programs/coffer.ts";
import { ran } from "../programs/child.ts";
import { makePlace, type Place } from "../scaling/place.ts";

const RECORDS = 50;
const ROUNDS = 7;

/** A command, and how often. */
const DEEDS: readonly (readonly [title: string, rounds: number, args: string[]])[] = [
  ["get", ROUNDS, ["get", "-d", "domain 7", "-a", "access 7"]],
  ["list", ROUNDS, ["list"]],
  // secret_wallet takes many seconds for these.
  ["save, encrypted", 1, ["save"]],
  ["save -d", 1, ["save", "-d"]],
];

/** Each command on 50 records with two info entries, by both programs. */
export const dynamodb: Section = {
  name: "dynamodb",
  title: "secret_wallet's table in DynamoDB",
  async run(lab) {
    if (!hasJava()) {
      return { parts: [], missing: ["DynamoDB: Amazon's local engine needs Java"] };
    }
    for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
    const records = [...sample(lab.atMost(RECORDS, 10))];
    const place = await makePlace(lab.folder, await startLocal(), records);
    await ran([lab.binary, "load", "-f", place.sealed], { env: place.env });
    const parts: Part[] = [];
    for (const deed of DEEDS) parts.push(await compared(lab, place, deed));
    return { parts };
  },
};

async function compared(
  lab: Lab,
  { env }: Place,
  [title, rounds, args]: typeof DEEDS[number],
): Promise<Part> {
  const contestants: Contestant[] = [
    ...await byOriginal(lab, title, args, env),
    ...coffers(lab, { name: `\`coffer ${title}\``, args, env: { ...env, ...denoDir() } }),
    ...await empties(lab),
    ...await derivation(lab, "v0"),
  ];
  const about =
    `Amazon's DynamoDB Local on the same machine, ${RECORDS} records of two ` +
    "info entries.";
  const table = raceTable(await lab.race(contestants, rounds));
  return { title: `${title} in DynamoDB`, about, table };
}

async function byOriginal(
  lab: Lab,
  title: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Contestant[]> {
  const original = await lab.original("secret_wallet");
  if ("missing" in original) return [];
  const command = [original.python, "-c", SECRET_WALLET, MEMORABLE, "yes", ...args];
  return [{ id: "original", name: `secret_wallet \`${title}\``, command, env }];
}
