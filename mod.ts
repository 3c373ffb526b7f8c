/**
 * Coffer as a library.
 *
 * A stash is one encrypted file that holds a tree of keys with byte values; it
 * opens and writes the files of the Python package `sstash`.
 *
 * @example
 * ```ts
 * import { createStash, openBlobStore, openStash } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const store = await openBlobStore("memory:"); // or "file:my.stash"
 * using made = await createStash(store, "correct horse battery staple");
 * await made.write(["mail", "work"], new TextEncoder().encode("hunter2"));
 *
 * using stash = await openStash(store, "correct horse battery staple");
 * assert.equal(new TextDecoder().decode(stash.read(["mail", "work"])), "hunter2");
 * assert.deepEqual(stash.children(["mail"]), ["work"]);
 * ```
 *
 * @module
 */

export * from "./core/errors.ts";
export type { HeldKey, KeyHolder } from "./core/held_keys.ts";
export type {
  Attribute,
  Backup,
  Blob as StoredBlob,
  BlobStore,
  Expected,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Version,
  Versioned,
} from "./core/ports.ts";
export type { RandomSource } from "./core/crypto/random.ts";
export { formatKey, type Key, parseKey } from "./core/stash/key.ts";
export type { Batch } from "./core/stash/batch.ts";
export type { Entry as StashEntry, Node as StashNode } from "./core/stash/tree.ts";
export {
  type ChangePasswordOptions,
  type CreateOptions,
  createStash,
  type OpenOptions,
  openStash,
  type PasswordSource,
  Stash,
} from "./core/stash/stash.ts";
export type { KeyParameters } from "./core/stash/envelope.ts";
export { describeEnvelope, type Description } from "./core/stash/describe.ts";
export { openBlobStore, openRecordStore, type StoreOptions } from "./backends/mod.ts";
export { openWallet, type WalletSecrets } from "./core/wallet/open.ts";
export type { SecretsV0, Surroundings } from "./core/wallet/v0/wallet.ts";
export type {
  SecretsV1,
  VerifyOptions,
  VerifyReport,
  WalletState,
  WalletV1,
} from "./core/wallet/v1/wallet.ts";
export type { Finding, FindingKind } from "./core/wallet/v1/finding.ts";
export type { Seen, SeenHeader } from "./core/wallet/v1/seen.ts";
export type { Secret } from "./core/wallet/v1/unlock.ts";
export type { Device, NamesMode } from "./core/wallet/v1/header.ts";
export type { Argon2Kdf, PasswordKdf, Pbkdf2Kdf } from "./core/wallet/v1/password_kdf.ts";
export {
  type AddPasswordOptions,
  type ChangePasswordOptions as ChangeSlotOptions,
  listSlots,
  type SlotSummary,
  WalletSlots,
} from "./core/wallet/v1/slot_service.ts";
export {
  type CreatedWallet,
  type CreateWalletOptions,
  createWalletV1,
  type MadeSlot,
  type SlotToMake,
} from "./core/wallet/v1/create_wallet.ts";
export {
  type DeviceWithKey,
  noDevice,
  passwordDevice,
  randomDevice,
} from "./core/wallet/v1/device.ts";
export type { WalletRecord } from "./core/wallet/record.ts";
export type {
  Insertion,
  RecordName,
  RecordPatch,
  Summary,
  Wallet,
} from "./core/wallet/wallet.ts";
export {
  resolve,
  resolveBytes,
  type ResolveOptions,
  type StashToOpen,
  type WalletToOpen,
} from "./core/handover/resolve.ts";
export type { StashSource, WalletSource } from "./core/handover/lookup.ts";
export {
  type Encoding,
  formatReference,
  parseReference,
  type RecordField,
  type Reference,
  type StashReference,
  type WalletReference,
} from "./core/handover/reference.ts";
export { type Clock, systemClock } from "./core/clock.ts";
export { systemRandom } from "./core/crypto/random.ts";
export * from "./exchange/mod.ts";
