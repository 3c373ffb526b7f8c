/**
 * The commands that are measured, in an order in which each finds what it needs.
 *
 * @module
 */

import { at, type Place } from "./place.ts";
import type { Engine } from "../../tests/support/dynamodb_engines.ts";

/** A command, and on what. */
export interface Subject {
  /** As the page shows it. */
  name: string;
  /** Whether it can be run again and again. */
  repeats: boolean;
  args(place: Place, engine: Engine): string[];
}

/** On a wallet of Coffer's own format. */
export const OWN: readonly Subject[] = [
  {
    name: "`load`",
    repeats: false,
    args: (
      { plain, wallet },
      engine,
    ) => ["load", "-f", plain, "--store", at(wallet, engine)],
  },
  own("`get`", ["get", "domain 7", "access 7"]),
  own("`query`", ["query", "access 7"]),
  own("`list`", ["list"]),
  own("`list` of one domain in a hundred", ["list", "domain 7"]),
  own("`save`, encrypted", ["save"]),
  own("`save -d`", ["save", "-d"]),
];

/** From there into another table; not every Coffer can. */
export const COPY: Subject = {
  name: "`copy` to another table",
  repeats: false,
  args: (
    { wallet, copy },
    engine,
  ) => ["copy", "--from", at(wallet, engine), "--to", at(copy, engine)],
};

/** On a table of secret_wallet's. */
export const OLD: readonly Subject[] = [
  old("`load`, encrypted", ({ sealed }) => ["load", "-f", sealed], false),
  old("`get`", () => ["get", "-d", "domain 7", "-a", "access 7"]),
  old("`list`", () => ["list"]),
  old("`save`, encrypted", () => ["save"]),
  old(
    "`reconf --upgrade` into another table",
    (
      { upgraded },
      engine,
    ) => ["reconf", "--upgrade", "--yes", "--to", at(upgraded, engine)],
    false,
  ),
];

/** With one domain of many accesses. */
export const ONE_DOMAIN: readonly Subject[] = [
  OWN[0]!,
  own("`get`", ["get", "domain", "access 7"]),
  own("`list domain`", ["list", "domain"]),
  own("`list`", ["list"]),
];

function own(name: string, args: string[]): Subject {
  return {
    name,
    repeats: true,
    args: ({ wallet }, engine) => [...args, "--store", at(wallet, engine)],
  };
}

function old(name: string, args: Subject["args"], repeats = true): Subject {
  return { name, repeats, args };
}
