/**
 * How a call names a record: by `-d` and `-a`, or by position.
 *
 * @module
 */

import { UsageError } from "../../core/errors.ts";
import type { RecordName } from "../../core/wallet/wallet.ts";
import type { Argument, Call, Option } from "../command.ts";

/** `-d`, as in secret_wallet. */
export const DOMAIN: Option = { flags: "-d, --domain <DOMAIN>", help: "the domain" };
/** `-a`, as in secret_wallet. */
export const ACCESS: Option = {
  flags: "-a, --access <ACCESS>",
  help: "the access: which of the domain's records",
};
/** The same by position. */
export const NAME_ARGUMENTS: Argument[] = [
  { name: "[domain]", help: "the domain, if not given by -d" },
  { name: "[access]", help: "the access, if not given by -a" },
];

/** The parts of a name that a call has; positions fill what options leave open. */
export function partialName(call: Call): Partial<RecordName> {
  const rest = [...call.arguments];
  const domain = call.text("domain") ?? rest.shift();
  const access = call.text("access") ?? rest.shift();
  if (rest.length > 0) {
    throw new UsageError("the name is given both by options and by position");
  }
  return {
    ...(domain !== undefined && { domain }),
    ...(access !== undefined && { access }),
  };
}

/**
 * The whole name.
 *
 * @throws {UsageError} if a part is missing
 */
export function fullName(call: Call): RecordName {
  const { domain, access } = partialName(call);
  if (domain === undefined || access === undefined) {
    throw new UsageError("which record? a domain and an access name it", {
      hint: "as in `-d energy -a 'smart energy'`, or `energy 'smart energy'`",
    });
  }
  return { domain, access };
}
