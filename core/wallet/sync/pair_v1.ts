/**
 * Two copies of one v1 wallet, opened with one key.
 *
 * @module
 */

import { sameBytes } from "../../bytes.ts";
import { DamagedError, RefusedError } from "../../errors.ts";
import type { RecordStore } from "../../ports.ts";
import type { Surroundings } from "../v0/wallet.ts";
import type { HeaderV1 } from "../v1/header.ts";
import { parseHeader } from "../v1/header_parse.ts";
import { type OpenHeader, openHeader } from "../v1/open_header.ts";
import { type Opening, openStored, type SecretsV1, storedHeader } from "../v1/opening.ts";
import { WalletSession } from "../v1/session.ts";

/** Two open wallets. They wipe their keys; the stores stay their owners'. */
export interface PairV1 extends AsyncDisposable {
  readonly first: WalletSession;
  readonly second: WalletSession;
}

/** The stores of two copies. */
export interface Stores {
  readonly first: RecordStore;
  readonly second: RecordStore;
}

/** Two copies, and the epoch of the one key that both have. */
export interface SameKeyV1 extends PairV1 {
  readonly epoch: number;
}

/**
 * Opens the first copy, and the second with its key.
 *
 * @throws {RefusedError} if they are not of one wallet, or have not one and the same key
 * @throws {DamagedError} if the key of the first does not fit the second
 * @throws {NotFoundError | AuthenticationError | DamagedError | UsageError} as `openStored`
 */
export async function openSameKey(
  stores: Stores,
  secrets: SecretsV1,
  surroundings: Surroundings,
): Promise<SameKeyV1> {
  const epoch = commonEpoch(stores, await headersOf(stores));
  const open = (opened: Opening) => openWithKeyOf(opened, stores);
  const pair = await openBoth(stores, { secrets, surroundings, open });
  return { ...pair, epoch };
}

/**
 * Opens both copies with the same secrets, each with its own key.
 *
 * @throws {RefusedError} if they are not of one wallet
 * @throws {NotFoundError | AuthenticationError | DamagedError | UsageError} as `openStored`
 */
export async function openPairV1(
  stores: Stores,
  secrets: SecretsV1,
  surroundings: Surroundings,
): Promise<PairV1> {
  await headersOf(stores);
  const open = async (opened: Opening) => {
    try {
      return await openWithKeyOf(opened, stores);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      return await openStored(stores.second, secrets);
    }
  };
  return await openBoth(stores, { secrets, surroundings, open });
}

async function openBoth(
  stores: Stores,
  { secrets, surroundings, open }: {
    secrets: SecretsV1;
    surroundings: Surroundings;
    open: (first: Opening) => Promise<Opening>;
  },
): Promise<PairV1> {
  const opened = await openStored(stores.first, secrets);
  const first = sessionOf(stores.first, opened, surroundings);
  try {
    await first.header.opening();
    const second = sessionOf(stores.second, await open(opened), surroundings);
    await second.header.opening();
    return { first, second, [Symbol.asyncDispose]: () => closed(first, second) };
  } catch (error) {
    await closed(first);
    throw error;
  }
}

/** Sessions own their stores, but these are only lent to them. */
function sessionOf(
  store: RecordStore,
  opening: Opening,
  surroundings: Surroundings,
): WalletSession {
  return new WalletSession(store, () => Promise.resolve(opening), surroundings);
}

async function closed(...sessions: WalletSession[]): Promise<void> {
  for (const { header } of sessions) await header[Symbol.asyncDispose]();
}

/**
 * The headers of two copies of one wallet.
 *
 * @throws {RefusedError} if they are of two wallets
 * @throws {NotFoundError | DamagedError} if one is missing, or has not the form of one
 */
export async function headersOf(
  { first, second }: Stores,
): Promise<readonly [HeaderV1, HeaderV1]> {
  const [one, other] = [await headerIn(first), await headerIn(second)];
  if (sameBytes(one.walletId, other.walletId)) return [one, other];
  throw new RefusedError(
    `${first.location} and ${second.location} are not copies of one wallet`,
    { hint: "`coffer copy` makes a copy; `coffer save -d` and `load` take records over" },
  );
}

function commonEpoch(
  { first, second }: Stores,
  [one, other]: readonly [HeaderV1, HeaderV1],
): number {
  for (const [{ epochs }, { location }] of [[one, first], [other, second]] as const) {
    if (epochs.length > 1) throw renewing(location);
  }
  const epochs = [one.epochs[0]!, other.epochs[0]!] as const;
  if (epochs[0] === epochs[1]) return epochs[0];
  const [older, newer] = epochs[0] < epochs[1] ? [first, second] : [second, first];
  throw renewed(older.location, newer.location);
}

async function headerIn(store: RecordStore): Promise<HeaderV1> {
  return parseHeader((await storedHeader(store)).value);
}

async function openWithKeyOf(
  { state, slotId }: Opening,
  { first, second }: Stores,
): Promise<Opening> {
  const { value, version } = await storedHeader(second);
  const header = parseHeader(value);
  const keyring = state.open.keyring.only(header.epochs);
  let open: OpenHeader;
  try {
    open = openHeader(header, keyring);
  } catch (cause) {
    keyring.wipe();
    throw new DamagedError(
      `the key of ${first.location} does not open ${second.location}`,
      {
        cause,
        hint:
          "the key of each was renewed on its own, or a header is damaged; keep the " +
          "one that is right, and make a new copy of it",
      },
    );
  }
  const deviceKey = new Uint8Array();
  return { state: { open, version }, slotId, slotKey: null, deviceKey };
}

function renewing(location: string): RefusedError {
  return new RefusedError(`the key of ${location} is being renewed`, {
    hint: "finish that first: `coffer reconf --rotate-key` continues it",
  });
}

/** To seal with the old key what the new one has sealed would undo the renewal. */
function renewed(older: string, newer: string): RefusedError {
  return new RefusedError(`the key of ${newer} was renewed, that of ${older} was not`, {
    hint: "empty the older one, and make a new copy with `coffer copy`",
  });
}
