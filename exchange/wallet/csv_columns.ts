/**
 * What the columns of a CSV file mean, by the names in its first row.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { quote } from "../../core/stash/key.ts";

/** A part of a record that has a column of its own. */
export type Role = "domain" | "access" | "uid" | "pwd" | "title" | "url";

/** Where to find what. */
export interface Columns {
  /** How many there are. */
  count: number;
  /** Whether it is a browser's export, which has a URL in place of domain and access. */
  fromBrowser: boolean;
  /** The index of the column, where there is one. */
  roles: ReadonlyMap<Role, number>;
  /** Name and index of each column that becomes an info entry. */
  info: readonly (readonly [name: string, index: number])[];
  /** Indexes of columns without a name, such as a spreadsheet leaves at its margin. */
  nameless: readonly number[];
}

/** Every spelling, in lower case. */
const RECORD_ROLES: Readonly<Record<string, Role>> = {
  domain: "domain",
  access: "access",
  uid: "uid",
  username: "uid",
  login: "uid",
  pwd: "pwd",
  password: "pwd",
};
/** As Chrome, Edge, Firefox and Safari write them. */
const BROWSER_ROLES: Readonly<Record<string, Role>> = {
  url: "url",
  name: "title",
  title: "title",
  username: "uid",
  password: "pwd",
};
/** What Firefox notes for itself. */
const BOOKKEEPING = ["guid", "timecreated", "timelastused", "timepasswordchanged"];

/**
 * The meaning of the columns with these names. `hasDomain` says that the domain is known
 * from elsewhere.
 *
 * @throws {UsageError} if there is no column for the access or the domain, or if two
 * columns mean the same
 */
export function readColumns(header: readonly string[], hasDomain: boolean): Columns {
  const names = header.map((name) => name.trim().toLowerCase());
  const fromBrowser = names.includes("url") && !names.includes("domain") &&
    !names.includes("access");
  const roleOf = fromBrowser ? BROWSER_ROLES : RECORD_ROLES;
  if (!fromBrowser) demand(names, hasDomain);
  const roles = new Map<Role, number>();
  const info = new Map<string, number>();
  const nameless: number[] = [];
  header.forEach((name, index) => {
    const plain = names[index]!;
    if (fromBrowser && BOOKKEEPING.includes(plain)) return;
    if (Object.hasOwn(roleOf, plain)) add(roles, roleOf[plain]!, index, header);
    else if (name === "") nameless.push(index);
    else add(info, name, index, header);
  });
  return { count: header.length, fromBrowser, roles, info: [...info], nameless };
}

function add<K>(
  columns: Map<K, number>,
  meaning: K,
  index: number,
  header: readonly string[],
): void {
  const other = columns.get(meaning);
  if (other !== undefined) {
    const [a, b] = [header[other]!, header[index]!].map(quote);
    throw new UsageError(`the columns ${a} and ${b} of the CSV file mean the same`, {
      hint: "rename one of them, or take it out",
    });
  }
  columns.set(meaning, index);
}

/** Before anything of the first row is shown: it may be no header at all. */
function demand(names: readonly string[], hasDomain: boolean): void {
  const missing = (hasDomain ? ["access"] : ["domain", "access"])
    .filter((role) => !names.includes(role));
  if (missing.length === 0) return;
  const otherwise = names.length === 1 && /[;\t]/.test(names[0]!);
  throw new UsageError(`the CSV file has no column ${missing.join(" and ")}`, {
    hint: otherwise
      ? "it seems to be separated by something else: export it with commas"
      : "its first line names the columns: domain, access, uid (or username, login), " +
        "pwd (or password); any other becomes an info entry",
  });
}
