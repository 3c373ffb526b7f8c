/**
 * The part of a guided set-up that asks where the records shall be.
 *
 * @module
 */

import type { Call } from "../command.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import { answered } from "./init_ask.ts";
import { askDynamodb } from "./init_aws.ts";

const QUESTION = "Where shall the records be? (a store's URL, or sqlite, or dynamodb)";

/** The store's name: an answer as it is, or what further questions make of a kind. */
export async function askStore(call: Call, suggestion: string): Promise<string> {
  const answer = await answered(call, QUESTION, suggestion);
  if (isShortFor("dynamodb", answer)) return await askDynamodb(call);
  if (!isShortFor("sqlite", answer)) return answer;
  const { wallet } = findPlaces((name) => call.io.env(name));
  const path = requirePlace(wallet, "the wallet").replace(/\.json$/, ".sqlite");
  return `sqlite:${await answered(call, "In which database?", path)}`;
}

function isShortFor(word: string, answer: string): boolean {
  return answer !== "" && word.startsWith(answer.toLowerCase());
}
