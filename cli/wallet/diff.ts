/** `coffer diff` */
import { ConflictError } from "../../core/errors.ts";
import { type Difference, diffStores } from "../../core/wallet/sync/diff.ts";
import type { RecordDifference } from "../../core/wallet/sync/diff.ts";
import type { SlotDifference } from "../../core/wallet/sync/slots.ts";
import { quote } from "../../core/stash/key.ts";
import { counted } from "../counted.ts";
import type { Call, Command } from "../command.ts";
import { SURROUNDINGS, walletSecrets } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { nameOf } from "./show.ts";
import { namedByArguments, needsOfTwo, openTwo, TWO_STORES } from "./two_stores.ts";

async function run(call: Call): Promise<void> {
  await using stores = await openTwo(call, namedByArguments(call));
  const { first, second, settings } = stores;
  const secrets = walletSecrets(call, settings, first.location).v1!;
  const difference = await diffStores({ first, second }, {
    secrets: call.flag("names") ? secrets : null,
    surroundings: SURROUNDINGS,
  });
  await print(call, stores.urls, difference);
  if (!call.flag("exitCode") || isNone(difference)) return;
  await call.out.flush();
  throw new ConflictError("the two are not the same");
}

function isNone({ records, slots }: Difference): boolean {
  return records.length === 0 && slots.length === 0;
}

async function print(
  call: Call,
  [first, second]: readonly [string, string],
  difference: Difference,
): Promise<void> {
  const { out } = call;
  if (out.json) return await out.value({ first, second, ...difference });
  for (const record of difference.records) await out.line(recordLine(record));
  for (const slot of difference.slots) await out.line(slotLine(slot));
  await out.flush();
  await out.note(countsOf(difference).join(", "));
}

function countsOf({ same, records }: Difference): string[] {
  const count = (where: RecordDifference["in"]) =>
    records.filter((record) => record.in === where).length;
  return [
    `${counted(same, "record")} the same`,
    `${count("first")} only in the first`,
    `${count("second")} only in the second`,
    `${count("both")} different`,
  ];
}

/** As diff tools mark lines: `<` the first, `>` the second, `!` both. */
const MARKS = { first: "<", second: ">", both: "!" } as const;

function recordLine({ id, name, in: where, parts, revs }: RecordDifference): string {
  const what = name === null ? `id ${id}` : nameOf(name);
  if (where !== "both") return `${MARKS[where]} ${what}`;
  const counts = revs.first === null || revs.second === null
    ? ""
    : `; revision ${revs.first} and ${revs.second}`;
  return `${MARKS.both} ${what} (${parts.join(", ")}${counts})`;
}

/** A slot that is not the same in both. */
export function slotLine({ id, kind, label, in: where }: SlotDifference): string {
  return `${MARKS[where]} slot ${id} (${kind}, ${quote(label)})`;
}

/** Compares two copies. */
export const command: Command = {
  arguments: [...TWO_STORES.arguments],
  options: [
    { flags: "--no-names", help: "show sealed names by their id; asks for no password" },
    { flags: "--exit-code", help: "end with 6 if they are not the same" },
    ...OPEN_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer diff file:/media/stick/wallet.json",
      does: "with the configured one",
    },
    { call: "coffer diff sqlite:a.sqlite sqlite:b.sqlite", does: "two others" },
  ],
  notes:
    `< is only in the first, > only in the second, ! in both and different: it says which
parts were written anew. No value is opened or shown. Only where names are sealed
is a password needed, and both copies are shown to be genuine then.`,
  writes: () => false,
  ...needsOfTwo(namedByArguments, { writesFirst: false, remembers: false }),
  run,
};
