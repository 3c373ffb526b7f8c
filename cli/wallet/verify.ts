/** `coffer verify` */
import {
  DamagedError,
  RefusedError,
  RollbackError,
  UnavailableError,
} from "../../core/errors.ts";
import type { RecordStore } from "../../core/ports.ts";
import { verifyV0 } from "../../core/wallet/v0/verify.ts";
import type { Finding } from "../../core/wallet/v1/finding.ts";
import { objectionTo, type Seen } from "../../core/wallet/v1/seen.ts";
import type { SeenMemory } from "../../core/wallet/v1/seen_store.ts";
import type { VerifyReport, WalletV1 } from "../../core/wallet/v1/wallet.ts";
import type { Wallet } from "../../core/wallet/wallet.ts";
import type { Call, Command } from "../command.ts";
import { confirmed, YES } from "../confirmed.ts";
import { counted } from "../counted.ts";
import { settingsOf } from "../needs/configuration.ts";
import { seenGrants } from "../needs/seen.ts";
import { calledSettings, storeAt } from "./called_store.ts";
import { assertThere, openWalletIn } from "./open.ts";
import { OPEN_WALLET, WALLET_ALIASES } from "./options.ts";
import { seenMemory } from "./seen_memory.ts";
import { nameOf, shown } from "./show.ts";
import { unopenedError } from "./whole.ts";

/** What a call looks at, and what is known of it. */
interface Looked {
  readonly call: Call;
  readonly store: RecordStore;
  readonly seen: Seen | null;
  /** `null` where this device has no place to remember anything. */
  readonly memory: SeenMemory | null;
}

async function run(call: Call): Promise<void> {
  const settings = await calledSettings(call);
  const watch = call.flag("accept") ? "nothing" : "header";
  await using store = await storeAt(call, settings.store, settings, watch);
  const memory = seenMemory(call, settings.store);
  const seen = await memory?.read() ?? null;
  const looked: Looked = { call, store, memory, seen };
  // Who does not accept what is there is told so now, before a password is asked for.
  const header = await store.header();
  if (header === null && seen !== null) return await forget(looked);
  if (seen !== null && call.flag("accept")) await tellDifference(looked, header!.value);
  await using wallet = await openWalletIn(call, store, settings);
  if (wallet.format === "coffer") return await verifyV1(looked, wallet as WalletV1);
  await assertThere(store, settings);
  await verifyTheirs(call, wallet);
}

/** Nothing is there any more: that is taken for right, after a person has looked. */
async function forget({ call, store, seen, memory }: Looked): Promise<void> {
  await call.out.note(
    `the wallet in ${store.location} ${objectionTo(seen!, null)}, of generation ` +
      `${seen!.generation}`,
  );
  await confirmed(call, "Forget what this device has seen there?");
  await remember(memory!, null);
  if (call.out.json) await call.out.value({ store: store.location, forgotten: true });
}

async function tellDifference(
  { call, store, seen }: Looked,
  header: string,
): Promise<void> {
  const objection = objectionTo(seen!, header);
  await call.out.note(
    objection === null
      ? "the header is the one that this device has seen, or a later one"
      : `the wallet in ${store.location} ${objection}`,
  );
}

async function verifyV1(looked: Looked, wallet: WalletV1): Promise<void> {
  const { call, memory } = looked;
  const accepts = call.flag("accept");
  const report = await wallet.verify({ seen: looked.seen });
  const { generation, count, genuine, findings } = report;
  const json = { store: looked.store.location, format: wallet.format };
  const problems = findings.map(({ kind, key, error }) => ({
    kind,
    code: error.code,
    message: error.message,
    stored: key,
  }));
  if (call.out.json) {
    await call.out.value({ ...json, generation, count, genuine, findings: problems });
  } else {
    for (const { kind, message } of problems) {
      await call.out.line(`${kind}: ${shown(message)}`);
    }
    await call.out.note(
      `generation ${generation}: ${counted(count, "record")}, ${genuine} genuine`,
    );
  }
  await call.out.flush();
  assertSound(findings, accepts);
  if (accepts) await accept(call, memory, report);
}

/** @throws {RollbackError | DamagedError} for the worst of what was found */
function assertSound(findings: readonly Finding[], accepts: boolean): void {
  const older = findings.filter(({ error }) => error instanceof RollbackError);
  const [wrong] = findings.filter(({ error }) => error instanceof DamagedError);
  if (older.length > 0 && !accepts) {
    const records = counted(older.length, "record");
    throw new RollbackError(`${records} older than this device has seen`, {
      hint: older[0]!.error.hint!,
    });
  }
  if (wrong === undefined) return;
  throw new DamagedError(`the wallet is not as it should be: ${wrong.error.message}`, {
    ...(wrong.error.hint !== undefined && { hint: wrong.error.hint }),
    cause: wrong.error,
  });
}

async function accept(
  call: Call,
  memory: SeenMemory | null,
  { seen }: VerifyReport,
): Promise<void> {
  if (memory === null) {
    throw new RefusedError("this device has no place to remember what it has seen", {
      hint: "set HOME or XDG_STATE_HOME, and let Deno read it with --allow-env",
    });
  }
  await confirmed(call, "Take the wallet as it is for the newest?");
  await remember(memory, seen);
  await call.out.note("this device remembers the wallet as it is now");
}

async function remember(memory: SeenMemory, seen: Seen | null): Promise<void> {
  if (await memory.update(() => seen)) return;
  throw new UnavailableError("this device still remembers what it has seen before", {
    hint: "run it again when that file can be written",
  });
}

async function verifyTheirs(call: Call, wallet: Wallet): Promise<void> {
  if (call.flag("accept")) {
    throw new RefusedError("secret_wallet's format has nothing to tell new from old", {
      hint: "`coffer verify` without --accept opens every record",
    });
  }
  const { opened, unopened } = await verifyV0(wallet);
  const names = unopened.map(nameOf);
  if (call.out.json) {
    // A wrong password and a damaged record look the same.
    const findings = unopened.map((stored) => ({
      kind: "damaged",
      code: "wrong_password",
      message: `${nameOf(stored)} does not open`,
      stored,
    }));
    const { format, location: store } = wallet;
    await call.out.value({ store, format, count: opened + names.length, findings });
  } else {
    for (const name of names) await call.out.line(`damaged: ${shown(name)}`);
    await call.out.note(
      `${counted(opened, "record")} open; what is missing, old or in another's place\n` +
        "secret_wallet's format cannot show",
    );
  }
  await call.out.flush();
  if (names.length > 0) throw unopenedError(names);
}

/** Looks at everything. */
export const command: Command = {
  options: [
    {
      flags: "--accept",
      help: "after a look: remember the wallet as it is for the newest",
    },
    YES,
    ...OPEN_WALLET,
  ],
  aliases: WALLET_ALIASES,
  examples: [
    { call: "coffer verify", does: "opens every value, and names what is wrong" },
    {
      call: "coffer verify --accept",
      does: "after a backup was put back by another device: tells, asks, remembers",
    },
  ],
  notes: `Each finding is a line: swapped, stale, missing, foreign or damaged, and what is
known of the record. Exit code 5 if there is one; 11 if the wallet, or a record, is older
than this device has seen it, is a fork, or another. What it has seen is remembered by
commands that change a wallet, and by --accept; nothing else writes it. In secret_wallet's
format records that do not open are named (9), and more cannot be known.`,
  writes: (call) => call.flag("accept"),
  needs: async (call, grants) => {
    if (!call.flag("accept")) return;
    const { store } = await settingsOf(call);
    seenGrants({ url: store, writes: true }, call, grants);
  },
  run,
};
