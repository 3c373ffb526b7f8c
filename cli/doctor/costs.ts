/**
 * What guessing a password costs whoever has a copy, and which formats are in use.
 *
 * @module
 */

import { openBlobStore, openRecordStore } from "../../backends/mod.ts";
import { CofferError } from "../../core/errors.ts";
import { describeEnvelope } from "../../core/stash/describe.ts";
import { listSlots, type SlotSummary } from "../../core/wallet/v1/slot_service.ts";
import { DEFAULT_KDF, DEFAULT_PBKDF2 } from "../../core/wallet/v1/password_kdf.ts";
import { shownPath } from "../../core/shown_path.ts";
import { counted } from "../counted.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "costs";

/** The wallet's slots and the stash, as far as they are files. */
export async function checkCosts(exam: Exam): Promise<Finding[]> {
  const { wallet, stash } = exam.stores;
  return [
    ...(wallet === null ? [] : await orDamaged(wallet, () => ofWallet(exam, wallet))),
    ...(stash === null ? [] : await orDamaged(stash, () => ofStash(stash))),
  ];
}

/** What cannot be read is a finding too. */
async function orDamaged(
  path: string,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    const { message, hint } = error;
    const text = message.includes(path) ? message : `${shownPath(path)}: ${message}`;
    return [{
      level: "bad",
      check: CHECK,
      text,
      ...(hint !== undefined && { repair: hint }),
    }];
  }
}

async function ofWallet(exam: Exam, path: string): Promise<Finding[]> {
  if (await exam.look(path) === null) return [];
  await using store = await openRecordStore(exam.walletUrl!);
  if (await store.header() === null) {
    return [{
      level: "warn",
      check: CHECK,
      text:
        "the wallet has secret_wallet's format: names are in the clear, guessing is " +
        "cheap, and what is swapped or put back is not noticed",
      repair: "`coffer reconf --upgrade`",
    }];
  }
  const slots = await listSlots(store);
  const cheap = slots.filter(isCheap);
  if (cheap.length > 0) return cheap.map(ofSlot);
  const text = `${
    counted(slots.length, "slot")
  } of the wallet: guessing costs what is advised`;
  return [{ level: "ok", check: CHECK, text }];
}

/** Less than a new slot gets. */
function isCheap({ kdf }: SlotSummary): boolean {
  if (kdf.name === "none") return false;
  if (kdf.name === "argon2id") return kdf.m < DEFAULT_KDF.m || kdf.t < DEFAULT_KDF.t;
  return kdf.iterations < DEFAULT_PBKDF2.iterations;
}

function ofSlot({ id }: SlotSummary): Finding {
  return {
    level: "warn",
    check: CHECK,
    text: `slot ${id} of the wallet is cheaper to guess than a new one`,
    repair: `\`coffer slot add\`, then \`coffer slot remove ${id}\``,
  };
}

async function ofStash(path: string): Promise<Finding[]> {
  const found = await (await openBlobStore(`file:${path}`)).load();
  if (found === null) return [];
  const { meetsAdvice, advice } = describeEnvelope(found.bytes);
  return [{
    level: meetsAdvice ? "ok" : "warn",
    check: CHECK,
    text: `the stash: ${advice}`,
  }];
}
