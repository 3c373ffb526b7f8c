/**
 * The service's own backups ("Using on-demand backup", Amazon DynamoDB Developer Guide).
 * It restores into a new table only, from which everything is put back.
 *
 * @module
 */

import {
  type BackupSummary,
  CreateBackupCommand,
  ListBackupsCommand,
  RestoreTableFromBackupCommand,
} from "@aws-sdk/client-dynamodb";
import type { Backup } from "../../core/ports.ts";
import type { Copying } from "./copying.ts";
import { dropTable, waitUntil } from "./table.ts";

/** Ours begin so; then the label follows in letters that a name may have. */
const PREFIX = "coffer-";
/** A name may have 255 letters, which four thirds of the label's bytes must fit in. */
const LONGEST_LABEL = 180;

/** Asks for a backup. */
export async function createBackup(
  { requests, table }: Copying,
  label: string,
): Promise<Backup> {
  const name = PREFIX + encodedLabel(label);
  const command = new CreateBackupCommand({ TableName: table, BackupName: name });
  const { BackupDetails } = await requests.read((client, options) =>
    client.send(command, options)
  );
  return backupOf({ BackupName: name, ...BackupDetails });
}

/** The backups of the table, whoever asked for them. */
export async function listOwn({ requests, table }: Copying): Promise<Backup[]> {
  const backups: Backup[] = [];
  let from: string | undefined;
  do {
    const command = new ListBackupsCommand({
      TableName: table,
      ...(from !== undefined && { ExclusiveStartBackupArn: from }),
    });
    const { BackupSummaries, LastEvaluatedBackupArn } = await requests.read(
      (client, options) => client.send(command, options),
    );
    const usable = (BackupSummaries ?? []).filter((each) =>
      each.BackupStatus !== "DELETED"
    );
    backups.push(...usable.map(backupOf));
    from = LastEvaluatedBackupArn;
  } while (from !== undefined);
  return backups;
}

/** A table with what a backup has; it goes with its disposal. */
export async function restoredTable(
  { requests, table }: Copying,
  backupArn: string,
): Promise<AsyncDisposable & { table: string }> {
  const target = `${table.slice(0, 200)}.coffer-restore.${crypto.randomUUID()}`;
  const command = new RestoreTableFromBackupCommand({
    BackupArn: backupArn,
    TargetTableName: target,
  });
  await requests.repeat(async (deadline) => {
    try {
      await requests.once((client, options) => client.send(command, options), deadline);
    } catch (error) {
      // An answer got lost: the name is nobody else's.
      if ((error as Error).name !== "TableAlreadyExistsException") throw error;
    }
  });
  await waitUntil(requests, target, "ACTIVE");
  return {
    table: target,
    [Symbol.asyncDispose]: () => dropTable(requests, target),
  };
}

function backupOf(
  { BackupArn, BackupName, BackupCreationDateTime }: BackupSummary,
): Backup {
  return {
    id: BackupArn ?? "",
    label: decodedLabel(BackupName ?? ""),
    made: (BackupCreationDateTime ?? new Date(0)).toISOString(),
  };
}

/** In base64url, with as much of it as fits. */
function encodedLabel(label: string): string {
  const bytes = new TextEncoder().encode(label).slice(0, LONGEST_LABEL);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") || "_";
}

function decodedLabel(name: string): string {
  if (!name.startsWith(PREFIX)) return name;
  try {
    const text = name.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return name;
  }
}
