/** `coffer slot list` */
import { listSlots, type SlotSummary } from "../../../core/wallet/v1/slot_service.ts";
import type { Call, Command } from "../../command.ts";
import { calledSettings, storeAt } from "../called_store.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "../options.ts";
import { shown } from "../show.ts";

async function run(call: Call): Promise<void> {
  const settings = await calledSettings(call);
  await using store = await storeAt(call, settings.store, settings);
  const slots = await listSlots(store);
  if (call.out.json) return await call.out.value(slots);
  for (const slot of slots) await call.out.line(row(slot));
}

function row({ id, kind, label, kdf, device }: SlotSummary): string {
  const cost = kdf.name === "argon2id"
    ? `argon2id, ${kdf.m >> 10} MiB, ${kdf.t} passes`
    : kdf.name === "none"
    ? "256 random bits"
    : `pbkdf2-sha512, ${kdf.iterations} iterations`;
  return `${id}  ${kind.padEnd(8)}  device key: ${device.padEnd(8)}  ${cost}  ${
    shown(label)
  }`;
}

/** Lists what opens the wallet; asks for no password. */
export const command: Command = {
  options: OPEN_WALLET,
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer slot list", does: "lists passwords and CI tokens" }],
  notes:
    `As the store has it: whoever can write there could have changed this list. Commands
that open the wallet notice that.`,
  writes: () => false,
  run,
};
