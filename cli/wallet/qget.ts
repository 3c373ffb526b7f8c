/** `coffer qget` */
import { NotFoundError, RefusedError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import type { Summary } from "../../core/wallet/wallet.ts";
import { choose, numbered } from "../choose.ts";
import type { Call, Command } from "../command.ts";
import { sawNames } from "../session.ts";
import { existing } from "./get.ts";
import { openCalledWallet } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { matching } from "./query.ts";
import { recordJson, recordLines, shown } from "./show.ts";

async function run(call: Call): Promise<void> {
  const either = call.arguments[0];
  await using wallet = await openCalledWallet(call);
  const found = await matching(wallet, { either });
  sawNames(call.io, found);
  const name = await chosenOf(call, found, either ?? "");
  const record = await existing(wallet, name);
  if (call.out.json) return await call.out.value(recordJson(record));
  for (const line of recordLines(record)) await call.out.line(line);
}

/** The only match, or the one that is chosen. */
async function chosenOf(call: Call, found: Summary[], text: string): Promise<Summary> {
  const [first] = found;
  if (first === undefined) {
    throw new NotFoundError(`no record matches ${quote(text)}`, {
      hint: "`coffer list` lists what there is",
    });
  }
  if (found.length === 1) return first;
  const labels = found.map(({ domain, access }) => `${shown(domain)}  ${shown(access)}`);
  if (!call.mayAsk) {
    for (const row of numbered(labels)) await call.out.note(row);
    throw new UsageError(`${found.length} records match, and nobody can be asked which`, {
      hint: "name one of them with `coffer get`",
    });
  }
  const index = await choose(call.io, labels);
  if (index === null) throw new RefusedError("none was chosen");
  return found[index]!;
}

/** Searches, and shows the match that is chosen. */
export const command: Command = {
  arguments: [{ name: "[text]", help: "a part of a domain or an access" }],
  options: OPEN_WALLET,
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer qget smart", does: "shows the match; of several, asks which" },
  ],
  notes: "Of several, one is chosen by its number or with the arrow keys, and Enter.",
  writes: () => false,
  run,
};
