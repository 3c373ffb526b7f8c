/**
 * A user's whole machine in a folder, with a secret of its own for every place where there
 * is one, and the program run there as it is installed.
 *
 * @module
 */

import { formatPlain } from "../../exchange/wallet/mod.ts";
import { openRecordStore } from "../../backends/mod.ts";
import { editProfile } from "../../cli/config/edit_config.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { program, surroundings } from "../cli/program.ts";
import { type TemporaryFolder, temporaryFolder } from "./folder.ts";
import { quickSlot, SURROUNDINGS } from "./wallets.ts";

/** One for each place; all hard to spell, and found nowhere by chance. */
export const CANARIES = {
  password: 'Pa55 of the "cänary"/4c1f',
  newPassword: 'N3w pass of the "cänary"?9d27',
  device: 'D3vice of the "cänary"/77ab',
  uid: 'uid of the "cänary"/31fe',
  pwd: 'pwd of the "cänary"?e8b0',
  info: 'info of the "cänary"&5d02',
  stash: 'stash of the "cänary"/c6aa',
  plain: "plain-of-the-canary-b41d",
  typed: "Typ3d by the c@nary 90fe",
} as const;

/** The name of one of them, or of the token. */
export type Canary = keyof typeof CANARIES | "token";

/** What a run left. */
export interface Said {
  code: number;
  stdout: Uint8Array;
  stderr: Uint8Array;
}

/** How a run is started. */
export interface How {
  stdin?: string;
  /** Variables beside the user's own; an empty one is taken away. */
  env?: Record<string, string>;
}

/** The machine. */
export interface Stage extends AsyncDisposable {
  path: string;
  at(name: string): string;
  /** Runs the installed program to its end. */
  coffer(args: string[], how?: How): Promise<Said>;
  /** Starts it; on a terminal if it is said so. */
  start(args: string[], how?: How & { terminal?: boolean }): Deno.ChildProcess;
}

const RECORD = {
  domain: "ci",
  access: "deploy",
  uid: CANARIES.uid,
  pwd: CANARIES.pwd,
  info: new Map([["note", CANARIES.info]]),
};
/** What the user has made; secrets may be there, and nowhere else. */
const GIVEN = {
  password: CANARIES.password,
  wrong: `${CANARIES.password}, but not quite`,
  new: CANARIES.newPassword,
  device: CANARIES.device,
  value: CANARIES.stash,
  "records.json": formatPlain([RECORD]),
  "plain.env": `PLAIN=${CANARIES.plain}\nFROM_FILE=coffer://ci/deploy/uid\n`,
  template: "{{ coffer://ci/deploy/pwd }} {{ stash://tls/key }}",
};

/** A machine with an empty wallet. */
export async function canaryStage(): Promise<Stage> {
  const folder = await temporaryFolder();
  for (const name of ["home", "tmp", "runtime", "work", "given", "bin"]) {
    await Deno.mkdir(folder.at(name), { mode: 0o700 });
  }
  for (const [name, text] of Object.entries(GIVEN)) {
    await Deno.writeTextFile(folder.at(`given/${name}`), text, { mode: 0o600 });
  }
  await install(folder.at("bin"), folder.at("given"));
  await makeWallet(folder);
  const env = {
    ...surroundings(folder.path),
    PATH: `${folder.at("bin")}:/usr/bin:/bin`,
    TMPDIR: folder.at("tmp"),
    XDG_RUNTIME_DIR: folder.at("runtime"),
    COFFER_STASH: "my.stash",
    COFFER_PASSWORD_FILE: folder.at("given/password"),
    COFFER_DEVICE_PASSWORD_FILE: folder.at("given/device"),
    DISPLAY: ":1",
  };
  const start: Stage["start"] = (args, { env: more = {}, terminal = false } = {}) => {
    const words = [folder.at("bin/coffer"), ...args];
    const [command = "", ...rest] = terminal
      ? ["script", "-qec", words.join(" "), "/dev/null"]
      : words;
    return new Deno.Command(command, {
      args: rest,
      cwd: folder.at("work"),
      clearEnv: true,
      env: Object.fromEntries(
        Object.entries({ ...env, ...more }).filter(([, value]) => value !== ""),
      ),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  };
  return {
    path: folder.path,
    at: folder.at,
    start,
    coffer: async (args, how = {}) => {
      const child = start(args, how);
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(how.stdin ?? "")).catch(() => {});
      await writer.close().catch(() => {});
      return await child.output();
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The configured wallet, whose password costs little to try: it is tried often. */
async function makeWallet({ at }: TemporaryFolder): Promise<void> {
  const store = `file:${at("home/wallet.json")}`;
  const { wallet } = await createWalletV1(await openRecordStore(store), {
    names: "sealed",
    slots: [quickSlot(CANARIES.password)],
    surroundings: SURROUNDINGS,
  });
  await wallet[Symbol.asyncDispose]();
  await editProfile(at("home/.config/coffer/config.json"), {
    name: "main",
    profile: "new",
    change: () => ({ store }),
  });
}

async function install(bin: string, given: string): Promise<void> {
  const words = program().map((word) => `'${word}'`).join(" ");
  const script = (name: string, body: string) =>
    Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o700 });
  await script("coffer", `exec ${words} "$@"`);
  const file = `${given}/clipboard`;
  await script("xclip", `case "$*" in *-out*) cat ${file} ;; *) cat > ${file} ;; esac`);
}
