/**
 * What goes between a stash and the file system: single values and whole folders.
 *
 * - A folder is a node, a file is a node with a value. A node with both a value
 *   and keys below it is a folder in which the file `.coffer-value` holds the
 *   value. An empty folder is a node with neither.
 * - Only names and contents are kept. Modes, times, owners, hard links and
 *   symbolic links are not; exported files have mode 0600, folders 0700.
 * - An import does not follow symbolic links unless told to; an export never does
 *   below the folder that it is given.
 *
 * @module
 */

export { cleanUp } from "./cleanup.ts";
export { exportFile, type ExportFileOptions, importFile } from "./files.ts";
export { importDir, type ImportOptions } from "./import_dir.ts";
export { exportDir, type ExportOptions, type ExportReport } from "./export_dir.ts";
export type { Progress } from "./in_parallel.ts";
export type { ImportReport } from "./merge.ts";
export type { Skipped } from "./walk.ts";
