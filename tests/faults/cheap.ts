/**
 * Derivations of keys that cost little, and are made as they always are.
 *
 * @module
 */

import { DEFAULT_KDF } from "../../core/wallet/v1/password_kdf.ts";
import { withCheapDerivation } from "../support/stashes.ts";

/** The least that a reader takes. */
const LEAST = { m: 8192, t: 1 };

/** Runs `work` where new slots, and PBKDF2, take as little as there may be. */
export async function withCheapKeys(work: () => Promise<void>): Promise<void> {
  const usual = { ...DEFAULT_KDF };
  Object.assign(DEFAULT_KDF, LEAST);
  try {
    await withCheapDerivation(work);
  } finally {
    Object.assign(DEFAULT_KDF, usual);
  }
}
