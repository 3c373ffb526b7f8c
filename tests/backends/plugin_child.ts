/**
 * What a child process of the plug-in tests does: it opens the plug-in of a folder, does
 * what the command says, and prints what came of it.
 *
 * @module
 */

import { PluginClient } from "../../backends/plugin/client.ts";
import { openPluginStore } from "../../backends/plugin/open.ts";
import { PluginStore } from "../../backends/plugin/store.ts";
import type { CofferError } from "../../core/errors.ts";

const RUNNER = new URL("../../backends/plugin/runner.ts", import.meta.url);

const COMMANDS: Record<string, (folder: string, uid: number) => Promise<string>> = {
  /** Lets the plug-in do what it likes, then reads the standard input itself. */
  async input(folder, uid) {
    const store = await openPluginStore(folder, settingsOf(folder), { uid });
    const { value } = (await store.header())!;
    await store[Symbol.asyncDispose]();
    return `${value} ${await new Response(Deno.stdin.readable).text()}`;
  },

  /** Grants one port of two that are open. */
  async network(folder, uid) {
    const listeners = [0, 0].map((port) => Deno.listen({ hostname: "127.0.0.1", port }));
    const ports = listeners.map(({ addr }) => `${(addr as Deno.NetAddr).port}`);
    for (const listener of listeners) void answerAll(listener);
    const settings = { ...settingsOf(folder), net: [`127.0.0.1:${ports[0]}`] };
    const url = `x:${ports.join()}`;
    const store = await openPluginStore(url, settings, { uid });
    const { value } = (await store.header())!;
    await store[Symbol.asyncDispose]();
    for (const listener of listeners) listener.close();
    return value;
  },

  /** Opens it, and waits a millisecond for an answer. */
  async impatient(folder) {
    const permissions = "none" as const;
    const worker = new Worker(RUNNER, { type: "module", deno: { permissions } });
    const options = { location: "x:", timeout: 30_000 };
    const client = new PluginClient(worker, options);
    const source = await Deno.readTextFile(`${folder}/plugin.js`);
    const store = await PluginStore.open(client, { url: "x:", source });
    options.timeout = 1;
    await store.header();
    return "answered";
  },

  /** Opens it, and no more. */
  async open(folder, uid) {
    await using store = await openPluginStore("x:", settingsOf(folder), { uid });
    return store.location;
  },
};

function settingsOf(folder: string) {
  return { module: `${folder}/plugin.js` };
}

async function answerAll(listener: Deno.Listener): Promise<void> {
  for await (const connection of listener) {
    await connection.write(new TextEncoder().encode("hello"));
    connection.close();
  }
}

if (import.meta.main) {
  const [command = "", folder = "", uid = ""] = Deno.args;
  try {
    console.log(await COMMANDS[command]!(folder, Number(uid)));
  } catch (error) {
    console.log(`${(error as CofferError).code}: ${(error as Error).message}`);
  }
  // As main.ts does: newer versions of Deno wait for a busy Worker that was ended.
  Deno.exit(0);
}
