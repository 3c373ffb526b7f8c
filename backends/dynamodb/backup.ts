/**
 * Backups: the service's own where it has them, else a copy in a second table.
 *
 * @module
 */

import type { Backup } from "../../core/ports.ts";
import { copyAside, listCopies } from "./backup_table.ts";
import { createBackup, listOwn, restoredTable } from "./backup_service.ts";
import type { Copying } from "./copying.ts";
import { isUnknownOperation } from "./errors.ts";
import { putBack } from "./restore.ts";

/** What a backup is called that is taken because of a restore. */
const BEFORE_RESTORE = "before restore";

/** Copies everything aside. */
export async function backUp(copying: Copying, label: string): Promise<Backup> {
  try {
    return await createBackup(copying, label);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return await copyAside(copying, label);
  }
}

/** All backups of both kinds, oldest first. */
export async function listBackups(copying: Copying): Promise<Backup[]> {
  const own = await listOwn(copying).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const all = [...own, ...await listCopies(copying)];
  return all.sort((a, b) => a.made < b.made ? -1 : a.made > b.made ? 1 : 0);
}

/** Puts everything back as it was in the backup `id`, which there is. */
export async function restoreBackup(copying: Copying, id: string): Promise<void> {
  await backUp(copying, BEFORE_RESTORE);
  if (!id.startsWith("arn:")) return await putBack(copying, id);
  await using restored = await restoredTable(copying, id);
  await putBack(copying, restored.table);
}

/** The engine has no backups of its own. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && isUnknownOperation(error.cause);
}
