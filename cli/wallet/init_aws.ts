/**
 * The part of a set-up that is about AWS: the profile with keys, the table, and what has to
 * be allowed.
 *
 * @module
 */

import { type Billing, makeTable } from "../../backends/mod.ts";
import { NotFoundError, RefusedError, UsageError } from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { quote } from "../../core/stash/key.ts";
import { type Policies, policiesFor } from "../aws/policies.ts";
import { addProfile, DEFAULT_PROFILE, hasProfile } from "../aws/profiles.ts";
import type { Call, Option } from "../command.ts";
import { dynamodbParts, dynamodbUrl } from "../config/store_url.ts";
import { awsSecret } from "../passwords.ts";
import { patience } from "../patience.ts";
import { AWS_SECRET_SOURCES } from "../shared_options.ts";
import { answered, isAgreed } from "./init_ask.ts";

/** What secret_wallet calls its table. */
const DEFAULT_TABLE = "access_secrets";
const DEFAULT_REGION = "eu-west-1";
/** The answer for whoever signs in otherwise: by SSO, a role, the environment. */
const NO_PROFILE = "none";

/** What the set-up takes about AWS. */
export const AWS_OPTIONS: Option[] = [
  {
    flags: "--billing <HOW>",
    help: "of a new table: on-demand (default), or its capacity as READ,WRITE",
  },
  {
    flags: "--policies",
    help: "print the least that AWS must allow for the store, and do nothing else",
  },
  {
    flags: "--aws-key-id <ID>",
    help: "write the AWS profile that the store names, with this access key",
  },
  { flags: "--region <NAME>", help: `of that profile (default: ${DEFAULT_REGION})` },
  ...AWS_SECRET_SOURCES,
];

/** Asks for a table and a profile; a profile that is not there is written if wanted. */
export async function askDynamodb(call: Call): Promise<string> {
  const table = await answered(call, "Which table?", DEFAULT_TABLE);
  const profile = await answered(
    call,
    `Which AWS profile? (${NO_PROFILE}: what the environment says)`,
    DEFAULT_PROFILE,
  );
  if (profile === NO_PROFILE) return dynamodbUrl(table);
  const isThere = await hasProfile((name) => call.io.env(name), profile);
  const question = `There is no AWS profile ${quote(profile)} yet. Write it now?`;
  if (!isThere && await isAgreed(call, question)) await askProfile(call, profile);
  return dynamodbUrl(table, profile);
}

/** Writes the profile that the options are about, if they are. */
export async function writeGivenProfile(call: Call, url: string): Promise<void> {
  const keyId = call.text("awsKeyId");
  if (keyId === undefined) return;
  const name = dynamodbParts(url)?.profile;
  if (name === undefined) {
    throw new UsageError("--aws-key-id is for a store that names an AWS profile", {
      hint: `such as dynamodb:${DEFAULT_TABLE}?profile=${DEFAULT_PROFILE}`,
    });
  }
  const region = call.text("region") ?? dynamodbParts(url)?.region ?? DEFAULT_REGION;
  await writeProfile(call, { name, keyId, region });
}

/** Whether a store can be used; a table that is not there is none. */
export async function isThere(store: RecordStore): Promise<boolean> {
  try {
    await store.header();
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

/** Makes the table of a store, and says what it is like. */
export async function makeNamedTable(call: Call, url: string): Promise<void> {
  const billing = billingOf(call);
  const made = await makeTable(url, { billing, protect: true }, patience(call));
  if (made === null) return;
  const paid = billing === "on-demand"
    ? "paid for by request"
    : `with a capacity of ${billing.read} reads and ${billing.write} writes a second`;
  const recovery = made.recoverable ? ", and can be put back to any second" : "";
  await call.out.note(`made the table of ${url}: ${paid}${recovery}`);
}

/**
 * Asks whether a table is to be made, if anybody may be asked.
 *
 * @throws {RefusedError} if not
 */
export async function askForTable(call: Call, url: string): Promise<void> {
  if (!call.mayAsk || call.flag("yes")) return;
  if (await isAgreed(call, `There is no table for ${url} yet. Make it?`)) return;
  throw new RefusedError("declined; no table was made");
}

/** Says what has to be allowed for a store in DynamoDB; other engines do not ask. */
export async function tellPolicies(call: Call, url: string): Promise<void> {
  if (dynamodbParts(url)?.isElsewhere) return;
  await call.out.note("The least that AWS must allow, for each kind of use:");
  for (const [use, policy] of Object.entries(calledPolicies(url))) {
    await call.out.note(`${use}: ${JSON.stringify(policy)}`);
  }
}

/** The policies for a store. */
export function calledPolicies(url: string): Policies {
  const parts = dynamodbParts(url);
  if (parts !== null) return policiesFor(parts);
  throw new UsageError("policies are for stores in DynamoDB", {
    hint: `name one, such as --store dynamodb:${DEFAULT_TABLE}`,
  });
}

async function askProfile(call: Call, name: string): Promise<void> {
  const keyId = await answered(call, "Its access key ID?", "");
  const region = await answered(call, "Its region?", DEFAULT_REGION);
  await writeProfile(call, { name, keyId, region });
}

async function writeProfile(
  call: Call,
  profile: { name: string; keyId: string; region: string },
): Promise<void> {
  const secret = await awsSecret(call);
  const path = await addProfile((name) => call.io.env(name), { ...profile, secret });
  await call.out.note(`wrote the AWS profile ${quote(profile.name)} to ${path}`);
}

function billingOf(call: Call): Billing {
  const text = call.text("billing") ?? "on-demand";
  if (text === "on-demand") return text;
  const [, read, write] = /^([1-9][0-9]{0,5}),([1-9][0-9]{0,5})$/.exec(text) ?? [];
  if (read !== undefined) return { read: Number(read), write: Number(write) };
  throw new UsageError(`--billing takes on-demand or READ,WRITE, not ${quote(text)}`);
}
