/**
 * A wallet and a stash with secrets to hand over, and programs to hand them to.
 *
 * @module
 */

import { createStash } from "../../core/stash/stash.ts";
import { fileBlobStore } from "../../backends/file/blob_store.ts";
import type { Outcome } from "../cli/program.ts";
import { coffer, program, surroundings } from "../cli/program.ts";
import { PASSWORD, type Scene, scene } from "./wallet_scene.ts";

/** In the wallet. */
export const PWD = "Hunter2 'quoted' $HOME";
/** In the stash, with several lines. */
export const KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n";
/** In the stash, and no text. */
export const BINARY = new Uint8Array([0xff, 0x00, 0x0a, 0xfe, 0x80, 0x81]);

const RECORD = {
  domain: "ci",
  access: "deploy",
  uid: "robot",
  pwd: PWD,
  info: new Map([["a/b", "info of deploy"], ["short", "ab"]]),
};

/** A scene that knows how to run a child with the program. */
export interface HandoverScene extends Scene {
  /** The program to its end; `env` beside what names and opens both stores. */
  handOver(
    args: string[],
    more?: { env?: Record<string, string>; stdin?: string },
  ): Promise<
    Outcome & { text: string }
  >;
  /** The program as a child that is not waited for. */
  start(args: string[], options?: Deno.CommandOptions): Deno.ChildProcess;
  /** Folders for files with secrets that are there. */
  secretFolders(): string[];
}

/** A wallet and a stash, opened by the same password; secret files go into its own place. */
export async function handoverScene(): Promise<HandoverScene> {
  const inner = await scene("v1 file", { records: [RECORD] });
  using stash = await createStash(fileBlobStore(inner.at("my.stash")), PASSWORD);
  await stash.write(["tls", "key"], new TextEncoder().encode(KEY));
  await stash.write(["tls", "raw"], BINARY);
  await Deno.mkdir(inner.at("runtime"), { mode: 0o700 });
  const env = {
    ...inner.env,
    COFFER_STASH: inner.at("my.stash"),
    XDG_RUNTIME_DIR: inner.at("runtime"),
  };
  return {
    ...inner,
    env,
    async handOver(args, { env: more = {}, stdin = "" } = {}) {
      const outcome = await coffer(args, {
        cwd: inner.path,
        env: { ...env, ...more },
        stdin: new TextEncoder().encode(stdin),
      });
      return { ...outcome, text: new TextDecoder().decode(outcome.stdout) };
    },
    start(args, options = {}) {
      const [command, ...first] = program();
      return new Deno.Command(command!, {
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        ...options,
        args: [...first, ...args],
        cwd: inner.path,
        clearEnv: true,
        env: { ...surroundings(inner.path), ...env, ...options.env },
      }).spawn();
    },
    secretFolders: () =>
      [...Deno.readDirSync(inner.at("runtime"))].map(({ name }) => name),
  };
}
