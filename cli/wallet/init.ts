/** `coffer init` */
import { utf8 } from "../../core/bytes.ts";
import type { RecordStore } from "../../core/ports.ts";
import { assertHoldsV1 } from "../../core/wallet/v1/able_store.ts";
import type { Call, Command } from "../command.ts";
import { makeOwnFolder } from "../config/file.ts";
import { resolveSettings } from "../config/settings.ts";
import { absoluteStore } from "../config/store_url.ts";
import { YES } from "../confirmed.ts";
import { configurationGrants, storeVariables } from "../needs/configuration.ts";
import type { StoreUse } from "../needs/stores.ts";
import {
  ALLOW_WEAK,
  DEVICE_PASSWORD_SOURCES,
  JSON_OUTPUT,
  LOCK_TIMEOUT,
  NO_INPUT,
  PASSWORD_SOURCES,
  TIMEOUT,
} from "../shared_options.ts";
import {
  askForTable,
  AWS_OPTIONS,
  calledPolicies,
  isThere,
  makeNamedTable,
  tellPolicies,
  writeGivenProfile,
} from "./init_aws.ts";
import { createWallet } from "./init_create.ts";
import { joinWallet } from "./init_join.ts";
import { holdsV0, joinWalletV0 } from "./init_join_v0.ts";
import type { Done } from "./init_done.ts";
import {
  namedStore,
  type Plan,
  planInit,
  suggestedStore,
  type There,
} from "./init_plan.ts";
import { calledSettings, storeAt } from "./called_store.ts";
import { openCalledStore } from "./open.ts";
import { WALLET_ALIASES } from "./options.ts";
import { upgrade } from "./reconf_upgrade.ts";

async function run(call: Call): Promise<void> {
  if (call.flag("policies")) {
    const { store } = await calledSettings(call);
    return await call.out.value(calledPolicies(store));
  }
  await using place = new Place(call);
  const plan = await planInit(call, (store) => look(place, store));
  if (plan === "use") return;
  if (plan === "upgrade") return await upgradeTheirs(call);
  const url = absoluteStore(plan.store, { cwd: Deno.cwd() });
  if (url.startsWith("file:") && plan.isDefaultStore) {
    await makeOwnFolder(url.slice("file:".length));
  }
  await writeGivenProfile(call, url);
  let store = await place.open(url);
  if (!await isThere(store)) {
    // What can be told of the engine without a table is told before one is made.
    assertHoldsV1(store);
    await askForTable(call, url);
    await makeNamedTable(call, url);
    await tellPolicies(call, url);
    store = await place.openAnew(url);
  }
  await tell(call, await setUp(call, store, { ...plan, store: url }));
}

async function look(place: Place, named: string): Promise<There> {
  const store = await place.open(absoluteStore(named, { cwd: Deno.cwd() }));
  if (!await isThere(store)) return "nothing";
  if (await store.header() !== null) return "coffer";
  return await holdsV0(store) ? "secret-wallet" : "nothing";
}

/** The store of a set-up, opened once: what only a plug-in's needs is given up then. */
class Place implements AsyncDisposable {
  readonly #call: Call;
  #opened: RecordStore | null = null;

  constructor(call: Call) {
    this.#call = call;
  }

  async open(url: string): Promise<RecordStore> {
    return this.#opened ??= await this.#openAt(url);
  }

  /** Once more, for an engine that could not be asked what it can before. */
  async openAnew(url: string): Promise<RecordStore> {
    await this[Symbol.asyncDispose]();
    return await this.open(url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.[Symbol.asyncDispose]();
    this.#opened = null;
  }

  async #openAt(url: string): Promise<RecordStore> {
    // Plug-ins are configured for all profiles, also for one that is only now made.
    const settings = await resolveSettings({
      env: (name) => this.#call.io.env(name),
      options: { store: url },
    });
    // Which store it would be was not known before; now it is.
    this.#call.needs = { ...this.#call.needs, net: false, surroundings: false };
    return await storeAt(this.#call, url, settings, "unless missing");
  }
}

async function upgradeTheirs(call: Call): Promise<void> {
  const opened = await openCalledStore(call);
  await using _ = opened.wallet;
  await upgrade(call, opened);
}

async function setUp(call: Call, store: RecordStore, plan: Plan): Promise<Done> {
  const header = await store.header();
  const joins = header !== null || await holdsV0(store);
  if (!joins) {
    assertHoldsV1(store);
    return await createWallet(call, store, plan);
  }
  if (call.text("names") !== undefined || call.text("deviceKey") !== undefined) {
    await call.out.warn(
      "the wallet is there already: it keeps its names and device keys",
    );
  }
  return header === null
    ? await joinWalletV0(call, store, plan)
    : await joinWallet(call, { header: header.value, plan, store });
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

/** A person who is asked may name any; one over a network needs the most. */
function possibleStores(call: Call): StoreUse[] {
  const suggested = { url: suggestedStore(call), writes: true };
  return call.mayAsk ? [suggested, { url: "dynamodb:", writes: true }] : [suggested];
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
    ...AWS_OPTIONS,
    ALLOW_WEAK,
    YES,
    LOCK_TIMEOUT,
    TIMEOUT,
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
    {
      call: "coffer init --store 'dynamodb:secrets?region=eu-west-1'",
      does: "in DynamoDB; a table that is not there is made, protected from deletion",
    },
  ],
  notes: `On a store that holds a wallet already, this device joins it: the password and,
where it needs one, the device password or the recovery key are shown to open it, and
nothing but this device's configuration is written. Nothing in use is overwritten.`,
  writes: () => true,
  // Where none is named, not the configured one is meant, but Coffer's own place.
  opens: (call) => namedStore(call) === undefined ? [] : ["wallet"],
  stores: (call) => namedStore(call) === undefined ? possibleStores(call) : [],
  needs: (call, grants) => {
    storeVariables(call, grants);
    configurationGrants(call, { grants, writes: true });
  },
  run,
};
