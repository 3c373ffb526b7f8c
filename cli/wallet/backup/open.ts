/**
 * The store of a wallet, for its backups.
 *
 * @module
 */

import type { RecordStore } from "../../../core/ports.ts";
import type { Call } from "../../command.ts";
import type { Settings } from "../../config/settings.ts";
import { calledSettings, storesAt } from "../called_store.ts";

/** The store that a call means, for its backups: whatever has become of the wallet in it. */
export async function openForBackups(
  call: Call,
): Promise<{ settings: Settings; store: RecordStore }> {
  const settings = await calledSettings(call);
  const place = {
    url: settings.store,
    settings,
    watch: "nothing",
    damaged: true,
  } as const;
  const [store] = await storesAt(call, [place]);
  return { settings, store: store! };
}
