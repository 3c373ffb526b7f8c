/**
 * Stages with a wallet in the example plug-in's store, whose own calls of the system fail:
 * they are made in a Worker, where the faults of this program do not reach.
 *
 * @module
 */

import { openPluginStore } from "../../backends/plugin/open.ts";
import { createWalletV1 } from "../../core/wallet/v1/create_wallet.ts";
import { EXAMPLE, ownUid } from "../backends/plugin_support.ts";
import type { Fault, withFault } from "../support/faults.ts";
import { quickSlot, SURROUNDINGS } from "../support/wallets.ts";
import { folderStage } from "./file_stage.ts";
import type { OpenStage, Stage } from "./scenario.ts";
import { PASSWORD, RECORDS } from "./wallet_stage.ts";

const MODULE = "plugin/store.js", DATA = "data", CONTROL = "control";
/** Which call fails and how, and what was called, across all Workers of a command. */
const FAULT = `${CONTROL}/fault.json`, CALLS = `${CONTROL}/calls`;

/** A wallet that the plug-in keeps, and what `prepare` makes of it. */
export async function pluginStage(
  prepare: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OpenStage> {
  const stage = await folderStage();
  for (const name of ["plugin", DATA, CONTROL]) {
    await Deno.mkdir(stage.at(name), { mode: 0o700 });
  }
  const [module, data, control] = [MODULE, DATA, CONTROL].map(stage.at) as [
    string,
    string,
    string,
  ];
  await Deno.writeTextFile(module, faulty(control), { mode: 0o600 });
  setFault(stage, null);
  const settings = { module, read: [data, control], write: [data, control] };
  const url = `folder:${data}`;
  const uid = await ownUid(stage.path);
  const { wallet } = await createWalletV1(await openPluginStore(url, settings, { uid }), {
    names: "sealed",
    slots: [quickSlot(PASSWORD)],
    surroundings: SURROUNDINGS,
  });
  await wallet.insert(RECORDS.map((record) => ({ record, overwrite: false })));
  await wallet[Symbol.asyncDispose]();
  await configure(stage, { folder: { ...settings, net: [] } });
  stage.env.COFFER_STORE = url;
  await prepare(stage);
  return stage;
}

async function configure(stage: Stage, plugins: unknown): Promise<void> {
  const folder = stage.at("home/.config/coffer");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const text = JSON.stringify({ coffer: 1, plugins });
  await Deno.writeTextFile(`${folder}/config.json`, text, { mode: 0o600 });
}

function setFault(stage: Stage, fault: Pick<Fault, "at" | "then"> | null): void {
  Deno.writeTextFileSync(stage.at(FAULT), JSON.stringify(fault));
  Deno.writeTextFileSync(stage.at(CALLS), "");
}

/** Runs work while the plug-in fails as the fault says. */
export function faultedPlugin(stage: Stage): typeof withFault {
  return async ({ at, then, meanwhile }, work) => {
    setFault(stage, { at: Number.isFinite(at) ? at : 0, then });
    let error: unknown;
    try {
      await work();
    } catch (caught) {
      error = caught;
    }
    const calls = Deno.readTextFileSync(stage.at(CALLS)).split("\n").slice(0, -1);
    setFault(stage, null);
    if (then === "dead") await meanwhile?.();
    return { calls, error };
  };
}

/** The example, with a `Deno` of its own that does what the fault says. */
function faulty(control: string): string {
  return EXAMPLE + `
const system = globalThis.Deno;
const FAULT = system.readTextFile(${JSON.stringify(`${control}/fault.json`)});
const log = system.open(${
    JSON.stringify(`${control}/calls`)
  }, { read: true, append: true });

async function call(name, work, half = () => {}) {
  const fault = JSON.parse(await FAULT);
  if (fault === null) return await work();
  const number = await counted(name);
  const { at, then } = fault;
  const isStruck = at > 0 && (number === at || (number > at && then === "dead"));
  if (!isStruck) return await work();
  if (then === "unheard") (await work())?.close?.();
  else if (number === at) await half();
  throw new Error("injected at call " + number + ": " + name);
}

async function counted(name) {
  const file = await log;
  await file.write(new TextEncoder().encode(name + "\\n"));
  await file.seek(0, 0);
  let lines = 0;
  const buffer = new Uint8Array(65536);
  for (let read; (read = await file.read(buffer)) !== null;) {
    lines += buffer.subarray(0, read).filter((byte) => byte === 10).length;
  }
  return lines;
}

function faultyFile(file) {
  return {
    lock: (exclusive) => call("lock", () => file.lock(exclusive)),
    write: (bytes) =>
      call(
        "write",
        () => file.write(bytes),
        () => file.write(bytes.subarray(0, bytes.length >> 1)),
      ),
    sync: () => call("sync", () => file.sync()),
    close: () => file.close(),
  };
}

const Deno = {
  build: system.build,
  errors: system.errors,
  readDir: (path) => system.readDir(path),
  open: async (...args) => faultyFile(await call("open", () => system.open(...args))),
};
for (const name of ["mkdir", "remove", "rename", "readTextFile"]) {
  Deno[name] = (...args) => call(name, () => system[name](...args));
}
`;
}
