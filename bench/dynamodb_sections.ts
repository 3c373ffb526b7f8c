/**
 * secret_wallet's table in DynamoDB, next to secret_wallet itself, on Amazon's local engine.
 *
 * @module
 */

import { CREDENTIALS, hasJava, startLocal } from "../tests/support/dynamodb_engines.ts";
import { type Contestant, inTurn } from "./measure.ts";
import type { Section } from "./page.ts";
import { makePlace, type Place } from "./scaling_place.ts";
import type { Programs } from "./stash_section.ts";
import { MEMORABLE, sample, SECRET_WALLET } from "./wallet_fixtures.ts";

const RECORDS = 50;
const ROUNDS = 7;
const SLOW_ROUNDS = 3;

/** Whether there is an engine to measure on. */
export const hasEngine: () => boolean = hasJava;

/** Each command on 50 records with two info entries, by both programs. */
export async function dynamodbSections(programs: Programs): Promise<Section[]> {
  for (const [name, value] of Object.entries(CREDENTIALS)) Deno.env.set(name, value);
  const place = await makePlace(programs.folder, await startLocal(), [
    ...sample(RECORDS),
  ]);
  await filled(programs, place);
  const both = async (title: string, rounds: number, args: string[]) => ({
    title: `secret_wallet's table in DynamoDB: ${title}`,
    about:
      `Amazon's DynamoDB Local on the same machine, a table with ${RECORDS} records ` +
      "of two info entries.",
    rounds,
    results: await inTurn(pair(programs, place, args), rounds),
  });
  return [
    await both("get", ROUNDS, ["get", "-d", "domain 7", "-a", "access 7"]),
    await both("list", ROUNDS, ["list"]),
    await both("save, encrypted", SLOW_ROUNDS, ["save"]),
    await both("save -d", SLOW_ROUNDS, ["save", "-d"]),
  ];
}

function pair(
  { binary, python }: Programs,
  { env }: Place,
  args: string[],
): Contestant[] {
  const [command] = args;
  return [
    ...(python === undefined ? [] : [{
      name: `secret_wallet \`${command}\``,
      command: [python, "-c", SECRET_WALLET, MEMORABLE, "yes", ...args],
      env,
    }]),
    { name: `coffer \`${command}\``, command: [binary, ...args], env },
  ];
}

async function filled({ binary }: Programs, { env, sealed }: Place): Promise<void> {
  const { success, stderr } = await new Deno.Command(binary, {
    args: ["load", "-f", sealed],
    env,
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
