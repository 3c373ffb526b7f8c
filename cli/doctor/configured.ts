/**
 * Whether the configuration can be understood, and whether the wallet can be rolled back
 * unnoticed.
 *
 * @module
 */

import { CofferError, UsageError } from "../../core/errors.ts";
import { shownPath } from "../../core/shown_path.ts";
import { pathOfStore } from "../modes.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "configuration";

/** What is configured, in a word. */
export function checkConfigured({ settings, walletUrl }: Exam): Finding[] {
  if (settings instanceof UsageError) {
    return [{ level: "ok", check: CHECK, text: settings.message }];
  }
  if (settings instanceof CofferError) {
    const { message, hint } = settings;
    const repair = hint === undefined ? {} : { repair: hint };
    return [{ level: "bad", check: CHECK, text: message, ...repair }];
  }
  const isHere = pathOfStore(walletUrl!) !== null;
  const text = `the wallet is ${shownPath(walletUrl!)}${isHere ? "" : ", not looked at"}`;
  return [{ level: "ok", check: CHECK, text }];
}
