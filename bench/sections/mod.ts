/**
 * All sections, in the order of the page.
 *
 * @module
 */

import type { Section } from "../page/section.ts";
import { binary } from "./binary.ts";
import { budget } from "./budget.ts";
import { dynamodb } from "./dynamodb.ts";
import { folders } from "./folders.ts";
import { growth } from "./growth.ts";
import { peers } from "./peers.ts";
import { secretWallet } from "./secret_wallet.ts";
import { stash } from "./stash.ts";
import { values } from "./values.ts";
import { wallet } from "./wallet.ts";

/** What the report measures. */
export const SECTIONS: readonly Section[] = [
  ...[stash, folders, values, secretWallet, wallet, peers, dynamodb],
  ...[budget, growth, binary],
];
