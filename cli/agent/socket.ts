/**
 * Where the agent's socket is, and that it is safe there.
 *
 * @module
 */

import { AgentClient } from "../../agent/client.ts";
import { checkFolder, makeFolder, ownUid, socketPath } from "../../agent/folder.ts";
import { NotFoundError, UsageError } from "../../core/errors.ts";
import { findPlaces, requirePlace } from "../config/places.ts";
import type { Io } from "../io.ts";

/** What a run has of the outside that tells where the socket is. */
type Surroundings = Pick<Io, "env">;

/**
 * The folder of the socket; nothing is looked up.
 *
 * @throws {UsageError} if the environment does not tell, or the system has no agent
 */
export function agentFolder({ env }: Surroundings, os: string = Deno.build.os): string {
  if (os === "windows") {
    throw new UsageError("there is no agent on Windows", {
      hint: "`coffer shell` keeps a password for a while instead",
    });
  }
  return requirePlace(findPlaces(env, os).runtime, "the agent's socket");
}

/**
 * The path of the socket in a folder that was made if need be, and checked.
 *
 * @throws {UsageError | RefusedError | PermissionError | UnavailableError} if there can be
 * no safe socket
 */
export async function ownedSocket(io: Surroundings): Promise<string> {
  const folder = agentFolder(io);
  await makeFolder(folder, ownUid());
  return socketPath(folder);
}

/**
 * A client for the agent whose folder is there and safe; `null` without a folder, where no
 * agent can be.
 *
 * @throws as `ownedSocket`
 */
export function knownAgent(
  io: Surroundings,
): { client: AgentClient; path: string } | null {
  const folder = agentFolder(io);
  const path = socketPath(folder);
  try {
    checkFolder(folder, ownUid());
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
  return { client: new AgentClient(path), path };
}
