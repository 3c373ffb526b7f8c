/**
 * Plug-ins for tests: modules made from text, each in a folder of its own.
 *
 * @module
 */

import assert from "node:assert/strict";
import { openPluginStore, type PluginOptions } from "../../backends/plugin/open.ts";
import { type Channel, PluginClient } from "../../backends/plugin/client.ts";
import { PROTOCOL, type Request } from "../../backends/plugin/protocol.ts";
import type { PluginSettings } from "../../backends/plugin/settings.ts";
import { PluginStore } from "../../backends/plugin/store.ts";
import type { RecordStore } from "../../core/ports.ts";
import { temporaryFolder } from "../support/folder.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Whether this program has `--unstable-worker-options`, by the configuration that all
 * tasks share. Without it, the first Worker with permissions ends the whole test run.
 */
export const WORKERS: boolean =
  JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)))
    .unstable?.includes("worker-options") === true;

/** Declares a test that starts Workers, with fewer permissions if it says so. */
export function workerTest(
  name: string,
  fn: () => Promise<void>,
  permissions: Deno.PermissionOptions = "inherit",
): void {
  Deno.test({ name: `plug-in: ${name}`, fn, permissions, ignore: !WORKERS });
}

/** The text of the example in the documentation. */
export const EXAMPLE: string = Deno.readTextFileSync(
  new URL("docs/examples/plugin_folder_store.js", ROOT),
);

/** A folder with a plug-in, and the stores that were opened with it. */
export interface PluginFolder extends AsyncDisposable {
  /** The folder of the module. */
  path: string;
  /** A folder beside it that the plug-in may read and write. */
  data: string;
  /** What names it, with those grants. */
  settings: PluginSettings;
  /** A path in the folder of the module. */
  at(name: string): string;
  /** Opens a store, which is closed with the folder. */
  open(options?: PluginOptions, url?: string): Promise<RecordStore>;
}

/** Writes a module; use it with `await using`. */
export async function pluginFolder(source: string): Promise<PluginFolder> {
  const folder = await temporaryFolder();
  const [module, data] = [folder.at("plugin.js"), folder.at("data")];
  await Deno.writeTextFile(module, source, { mode: 0o600 });
  await Deno.mkdir(data, { mode: 0o700 });
  const settings = { module, read: [data], write: [data] };
  const opened: RecordStore[] = [];
  return {
    path: folder.path,
    data,
    settings,
    at: folder.at,
    async open(options = {}, url = `folder:${data}`) {
      const uid = await ownUid(folder.path);
      opened.push(await openPluginStore(url, settings, { uid, ...options }));
      return opened.at(-1)!;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(opened.map((store) => store[Symbol.asyncDispose]()));
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Whose files these are: ours, since we have just made the folder. */
export async function ownUid(path: string): Promise<number | null> {
  return (await Deno.stat(path)).uid;
}

/**
 * A module whose store does nothing but what `methods` say, which is JavaScript: the
 * inside of an object. `place` is its URL without the scheme.
 */
export function moduleWith(methods: string): string {
  return `
    let place;
    export const open = (url, helpers) => (place = url.replace(/^[a-z]+:/, ""), {
      features: { atomicChanges: 3, attributes: null, header: true },
      header: () => null,
      get: () => null,
      async *list() {},
      async *scan() {},
      commit() {},
      backup() {},
      backups: () => [],
      restore() {},
      [Symbol.asyncDispose]() {},
      ${methods}
    });`;
}

/** A module whose header tells how each of its attempts went: `ok`, or an error's name. */
export function attempting(attempts: Record<string, string>): string {
  const functions = Object.entries(attempts).map(([name, code]) =>
    `${JSON.stringify(name)}: async () => { ${code} }`
  );
  return `
    const attempts = { ${functions.join(",\n")} };
    async function outcome(work) {
      try {
        const result = await work();
        return "ok" + (result === undefined ? "" : ": " + String(result));
      } catch (error) {
        return error.name;
      }
    }
    async function outcomes() {
      const all = {};
      for (const [name, work] of Object.entries(attempts)) all[name] = await outcome(work);
      return JSON.stringify(all);
    }
    ${moduleWith("header: async () => ({ value: await outcomes(), version: 'v' }),")}`;
}

/** What the attempts of such a module came to. */
export async function outcomesOf(store: RecordStore): Promise<Record<string, string>> {
  return JSON.parse((await store.header())!.value);
}

/** Checks that a promise fails with an error of a class and a message. */
export async function assertFails(
  promise: Promise<unknown>,
  Class: new (message: string) => Error,
  message: RegExp,
): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof Class, String(error));
    assert.match(error.message, message);
    return true;
  });
}

/** The other side of a client, without a Worker: messages are cloned all the same. */
export class FakeChannel implements Channel {
  onmessage: Channel["onmessage"] = null;
  onmessageerror: Channel["onmessageerror"] = null;
  onerror: Channel["onerror"] = null;
  /** What was asked, in order. */
  readonly asked: Request[] = [];
  terminated = false;
  readonly #reply: (request: Request) => unknown;

  /** Takes what replies; it may give a promise. `SILENCE` is no reply. */
  constructor(reply: (request: Request) => unknown) {
    this.#reply = reply;
  }

  postMessage(message: Request): void {
    const request = structuredClone(message);
    this.asked.push(request);
    void Promise.resolve(this.#reply(request)).then((reply) => {
      if (reply !== SILENCE) this.send(reply);
    });
  }

  /** Sends something, asked or not. */
  send(data: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data: structuredClone(data) }));
  }

  terminate(): void {
    this.terminated = true;
  }

  /** The methods that were asked for. */
  get methods(): string[] {
    return this.asked.map(({ method }) => method);
  }
}

/** In place of a reply: none. */
export const SILENCE = Symbol();

/** What a store says of itself that can do everything. */
export const FEATURES = { atomicChanges: 3, attributes: null, header: true };

/** A store whose `open` goes well, and everything else as `reply` says. */
export async function storeWith(
  reply: (request: Request) => unknown,
  timeout = 30_000,
): Promise<{ store: PluginStore; channel: FakeChannel }> {
  const channel = new FakeChannel((request) =>
    request.method === "open"
      ? { id: request.id, ok: { protocol: PROTOCOL, features: FEATURES } }
      : reply(request)
  );
  const client = new PluginClient(channel, { location: "test:place", timeout });
  const store = await PluginStore.open(client, { url: "test:place", source: "" });
  return { store, channel };
}
