/**
 * What is not the same in two copies of a wallet: by what identifies a record and by its
 * ciphertext, so that no key is needed but for names that are sealed. Never a value.
 *
 * @module
 */

import type { Attribute, StoredRecord } from "../../ports.ts";
import { type Format, movable } from "../copy/content.ts";
import type { Surroundings } from "../v0/wallet.ts";
import type { SecretsV1 } from "../v1/opening.ts";
import { compareNames } from "../v1/name_order.ts";
import type { RecordName } from "../wallet.ts";
import type { Which } from "./decide.ts";
import { commonFormat } from "./formats.ts";
import { headersOf, openPairV1, type Stores } from "./pair_v1.ts";
import { readOpened, readSealed } from "./read_v1.ts";
import type { Item } from "./replica.ts";
import { ReplicaV0 } from "./replica_v0.ts";
import { type SlotDifference, slotDifferences } from "./slots.ts";

/** A record that is not the same in both, or not in both. */
export interface RecordDifference {
  /** What v1 knows it by, whatever its name; `null` in v0. */
  id: string | null;
  /** What it is called, in the first copy if it is there; `null` if that is sealed. */
  name: RecordName | null;
  in: Which | "both";
  /** Which parts differ, if it is in both: `uid`, `pwd`, `info`, `name`, `updated`, ... */
  parts: string[];
  /** How often it was written in each, as v1 counts. */
  revs: { first: number | null; second: number | null };
}

/** How two copies differ. */
export interface Difference {
  format: Format;
  /** How many records are the same in both. */
  same: number;
  records: RecordDifference[];
  /** Slots that are not the same in both. */
  slots: SlotDifference[];
}

/** How to look at two copies. */
export interface DiffOptions {
  /** Opens both, for names that are sealed; without it they are shown by their id. */
  secrets: SecretsV1 | null;
  surroundings: Surroundings;
}

/**
 * Compares two copies of one wallet; both are only read.
 *
 * @throws {NotFoundError} if there is no wallet in one of them
 * @throws {RefusedError} if they are not copies of one wallet
 * @throws {AuthenticationError} if `secrets` do not open them
 * @throws {DamagedError} if a record is not one, or, with `secrets`, not genuine
 * @throws {ConflictError} if one is changed meanwhile
 */
export async function diffStores(
  stores: Stores,
  options: DiffOptions,
): Promise<Difference> {
  const format = await commonFormat(stores);
  if (format === "secret-wallet") {
    const { first, second } = stores;
    const items = {
      first: await new ReplicaV0(first).read(),
      second: await new ReplicaV0(second).read(),
    };
    return { format, ...compared(items), slots: [] };
  }
  const [one, other] = await headersOf(stores);
  const needsKey = options.secrets !== null && one.names === "sealed";
  const items = needsKey
    ? await readWithNames(stores, options.secrets!, options.surroundings)
    : await readWithout(stores);
  return { format, ...compared(items), slots: slotDifferences(one, other) };
}

type Both = Record<Which, readonly Item[]>;

async function readWithNames(
  stores: Stores,
  secrets: SecretsV1,
  surroundings: Surroundings,
): Promise<Both> {
  await using pair = await openPairV1(stores, secrets, surroundings);
  const first = await readOpened(pair.first);
  const second = await readOpened(pair.second);
  return { first: first.items, second: second.items };
}

async function readWithout({ first, second }: Stores): Promise<Both> {
  return { first: await readSealed(first), second: await readSealed(second) };
}

function compared({ first, second }: Both): Pick<Difference, "same" | "records"> {
  const others = new Map(second.map((item) => [identityOf(item), item]));
  const records: RecordDifference[] = [];
  let same = 0;
  for (const item of first) {
    const other = others.get(identityOf(item)) ?? null;
    others.delete(identityOf(item));
    if (other?.digest === item.digest) same++;
    else records.push(differenceOf(item, other));
  }
  for (const item of others.values()) records.push(differenceOf(null, item));
  return { same, records: records.sort(compareShown) };
}

/** By name, or by what is shown in its place. */
function compareShown(a: RecordDifference, b: RecordDifference): number {
  if (a.name !== null && b.name !== null) return compareNames(a.name, b.name);
  return (a.id ?? "") < (b.id ?? "") ? -1 : 1;
}

/** A new name does not make another record of it, where records have an id. */
function identityOf({ id, place }: Item): string {
  return id ?? place;
}

function differenceOf(first: Item | null, second: Item | null): RecordDifference {
  const { id, name } = (first ?? second)!;
  return {
    id,
    name,
    in: first === null ? "second" : second === null ? "first" : "both",
    parts: first === null || second === null ? [] : partsOf(first, second),
    revs: { first: first?.rev ?? null, second: second?.rev ?? null },
  };
}

/** What people call an attribute; one that says nothing by itself is left out. */
const CALLED: Readonly<Record<string, string | null>> = {
  names: "name",
  info_names: "info",
  timestamp: "updated",
  epoch: "key",
  id: null,
  rev: null,
  seal: null,
};

function partsOf(first: Item, second: Item): string[] {
  const format = first.id === null ? "secret-wallet" : "coffer";
  const [one, other] = [first, second].map(({ stored }) =>
    movable(stored, format).attributes
  ) as [Attributes, Attributes];
  const names = new Set([...one.keys(), ...other.keys()]);
  const parts = [...names].filter((name) => !isSame(one.get(name), other.get(name))).map((
    name,
  ) => Object.hasOwn(CALLED, name) ? CALLED[name]! : name);
  return [...new Set(parts)].filter((part) => part !== null).sort();
}

type Attributes = StoredRecord["attributes"];

function isSame(a: Attribute | undefined, b: Attribute | undefined): boolean {
  if (!(a instanceof Map && b instanceof Map)) return a === b;
  return a.size === b.size && [...a].every(([name, text]) => b.get(name) === text);
}
