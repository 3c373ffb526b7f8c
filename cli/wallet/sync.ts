/** `coffer sync` */
import { PartialError, UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";
import type { Which } from "../../core/wallet/sync/decide.ts";
import type { MovedRecord } from "../../core/wallet/sync/report.ts";
import type { LeftAlone, Risk } from "../../core/wallet/sync/sync.ts";
import { type SyncedStores, syncStores } from "../../core/wallet/sync/sync_stores.ts";
import type { Call, Command } from "../command.ts";
import { confirmed, YES } from "../confirmed.ts";
import { progress } from "../progress.ts";
import { slotLine } from "./diff.ts";
import { SURROUNDINGS, walletSecrets } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";
import { nameOf } from "./show.ts";
import { SyncMemory } from "./sync_memory.ts";
import {
  namedByArguments,
  needsOfTwo,
  openTwo,
  TWO_STORES,
  type TwoStores,
} from "./two_stores.ts";

async function run(call: Call): Promise<void> {
  const prefer = preferredOf(call);
  await using stores = await openTwo(call, namedByArguments(call));
  const memory = new SyncMemory(call, stores.urls);
  const dryRun = call.flag("dryRun");
  const line = progress(call.io, "changes");
  const { first, second, settings } = stores;
  const synced = await syncStores({ first, second }, {
    base: call.flag("forget") ? null : await memory.read(),
    secrets: walletSecrets(call, settings, first.location).v1!,
    surroundings: SURROUNDINGS,
    dryRun,
    onRisk: (risk) => confirmed(call, questionOf(risk)),
    onProgress: line.report,
    ...(prefer !== undefined && { prefer }),
  }).finally(line.done);
  if (!dryRun) await memory.write(synced.base);
  await print(call, stores, synced);
  await call.out.flush();
  if (synced.left.length > 0) throw leftAlone(synced.left);
}

function preferredOf(call: Call): Which | undefined {
  const prefer = call.text("prefer");
  if (prefer === undefined || prefer === "first" || prefer === "second") return prefer;
  throw new UsageError(`--prefer takes first or second, not ${quote(prefer)}`);
}

function questionOf(risk: Risk): string {
  return risk.kind === "emptied"
    ? `${risk.location} held records and holds none. Delete those of the other, too?`
    : "The two have no record in common. Put the records of each into the other?";
}

async function print(
  call: Call,
  { urls: [first, second] }: TwoStores,
  { format, same, moved, left, slots }: SyncedStores,
): Promise<void> {
  const { out } = call;
  const dryRun = call.flag("dryRun");
  if (out.json) {
    const report = { first, second, format, same, moved, left, slots, dryRun };
    return await out.value(report);
  }
  for (const each of moved) await out.line(movedLine(each));
  for (const each of left) await out.line(leftLine(each));
  await out.flush();
  if (slots.length > 0) {
    await out.note("Slots that are not the same, and stay so:");
    for (const slot of slots) await out.note(slotLine(slot));
  }
  const would = dryRun ? " (dry run: nothing was written)" : "";
  const counts = `${moved.length} moved, ${left.length} left alone, ${same} the same`;
  await out.note(counts + would);
}

/** An arrow to the copy that was changed: `>` the second, `<` the first. */
function movedLine({ names, deed, to }: MovedRecord): string {
  return `${to === "second" ? ">" : "<"} ${deed} ${names.map(nameOf).join(", ")}`;
}

function leftLine({ names, reason }: LeftAlone): string {
  return `! ${names.map(nameOf).join(", ")} (${reason})`;
}

function leftAlone(left: readonly LeftAlone[]): PartialError {
  const names = left.flatMap(({ names }) => names).map(nameOf);
  return new PartialError(`left alone in both: ${names.join(", ")}`, {
    hint:
      "`coffer get --store URL` shows either; `--prefer first` or `--prefer second` " +
      "says which is right",
  });
}

/** Brings two copies together. */
export const command: Command = {
  arguments: [...TWO_STORES.arguments],
  options: [
    { flags: "--prefer <WHICH>", help: "first or second: right where both have changed" },
    { flags: "--forget", help: "go on without what the last sync has remembered" },
    { flags: "--dry-run", help: "tell what would be done, and do nothing" },
    YES,
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer sync file:/media/stick/wallet.json",
      does: "with the configured one",
    },
    { call: "coffer sync sqlite:a.sqlite sqlite:b.sqlite --dry-run", does: "only tells" },
    {
      call: "coffer sync file:/media/stick/wallet.json --prefer first",
      does: "takes the configured one for right where both have changed",
    },
  ],
  notes:
    `> says what the second copy took from the first, < the reverse. What was changed in
both since the last sync is left alone and named (!), and the exit code is 9. What
was the same is remembered on this device, so that a deleted record is told from a
new one; docs/sync.md says how. Slots are compared and never changed.`,
  writes: (call) => !call.flag("dryRun"),
  ...needsOfTwo(namedByArguments, { writesFirst: true, remembers: true }),
  run,
};
