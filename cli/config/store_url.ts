/**
 * Names of stores as configurations hold them: URLs that mean the same wherever the
 * program is called from.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import { percentDecoded } from "../../core/handover/percent.ts";
import { shortened } from "../../core/shown_path.ts";
import { quote } from "../../core/stash/key.ts";
import { isAbsolute } from "./places.ts";

/** Two letters or more, so that a Windows drive is no scheme. */
const URL_PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]+):([^?]*)(?:\?(.*))?$/s;
const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]+:/;
/** Schemes that a path follows. */
const ON_DISK: readonly string[] = ["file", "sqlite"];
const HERE = /^(\.[\\/]+)+/;
const TABLE = "table";
const OTHER_PARAMETER = /^(?!table=)./s;

/**
 * A table of an SQLite database, such as secret_wallet's.
 *
 * @throws {UsageError} if the path has a `?`, which would end it
 *
 * @example
 * ```ts
 * import { sqliteUrl } from "./store_url.ts";
 * import assert from "node:assert/strict";
 *
 * const url = sqliteUrl("/home/ann/w.sqlite", "a b");
 * assert.equal(url, "sqlite:/home/ann/w.sqlite?table=a%20b");
 * ```
 */
export function sqliteUrl(path: string, table: string): string {
  if (!path.includes("?")) return `sqlite:${path}?${TABLE}=${encodeURIComponent(table)}`;
  throw new UsageError(`the URL of an SQLite store cannot hold the path ${quote(path)}`, {
    hint: "the path must have no question mark",
  });
}

/**
 * A DynamoDB table, asked for with a profile's credentials, or with what the environment
 * has.
 *
 * @example
 * ```ts
 * import { dynamodbUrl } from "./store_url.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(dynamodbUrl("secrets", "me"), "dynamodb:secrets?profile=me");
 * ```
 */
export function dynamodbUrl(table: string, awsProfile?: string): string {
  const profile = awsProfile === undefined
    ? ""
    : `?profile=${encodeURIComponent(awsProfile)}`;
  return `dynamodb:${encodeURIComponent(table)}${profile}`;
}

/**
 * What a DynamoDB store's URL names, or `null` if it is another's.
 *
 * @throws {UsageError} if its table has a % that encodes nothing
 */
export function dynamodbParts(
  url: string,
): { table: string; region?: string; profile?: string; isElsewhere: boolean } | null {
  const [, scheme, rest = "", query = ""] = URL_PARTS.exec(url) ?? [];
  if (scheme !== "dynamodb") return null;
  const parameters = new URLSearchParams(query);
  const [region, profile] = [parameters.get("region"), parameters.get("profile")];
  return {
    table: decoded(rest),
    // At another address than AWS's.
    isElsewhere: parameters.has("endpoint"),
    ...(region !== null && { region }),
    ...(profile !== null && { profile }),
  };
}

function decoded(table: string): string {
  const text = percentDecoded(table);
  if (text !== null) return text;
  throw new UsageError("the name of the table has a % that encodes nothing", {
    hint: "write a % itself as %25",
  });
}

/** The store of a file at `path`. */
export function fileUrl(path: string): string {
  return `file:${path}`;
}

/** What must stand where `url` stands in a configuration, or `null` if it may. */
export function storeFault(url: string, os?: string): string | null {
  const [, scheme, rest] = URL_PARTS.exec(url) ?? [];
  if (scheme === undefined) return "the URL of a store, such as file:/PATH, belongs";
  if (!ON_DISK.includes(scheme) || isAbsolute(rest!, os)) return null;
  return `an absolute path after ${scheme}: belongs`;
}

/**
 * `url` itself if it may stand in a configuration; `absoluteStore` helps.
 *
 * @throws {UsageError} if not
 */
export function checkedStore(url: string, os?: string): string {
  if (storeFault(url, os) === null) return url;
  throw new UsageError(`a configuration cannot hold the store ${shortened(quote(url))}`, {
    hint: "name it by a URL with an absolute path, such as file:/PATH",
  });
}

/**
 * What `url`, as a user gives it, means in the folder `cwd`: a plain path is a file, and
 * relative paths begin there.
 *
 * @example
 * ```ts
 * import { absoluteStore } from "./store_url.ts";
 * import assert from "node:assert/strict";
 *
 * const here = { cwd: "/home/ann", os: "linux" };
 * assert.equal(absoluteStore("./w.json", here), "file:/home/ann/w.json");
 * assert.equal(absoluteStore("sqlite:/w.sqlite", here), "sqlite:/w.sqlite");
 * ```
 */
export function absoluteStore(url: string, { cwd, os }: { cwd: string; os?: string }) {
  const [named = ""] = SCHEME.exec(url) ?? [];
  const scheme = named === "" ? "file" : named.slice(0, -1);
  const path = url.slice(named.length);
  if (!ON_DISK.includes(scheme) || path === "") return url;
  if (isAbsolute(path, os)) return `${scheme}:${path}`;
  return `${scheme}:${cwd.replace(/[\\/]+$/, "")}/${path.replace(HERE, "")}`;
}

/**
 * `url` with another table.
 *
 * @throws {UsageError} if stores of its kind have none
 */
export function withTable(url: string, table: string): string {
  const [, scheme, rest, query = ""] = URL_PARTS.exec(url) ?? [];
  const name = encodeURIComponent(table);
  if (scheme === "dynamodb") return `dynamodb:${name}${query && `?${query}`}`;
  if (scheme === "sqlite") {
    const others = query.split("&").filter((part) => OTHER_PARAMETER.test(part));
    return `sqlite:${rest}?${[`${TABLE}=${name}`, ...others].join("&")}`;
  }
  throw new UsageError(`the store ${url} has no tables`, {
    hint: "tables are in sqlite: and dynamodb: stores",
  });
}
