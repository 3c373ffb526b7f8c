/** `coffer qget` */
import { NotFoundError, RefusedError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import type { Summary } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { askLine } from "../prompt.ts";
import { existing } from "./get.ts";
import { OPEN_WALLET, openCalledWallet, WALLET_ALIASES } from "./open.ts";
import { matching } from "./query.ts";
import { recordJson, recordLines, shown } from "./show.ts";

async function run(call: Call): Promise<void> {
  const either = call.arguments[0];
  await using wallet = await openCalledWallet(call);
  const found = await matching(wallet, { either });
  const name = await choose(call, found, either ?? "");
  const record = await existing(wallet, name);
  if (call.out.json) return await call.out.value(recordJson(record));
  for (const line of recordLines(record)) await call.out.line(line);
}

/** The only match, or the one that is chosen by its number. */
async function choose(call: Call, found: Summary[], text: string): Promise<Summary> {
  const [first] = found;
  if (first === undefined) {
    throw new NotFoundError(`no record matches ${quote(text)}`, {
      hint: "`coffer list` lists what there is",
    });
  }
  if (found.length === 1) return first;
  await printChoices(call, found);
  if (!call.mayAsk) {
    throw new UsageError(`${found.length} records match, and nobody can be asked which`, {
      hint: "name one of them with `coffer get`",
    });
  }
  for (;;) {
    const answer = await askLine(call.io, "Which one? A number, or 0 for none:");
    if (answer === "0" || answer === "") throw new RefusedError("none was chosen");
    const chosen = /^[0-9]+$/.test(answer) ? found[Number(answer) - 1] : undefined;
    if (chosen !== undefined) return chosen;
    await call.out.note(`A number from 1 to ${found.length}, please.`);
  }
}

async function printChoices(call: Call, found: Summary[]): Promise<void> {
  const width = `${found.length}`.length;
  for (const [index, { domain, access }] of found.entries()) {
    const number = `${index + 1}`.padStart(width);
    await call.out.note(`${number}  ${shown(domain)}  ${shown(access)}`);
  }
}

/** Searches, and shows the match that is chosen. */
export const command: Command = {
  arguments: [{ name: "[text]", help: "a part of a domain or an access" }],
  options: OPEN_WALLET,
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer qget smart", does: "shows the match; of several, asks which" },
  ],
  writes: () => false,
  run,
};
