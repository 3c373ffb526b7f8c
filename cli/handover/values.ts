/**
 * From a call's references to their values: one wallet, one stash, each opened once.
 *
 * @module
 */

import { lookUp, type Sources } from "../../core/handover/lookup.ts";
import type { Reference } from "../../core/handover/reference.ts";
import type { Call } from "../command.ts";
import { giveUp } from "../give_up.ts";
import { givePassword, stashPasswordIfGiven } from "../passwords.ts";
import { openCalled } from "../stash/open.ts";
import { openCalledWallet } from "../wallet/open.ts";

/**
 * The values that `references` stand for, in their order; the caller wipes them.
 *
 * @throws {NotFoundError} if there is nothing at some of them, which it names
 * @throws what opening the wallet or the stash throws
 */
export async function valuesOf(
  call: Call,
  references: readonly Reference[],
): Promise<Uint8Array[]> {
  const kinds = new Set(references.map(({ kind }) => kind));
  // Only opening a wallet tells what its store needs; without one, it is known already.
  if (!kinds.has("coffer")) await giveUp(call, call.needs);
  // Before anybody is asked for the wallet's, which is not the stash's then.
  const stashCall = kinds.has("stash") ? await callOfStash(call) : call;
  const open: (Disposable | AsyncDisposable)[] = [];
  try {
    return await lookUp(references, sourcesOf(call, stashCall, open));
  } finally {
    for (const each of open) await dispose(each);
  }
}

function sourcesOf(
  call: Call,
  stashCall: Call,
  open: (Disposable | AsyncDisposable)[],
): Sources {
  const kept = async <T extends Disposable | AsyncDisposable>(opening: Promise<T>) => {
    const opened = await opening;
    open.push(opened);
    return opened;
  };
  return {
    wallet: () => kept(openCalledWallet(call)),
    stash: () => kept(openCalled(stashCall)),
  };
}

/** The call as the stash sees it: with its own password, which is asked for by itself. */
async function callOfStash(call: Call): Promise<Call> {
  const password = await stashPasswordIfGiven(call);
  const own = call.again();
  if (password !== null) givePassword(own, password);
  return own;
}

async function dispose(opened: Disposable | AsyncDisposable): Promise<void> {
  if (Symbol.asyncDispose in opened) await opened[Symbol.asyncDispose]();
  else opened[Symbol.dispose]();
}
