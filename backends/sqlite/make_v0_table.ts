/**
 * The table that secret_wallet makes when it is first used.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { fromOsError, shownPath } from "../../core/os_errors.ts";
import { checkTableName } from "./detect.ts";

const OWNER_ONLY = 0o600;

/**
 * Makes the database at `path` and secret_wallet's table in it, where they are not there
 * yet; what is there stays as it is.
 *
 * @throws {UsageError} if there can be no such table name
 * @throws {PermissionError | UnavailableError} if it cannot be made
 */
export async function makeV0Table(path: string, table: string): Promise<void> {
  checkTableName(table);
  await makePrivateFile(path);
  // Not `using`: Deno 2.4 has no dispose on it.
  const database = open(path);
  try {
    database.exec(
      `CREATE TABLE IF NOT EXISTS [${table}] (domain TEXT NOT NULL, access TEXT NOT NULL, ` +
        "uid TEXT, pwd TEXT, info TEXT, timestamp TEXT, PRIMARY KEY (domain, access))",
    );
  } catch (error) {
    throw fromOsError(error, `cannot make a table in ${shownPath(path)}`);
  } finally {
    database.close();
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw fromOsError(error, `cannot open ${shownPath(path)}`);
  }
}

async function makePrivateFile(path: string): Promise<void> {
  try {
    (await Deno.open(path, { createNew: true, write: true, mode: OWNER_ONLY })).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw fromOsError(error, `cannot make ${shownPath(path)}`);
  }
}
