/** `coffer types` */
import { utf8 } from "../../core/bytes.ts";
import type { RecordField, Reference } from "../../core/handover/reference.ts";
import { formatTypes } from "../../core/handover/types.ts";
import type { WalletRecord } from "../../core/wallet/record.ts";
import type { Call, Command } from "../command.ts";
import { openCalled } from "../stash/open.ts";
import { openCalledWallet } from "../wallet/open.ts";
import { HANDOVER_ALIASES, OPEN_BOTH } from "./options.ts";

const encoding = "plain";

async function run(call: Call): Promise<void> {
  const names = call.text("stash") === undefined ? walletNames(call) : stashNames(call);
  await call.out.data(utf8(formatTypes(await Array.fromAsync(names))));
}

async function* walletNames(call: Call): AsyncGenerator<Reference> {
  await using wallet = await openCalledWallet(call);
  for await (const record of wallet.records()) {
    const { domain, access } = record;
    for (const field of fieldsOf(record)) {
      yield { kind: "coffer", domain, access, field, encoding };
    }
  }
}

function fieldsOf({ uid, pwd, info }: WalletRecord): RecordField[] {
  return [
    ...(uid === null ? [] : ["uid" as const]),
    ...(pwd === null ? [] : ["pwd" as const]),
    ...[...info.keys()].map((name) => ({ info: name })),
  ];
}

async function* stashNames(call: Call): AsyncGenerator<Reference> {
  using stash = await openCalled(call);
  for (const { key, node } of stash.entries()) {
    if (node.value !== null) yield { kind: "stash", key, encoding };
  }
}

/** Prints the names of secrets as TypeScript. */
export const command: Command = {
  options: OPEN_BOTH,
  aliases: HANDOVER_ALIASES,
  examples: [
    { call: "coffer types > secrets.d.ts", does: "the names in the wallet" },
    { call: "coffer types -f my.stash > secrets.d.ts", does: "the keys of a stash" },
  ],
  notes: `A program that imports Coffer checks its names with it:

  import type { Secret } from "./secrets.d.ts";
  const names = { TOKEN: "coffer://ci/deploy" } satisfies Record<string, Secret>;
  const { TOKEN } = await resolve(names, { wallet });

The file holds names and no values. Names are secret too where they are sealed: mind
where it goes.`,
  writes: () => false,
  opens: (call) => call.text("stash") === undefined ? ["wallet"] : ["stash"],
  run,
};
