/** `coffer init` */
import { utf8 } from "../../core/bytes.ts";
import type { RecordStore } from "../../core/ports.ts";
import type { Call, Command } from "../command.ts";
import { makeOwnFolder } from "../config/file.ts";
import { resolveSettings } from "../config/settings.ts";
import { absoluteStore } from "../config/store_url.ts";
import {
  ALLOW_WEAK,
  DEVICE_PASSWORD_SOURCES,
  JSON_OUTPUT,
  LOCK_TIMEOUT,
  NO_INPUT,
  PASSWORD_SOURCES,
} from "../shared_options.ts";
import { createWallet } from "./init_create.ts";
import { joinWallet } from "./init_join.ts";
import { holdsV0, joinWalletV0 } from "./init_join_v0.ts";
import type { Done } from "./init_done.ts";
import { type Plan, planInit } from "./init_plan.ts";
import { storeAt, WALLET_ALIASES } from "./open.ts";

async function run(call: Call): Promise<void> {
  const plan = await planInit(call);
  if (plan === null) return;
  const url = absoluteStore(plan.store, { cwd: Deno.cwd() });
  if (url.startsWith("file:") && plan.isDefaultStore) {
    await makeOwnFolder(url.slice("file:".length));
  }
  // Plug-ins are configured for all profiles, also for one that is only now made.
  const settings = await resolveSettings({
    env: (name) => call.io.env(name),
    options: { store: url },
  });
  const store = await storeAt(call, url, settings);
  const done = await setUp(call, store, { ...plan, store: url });
  await tell(call, done);
}

async function setUp(call: Call, store: RecordStore, plan: Plan): Promise<Done> {
  try {
    const header = await store.header();
    if (header !== null) {
      return await joinWallet(call, { header: header.value, plan, store });
    }
    return await holdsV0(store)
      ? await joinWalletV0(call, store, plan)
      : await createWallet(call, store, plan);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

async function tell(call: Call, { recovery, ...done }: Done): Promise<void> {
  if (call.out.json) return await call.out.value({ ...done, recovery: recovery ?? null });
  await call.out.note(`${done.done} the wallet in ${done.store}`);
  await call.out.note(`it is profile ${done.profile} of this device`);
  if (recovery === undefined) return;
  await call.out.note(
    "\nKeep this recovery key on paper: without it the wallet opens on no other device,\n" +
      "and not on this one if its configuration is lost.\n",
  );
  await call.out.data(utf8(`${recovery}\n`));
}

/** Makes a wallet, or joins this device to one. */
export const command: Command = {
  options: [
    { flags: "--store <URL>", help: "where the records are to be" },
    { flags: "--profile <NAME>", help: "what the configuration calls it" },
    {
      flags: "--names <HOW>",
      help: "sealed (default): the store sees no names; or clear",
    },
    {
      flags: "--device-key <KIND>",
      help: "random (default), password or none: what this device adds to the password",
    },
    {
      flags: "--recovery-file <FILE>",
      help: "on joining: read the recovery key from a file",
    },
    {
      flags: "--agent",
      help: "the agent keeps keys for a while; the first password starts it",
    },
    { flags: "--no-agent", help: "it does not (default, unless a question is answered)" },
    ...PASSWORD_SOURCES,
    ...DEVICE_PASSWORD_SOURCES,
    ALLOW_WEAK,
    LOCK_TIMEOUT,
    NO_INPUT,
    JSON_OUTPUT,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    {
      call: "coffer init",
      does: "asks what it needs to know; Return takes what is shown",
    },
    {
      call: "coffer init --store sqlite:/srv/team.sqlite --no-input --password-file pw",
      does: "for scripts: takes the defaults",
    },
  ],
  notes: `On a store that holds a wallet already, this device joins it: the password and,
where it needs one, the device password or the recovery key are shown to open it, and
nothing but this device's configuration is written. Nothing in use is overwritten.`,
  writes: () => true,
  run,
};
