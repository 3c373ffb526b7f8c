/** `coffer slot remove` */
import type { Call, Command } from "../../command.ts";
import { confirmed, YES } from "../../confirmed.ts";
import { confirm } from "../../prompt.ts";
import { assertV1, openCalledStore } from "../open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "../options.ts";
import { lossOf, rotateKey } from "../reconf_rotate.ts";

async function run(call: Call): Promise<void> {
  const id = call.arguments[0]!;
  const opened = await openCalledStore(call);
  await using _ = opened.wallet;
  const wallet = assertV1(opened.wallet);
  await wallet.unlock();
  // Of what else a new key takes away, who can be asked hears before that is done.
  const others = call.flag("rotateKey") ? await wallet.slots.otherSlots() : [];
  const loss = lossOf(others.filter((slot) => slot.id !== id));
  await confirmed(call, `Remove slot ${id}?`, loss);
  await wallet.slots.removeSlot(id);
  if (call.out.json) await call.out.value({ removed: id });
  await call.out.note(
    "From now on it opens nothing here. Who has kept the wallet key, or it and an old copy\n" +
      "of the store, can still read the values that are there, until the key is renewed too.",
  );
  if (await wantsNewKey(call)) await rotateKey(call, opened);
  else await call.out.note("After a leak: `coffer reconf --rotate-key`.");
}

async function wantsNewKey(call: Call): Promise<boolean> {
  if (call.flag("rotateKey")) return true;
  if (!call.mayAsk || call.flag("yes") || call.out.json) return false;
  return await confirm(call.io, "Renew the wallet's key now?");
}

/** Takes away a password or a CI token. */
export const command: Command = {
  arguments: [{ name: "<id>", help: "as `coffer slot list` has it" }],
  options: [
    { flags: "--rotate-key", help: "renew the wallet's key as well, as after a leak" },
    YES,
    ...CHANGE_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer slot remove 1f2e3d4c", does: "asks first, then offers a new key" },
    {
      call: "coffer slot remove 1f2e3d4c --rotate-key",
      does: "after a leak: shuts out who had the token",
    },
  ],
  notes:
    `The last slot stays: nothing would open the wallet without it. Without a new key, who
had kept the old one can still read: --rotate-key does what \`coffer reconf --rotate-key\`
does. Beside the slot it takes away every other password and token whose secret is not at
hand: all but the one that this call is made with. They are named first; add them again
afterwards.`,
  writes: () => true,
  run,
};
