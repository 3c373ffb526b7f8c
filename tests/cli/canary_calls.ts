/**
 * Calls of many kinds, good and bad, and which secrets it is their job to print.
 *
 * @module
 */

import { CANARIES, type Canary, type How } from "../support/canary_stage.ts";

/** A call. */
export interface CanaryCall extends How {
  args: string[];
  /** Printed on standard output because that was asked for. */
  prints?: Canary[];
  /** The exit code, if not 0. */
  code?: number;
  /** A file in `given/` that holds the password, if not `password`. */
  password?: string;
}

const PWD = "coffer://ci/deploy/pwd", UID = "coffer://ci/deploy/uid";
const KEY = "stash://tls/key";
/** The child of `coffer run`: says all that it got, and stays long enough to be seen. */
export const CHILD = 'echo "$A"; cat "$B"; cat; echo; sleep 0.5';
const HAND_OVER = ["--env", `A=${PWD}`, "--file", `B=${KEY}`, "--stdin", UID];

const say = (line: string) => line.split(" ");

/** In this order. */
export const CALLS: readonly CanaryCall[] = [
  {
    args: say(
      "init --profile other --store file:other.json --device-key password --no-input",
    ),
  },
  { args: say("list --profile other") },
  { args: say("load -d -f ../given/records.json") },
  { args: say("set ci more --pwd-stdin"), stdin: CANARIES.pwd },
  { args: say("set ci deploy -ik second --info-stdin"), stdin: CANARIES.info },
  { args: say("stash init") },
  { args: say("stash write tls/key --in ../given/value") },
  { args: say("stash write piped"), stdin: CANARIES.stash },
  { args: say("list --json") },
  { args: say("query ci") },
  { args: say("get ci deploy"), prints: ["uid", "pwd", "info"] },
  { args: say("get ci deploy --json"), prints: ["uid", "pwd", "info"] },
  { args: say("get ci nothing"), code: 3 },
  { args: say("get ci deploy --field nonsense"), code: 2 },
  { args: say("get ci deploy --field pwd --clip 1") },
  { args: say("list --password-stdin"), stdin: CANARIES.password },
  { args: say("get ci deploy"), password: "wrong", code: 4 },
  { args: say("stash read tls/key --json"), password: "wrong", code: 4 },
  { args: say("get ci deploy --password-stdin"), stdin: CANARIES.newPassword, code: 4 },
  { args: say("nonsense --password-stdin"), stdin: CANARIES.password, code: 2 },
  {
    args: say("stash write tls/key/x/ --password-stdin"),
    stdin: CANARIES.password,
    code: 2,
  },
  { args: say("slot list") },
  { args: say("backup make") },
  { args: say("verify") },
  { args: say("save -f sealed.json") },
  { args: say("copy --to file:copy.json") },
  { args: say("sync file:copy.json --yes") },
  { args: say("diff file:copy.json") },
  { args: say("stash read tls/key"), prints: ["stash"] },
  { args: say("stash dump"), prints: ["stash"] },
  { args: say("stash tree") },
  { args: say("stash read nothing"), code: 3 },
  { args: say("stash export [] ../given/exported") },
  { args: say("stash import taken ../given/exported/tls") },
  { args: ["read", PWD], prints: ["pwd"] },
  { args: ["read", "coffer://ci/deploy/nothing"], code: 2 },
  { args: say("inject -i ../given/template"), prints: ["pwd", "stash"] },
  { args: say("inject -i ../given/template -o ../given/injected") },
  { args: ["export", "--format", "json", `A=${PWD}`], prints: ["pwd"] },
  { args: ["run", ...HAND_OVER, "--", "sh", "-c", CHILD] },
  {
    args: ["run", ...HAND_OVER, "--no-mask", "--", "sh", "-c", CHILD],
    prints: ["pwd", "stash", "uid"],
  },
  {
    args: [
      "run",
      "--env-file",
      "../given/plain.env",
      "--",
      "sh",
      "-c",
      "echo $FROM_FILE",
    ],
  },
  {
    args: ["run", "--env", `A=${PWD}`, "--", "sh", "-c", "echo $A >&2; exit 3"],
    code: 3,
  },
  { args: ["run", "--env", `A=${PWD}`, "--", "./nothing"], code: 127 },
  { args: ["perms", "run", "--env", `A=${PWD}`, "--", "true"] },
  { args: say("doctor") },
  { args: say("agent start") },
  { args: say("list"), env: { COFFER_AGENT: "1" } },
  { args: say("get ci deploy --field uid"), env: { COFFER_AGENT: "1" }, prints: ["uid"] },
  { args: say("agent status --json") },
  { args: say("agent stop") },
];
