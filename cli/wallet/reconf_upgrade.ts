/**
 * `coffer reconf --upgrade`: from secret_wallet's format to our own, beside it.
 *
 * @module
 */

import { wipe } from "../../core/bytes.ts";
import { sameMac } from "../../core/crypto/hmac.ts";
import type { RecordStore } from "../../core/ports.ts";
import { ExistsError, PartialError, RefusedError } from "../../core/errors.ts";
import type { RecordName, Wallet } from "../../core/wallet/wallet.ts";
import { upgradeWallet } from "../../core/wallet/upgrade.ts";
import type { DeviceWithKey } from "../../core/wallet/v1/device.ts";
import { formatRecoverySheet } from "../../core/wallet/v1/recovery_sheet.ts";
import type { Call } from "../command.ts";
import { parseConfig, profileOfStore } from "../config/coffer_config.ts";
import { chosenProfile } from "../config/chosen_profile.ts";
import { defaultStore } from "../config/chosen_store.ts";
import { makeOwnFolder, readIfThere } from "../config/file.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import { absoluteStore } from "../config/store_url.ts";
import { confirmed } from "../confirmed.ts";
import { currentPassword } from "../passwords.ts";
import type { Settings } from "../config/settings.ts";
import { progress } from "../progress.ts";
import { isThere, makeNamedTable } from "./init_aws.ts";
import { makeDefaultProfile } from "./init_profile.ts";
import { storeAt } from "./called_store.ts";
import { type OpenedCall, SURROUNDINGS } from "./open.ts";
import { dropPending, keptKey, pendingKey } from "./pending_key.ts";
import { nameOf } from "./show.ts";

const LABEL = "first password";
/** Added to the configuration's name, for the key while the upgrade is not complete. */
const PENDING_SUFFIX = ".upgrade";

/** Makes the new wallet, compares all of it, then switches the configuration. */
export async function upgrade(
  call: Call,
  { wallet, store, settings }: OpenedCall,
): Promise<void> {
  if (wallet.format === "coffer") {
    throw new RefusedError("this wallet has Coffer's own format already", {
      hint: "to go on where an upgrade was stopped, name the old store with --store",
    });
  }
  const places = findPlaces((name) => call.io.env(name));
  const config = requirePlace(places.config, "the configuration");
  const url = absoluteStore(targetOf(call), { cwd: Deno.cwd() });
  if (call.text("to") === undefined) await makeOwnFolder(url.replace(/^file:/, ""));
  await using to = await targetAt(call, url, settings);
  const device = await deviceOf(config, { url, isNew: await to.header() === null });
  const password = await currentPassword(call, store.location);
  const line = progress(call.io, "records");
  const result = await upgradeWallet({
    from: wallet,
    to,
    create: () => ({
      slots: [{ kind: "password", password, label: LABEL, device }],
    }),
    secrets: { secret: { password }, deviceKey: device.key },
    surroundings: SURROUNDINGS,
    beforeWriting: () => confirmed(call, `Make a wallet in ${url} with all records?`),
    onProgress: line.report,
  }).finally(line.done);
  if (await knownKey(config, url) === null) {
    await makeDefaultProfile(call, {
      profile: await chosenProfile(call.text("profile"), config),
      store: url,
      deviceKey: device.key,
    });
  }
  await dropPending(config + PENDING_SUFFIX);
  if (call.flag("purge") && result.unopened.length === 0) {
    await purge(call, wallet, store);
  }
  await tell(call, { url, recovery: formatRecoverySheet(device.key), ...result });
}

/**
 * Drops the key of an upgrade that was stopped after the profile had it: what was the old
 * wallet may be no more to be opened then, and nothing else would.
 */
