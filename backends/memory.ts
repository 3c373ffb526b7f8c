/**
 * Stores that last as long as the program: the reference for what a port means,
 * and a help in tests.
 *
 * @module
 */

export { memoryBlobStore } from "./memory/blob_store.ts";
export {
  MemoryPlace,
  memoryRecordStore,
  type MemoryRecordStoreOptions,
} from "./memory/record_store.ts";
