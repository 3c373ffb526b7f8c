/**
 * Secrets in the environment, where whatever is started can read them.
 *
 * @module
 */

import { AWS_SECRET, TOKEN } from "../environment.ts";
import { KINDS } from "../password_kinds.ts";
import type { Exam } from "./exam.ts";
import type { Finding } from "./finding.ts";

const CHECK = "variables";

/** Which variables hold secrets; their values are not looked at. */
export function checkVariables({ call: { io } }: Exam): Finding[] {
  const names = [...KINDS.map(({ variables: { value } }) => value), TOKEN, AWS_SECRET];
  const found = [...new Set(names)].filter((name) => io.isSet(name));
  if (found.length === 0) {
    return [{ level: "ok", check: CHECK, text: "no secret is in the environment" }];
  }
  return found.map((name) => ({
    level: "warn",
    check: CHECK,
    text: `${name} is set: every program that you start from here can read it`,
    repair: name === TOKEN
      ? "set it for one command alone, as CI systems do"
      : "give it by a file, a descriptor or the agent",
  }));
}