export async function dropUpgraded(call: Call): Promise<void> {
  const places = findPlaces((name) => call.io.env(name));
  const config = requirePlace(places.config, "the configuration");
  const kept = await pendingKey(config + PENDING_SUFFIX);
  if (kept === null) return;
  const known = await knownKey(
    config,
    absoluteStore(targetOf(call), { cwd: Deno.cwd() }),
  );
  const isKnown = known !== null && sameMac(known, kept);
  wipe(kept, known ?? undefined);
  if (isKnown) await dropPending(config + PENDING_SUFFIX);
}

/** The store of the new wallet, as it was named. */
export function targetOf(call: Call): string {
  return call.text("to") ?? defaultStore(findPlaces((name) => call.io.env(name)));
}

/** The new store; a table in DynamoDB that is not there is made. */
async function targetAt(
  call: Call,
  url: string,
  settings: Settings,
): Promise<RecordStore> {
  const store = await storeAt(call, url, settings, "unless missing");
  try {
    if (await isThere(store)) return store;
    await confirmed(call, `Make the table of ${url}?`);
    await makeNamedTable(call, url);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  await store[Symbol.asyncDispose]();
  return await storeAt(call, url, settings, "unless missing");
}

/** Empties the old wallet, of which every record was found in the new one. */
async function purge(call: Call, wallet: Wallet, store: RecordStore): Promise<void> {
  const names: RecordName[] = [];
  for await (const { domain, access } of wallet.names()) names.push({ domain, access });
  await confirmed(
    call,
    `Delete all ${names.length} records of ${store.location} for good?`,
  );
  const { id } = await store.backup("before purge");
  await call.out.note(
    `backup: ${id}\nIt holds the old records: delete it once all is well.`,
  );
  await wallet.delete(names);
}

/** The device key of the new wallet: of a run that was stopped, of one before, or new. */
async function deviceOf(
  config: string,
  { url, isNew }: { url: string; isNew: boolean },
): Promise<DeviceWithKey> {
  const known = isNew ? null : await knownKey(config, url);
  if (known !== null) return { device: { kind: "random" }, key: known };
  return await pendingDevice(config, isNew);
}

/** The key in the profile of a wallet that an earlier upgrade has made. */
async function knownKey(
  config: string,
  url: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readIfThere(config);
  if (bytes === null) return null;
  const parsed = parseConfig(bytes, config);
  const name = profileOfStore(parsed, url);
  return name === null ? null : parsed.profiles.get(name)!.deviceKeys.v1;
}

/**
 * The device key of the wallet that is being made, kept beside the configuration until the
 * upgrade is complete, so that a run that was stopped can go on.
 */
async function pendingDevice(config: string, isNew: boolean): Promise<DeviceWithKey> {
  const path = config + PENDING_SUFFIX;
  if (!isNew && await pendingKey(path) === null) {
    throw new ExistsError("there is a wallet already where the new one is to be", {
      hint: "choose another place with --to URL",
    });
  }
  return { device: { kind: "random" }, key: await keptKey(path) };
}

async function tell(
  call: Call,
  { url, recovery, records, unopened, undated }: {
    url: string;
    recovery: string;
    records: number;
    undated: readonly { domain: string; access: string }[];
    unopened: readonly { domain: string; access: string }[];
  },
): Promise<void> {
  const names = unopened.map(({ domain, access }) => ({ domain, access }));
  if (call.out.json) {
    await call.out.value({ store: url, records, unopened: names, recovery });
  } else {
    await call.out.note(
      `${records} records are in ${url}, each compared; the old wallet is as it was.\n` +
        "Keep this recovery key on paper: other devices need it, and this one if its\n" +
        "configuration is lost.\n",
    );
    await call.out.line(recovery);
  }
  for (const name of undated) {
    await call.out.warn(`${nameOf(name)} had no proper time; it has that of now`);
  }
  if (unopened.length === 0) return;
  await call.out.flush();
  throw new PartialError(`left behind: ${unopened.map(nameOf).join(", ")}`, {
    hint: "they are in the old wallet alone; they do not open, or their name cannot be",
  });
}
