/**
 * The Worker's side of an envoy (envoy.ts): carries requests to the agent.
 *
 * @module
 */

import { CofferError } from "../core/errors.ts";
import { wipe } from "../core/bytes.ts";
import type { HeldKey } from "../core/held_keys.ts";
import { AgentClient } from "./client.ts";
import type { Errand, Outcome } from "./envoy.ts";

const worker = globalThis as unknown as {
  postMessage(message: Outcome, transfer?: Transferable[]): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<Errand>) => void,
  ): void;
};

worker.addEventListener("message", async ({ data: { id, path, request } }) => {
  try {
    const value = await run(new AgentClient(path), request);
    // A key moves; no copy stays here.
    const moved = typeof value === "boolean" || value === null ? [] : [value.key.buffer];
    worker.postMessage({ id, value }, moved);
  } catch (error) {
    const { message, hint } = error instanceof CofferError ? error : unexpected(error);
    worker.postMessage({ id, error: { message, hint } });
  }
});

async function run(
  client: AgentClient,
  request: Errand["request"],
): Promise<HeldKey | boolean | null> {
  switch (request.do) {
    case "get":
      return await client.get(request.names);
    case "put":
      try {
        return await client.put(request);
      } finally {
        wipe(request.key);
      }
    case "lock":
      return await client.lock();
  }
}

function unexpected(error: unknown): { message: string; hint?: string } {
  return { message: error instanceof Error ? error.message : `${error}` };
}
