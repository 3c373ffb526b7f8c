/**
 * The Worker's main module: closes the realm, loads the plug-in, serves requests.
 *
 * The module comes as text and is loaded as a `data:` URL: what Coffer has checked is
 * what runs, the Worker needs no permission to read it, and programs compiled with Deno
 * 2.4.2 can load it.
 *
 * @module
 */

import { toBase64, utf8 } from "../../core/bytes.ts";
import { failureOf } from "./failure.ts";
import { NO_REQUEST, type Reply, type Request } from "./protocol.ts";
import { closeRealm } from "./realm.ts";
import { type PluginModule, Service } from "./serve.ts";

const worker = globalThis as unknown as {
  postMessage(message: Reply): void;
  addEventListener(
    type: "message" | "error" | "unhandledrejection",
    listener: (event: MessageEvent & ErrorEvent & PromiseRejectionEvent) => void,
  ): void;
};
const post = worker.postMessage.bind(worker);

const service = new Service(async (source) => {
  const url = `data:text/javascript;charset=utf-8;base64,${toBase64(utf8(source))}`;
  closeRealm();
  return await import(url) as PluginModule;
});

worker.addEventListener("message", ({ data }) => void serve(data as Request));
worker.addEventListener("error", (event) => fail(event, event.error));
worker.addEventListener("unhandledrejection", (event) => fail(event, event.reason));

async function serve(request: Request): Promise<void> {
  const reply = await service.answer(request);
  try {
    post(reply);
  } catch (error) {
    // What it answered cannot be sent: a function, say.
    post({ id: request.id, error: failureOf(error) });
  }
}

/** Unhandled, the runtime would print the plug-in's words on the terminal as they are. */
function fail(event: Event, reason: unknown): void {
  event.preventDefault();
  post({ id: NO_REQUEST, error: failureOf(reason) });
}
