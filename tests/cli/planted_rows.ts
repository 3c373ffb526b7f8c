/**
 * The paths that Coffer writes, and a call that writes there. Whoever adds a path adds a
 * row here.
 *
 * @module
 */

import assert from "node:assert/strict";
import { lockPath } from "../../agent/folder.ts";
import { ownSocket } from "../../agent/own_socket.ts";
import { addProfile } from "../../cli/aws/profiles.ts";
import { CofferError } from "../../core/errors.ts";
import { PASSWORD } from "../support/wallet_scene.ts";
import type { HandoverScene } from "../support/handover_scene.ts";

/** A path, and what writes there. */
export interface Row {
  what: string;
  /** The path; some are known only once it was written. */
  path: string | ((here: HandoverScene) => string);
  /** A link that leads to nothing is followed, so that the file is made behind it. */
  follows?: true;
  /** What was there stays, and gets something more at its end. */
  adds?: true;
  /** It must be there first, with what belongs there. */
  exists?: true;
  /** What is there is Coffer's own affair, and replaced, whatever it is. */
  owned?: true;
  /** Calls that come before. */
  before?: string[][];
  /** Writes; whether that went well is not asked. */
  write: string[] | ((here: HandoverScene, path: string) => Promise<void>);
  env?: (path: string) => Record<string, string>;
}

const OUT = "out/target";
const SET = ["set", "a", "b", "-u", "x"];
const COPY = ["copy", "--to", "file:copy.json"];
const REFERENCE = "coffer://ci/deploy/uid";
const INIT = ["init", "--store", "file:new.json", "--no-input", "--device-key", "random"];

/** A file that is made where none is, with and without `--force`. */
function output(what: string, write: string[]): Row[] {
  return [
    { what, path: OUT, write },
    { what: `${what} --force`, path: OUT, write: [...write, "--force"], owned: true },
  ];
}

function inState(folder: string) {
  return ({ at }: HandoverScene) => {
    const [file] = [...Deno.readDirSync(at(`home/.local/state/coffer/${folder}`))];
    return `home/.local/state/coffer/${folder}/${file!.name}`;
  };
}

/** All of them. */
export const ROWS: readonly Row[] = [
  { what: "stash init", path: OUT, write: ["stash", "init", "-f", OUT], follows: true },
  {
    what: "stash write",
    path: "my.stash",
    write: ["stash", "write", "k", "-v", "v"],
    exists: true,
  },
  {
    what: "stash passwd",
    path: "my.stash.before-passwd",
    write: ["stash", "passwd"],
    env: () => ({ COFFER_NEW_PASSWORD: PASSWORD }),
  },
  { what: "wallet in a file", path: "wallet.json", write: SET, exists: true },
  {
    what: "wallet in a database",
    path: "w.sqlite",
    before: [["copy", "--to", "sqlite:w.sqlite"]],
    write: [...SET, "--store", "sqlite:w.sqlite"],
    exists: true,
  },
  {
    what: "journal of a database",
    path: "w.sqlite-journal",
    before: [["copy", "--to", "sqlite:w.sqlite"]],
    write: [...SET, "--store", "sqlite:w.sqlite"],
  },
  {
    what: "new wallet in a file",
    path: OUT,
    write: ["copy", "--to", `file:${OUT}`],
    follows: true,
  },
  {
    what: "new wallet in a database",
    path: OUT,
    write: ["copy", "--to", `sqlite:${OUT}`],
    follows: true,
  },
  {
    what: "memory of what was seen",
    path: inState("seen"),
    before: [SET],
    write: ["set", "c", "d", "-u", "x"],
    owned: true,
  },
  {
    what: "memory of sync",
    path: inState("sync"),
    before: [COPY, ["sync", "file:copy.json", "--yes"], SET],
    write: ["sync", "file:copy.json", "--yes", "--forget"],
    owned: true,
  },
  {
    what: "configuration, new",
    path: "home/.config/coffer/config.json",
    write: INIT,
    follows: true,
  },
  {
    what: "configuration",
    path: "home/.config/coffer/config.json",
    before: [INIT],
    write: ["conf", "-to", "30"],
    exists: true,
  },
  {
    what: "AWS keys",
    // A link is the user's own affair there, and what is behind it gets a section more.
    path: "home/.aws/credentials",
    adds: true,
    write: async ({ at }) => {
      await addProfile((name) => name === "HOME" ? at("home") : undefined, {
        name: "p",
        keyId: "i",
        secret: "s",
        region: "r",
      });
    },
    follows: true,
  },
  ...output("read --out", ["stash", "read", "tls/key", "--out", OUT]),
  ...output("save", ["save", "-f", OUT]),
  ...output("dump", ["dump", "-f", OUT]),
  ...output("inject", ["inject", "-i", "template", "-o", OUT]),
  {
    what: "stash export",
    path: "out/tls/key",
    write: ["stash", "export", "[]", "out"],
  },
  {
    what: "stash export --force",
    path: "out/tls/key",
    write: ["stash", "export", "[]", "out", "--force"],
    owned: true,
  },
  {
    what: "export to GitHub",
    path: OUT,
    write: ["export", "--format", "github", `A=${REFERENCE}`],
    env: (path) => ({ GITHUB_ENV: path }),
  },
  {
    what: "lock of the agent",
    path: "runtime/coffer/agent.lock",
    write: takeSocket,
    owned: true,
  },
  {
    what: "socket of the agent",
    path: "runtime/coffer/agent.sock",
    write: takeSocket,
  },
];

async function takeSocket({ at }: HandoverScene): Promise<void> {
  const socket = at("runtime/coffer/agent.sock");
  assert.equal(lockPath(socket), at("runtime/coffer/agent.lock"));
  try {
    (await ownSocket(socket))?.close();
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
  }
}
