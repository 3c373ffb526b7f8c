/**
 * One label for each purpose of format v1 (docs/format_v1.md, section 2), so that nothing
 * that was made for one can be taken for another.
 *
 * @module
 */

/** Every label there is, by purpose. */
export const LABELS = {
  kekPassword: "coffer/v1/kek-password",
  kekToken: "coffer/v1/kek-token",
  slot: "coffer/v1/slot",
  keyField: "coffer/v1/key-field",
  keyName: "coffer/v1/key-name",
  keyIndex: "coffer/v1/key-index",
  keySeal: "coffer/v1/key-seal",
  keyDigest: "coffer/v1/key-digest",
  header: "coffer/v1/header",
  digest: "coffer/v1/digest",
  member: "coffer/v1/member",
  record: "coffer/v1/record",
  indexDomain: "coffer/v1/index-domain",
  indexAccess: "coffer/v1/index-access",
  indexInfo: "coffer/v1/index-info",
  name: "coffer/v1/name",
  field: "coffer/v1/field",
  tokenCheck: "coffer/v1/token-check",
  recoveryCheck: "coffer/v1/recovery-check",
} as const;

/** One of the labels. */
export type Label = typeof LABELS[keyof typeof LABELS];
