/**
 * Which names of keys may become names of files.
 *
 * They are checked before anything is written, and refused, never changed: a
 * name that was changed on the way out would come back as another key.
 *
 * @module
 */

import { utf8 } from "../core/bytes.ts";
import { RefusedError } from "../core/errors.ts";
import type { Key } from "../core/stash/key.ts";
import { type Node, walk } from "../core/stash/tree.ts";
import { STAGING_PREFIX, VALUE_FILE } from "./layout.ts";
import { firstFew, shown } from "./shown.ts";

/** How names are judged. */
export interface NameRules {
  /** Lets pass what only other systems reserve. */
  localNames?: boolean;
  /** The system that the names must suit (default: this one). */
  os?: typeof Deno.build.os;
}

interface Objection {
  reason: string;
  applies: (name: string) => boolean;
}

/** In bytes of UTF-8: the limit of nearly every file system. */
const MAX_NAME_BYTES = 255;
const DEVICE =
  /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i;

/** What can be no name anywhere, or means something else to us. */
const ANYWHERE: readonly Objection[] = [
  { reason: "the name is empty", applies: (name) => name === "" },
  {
    reason: "it means a folder itself",
    applies: (name) => name === "." || name === "..",
  },
  { reason: "it holds a slash", applies: (name) => name.includes("/") },
  { reason: "it holds a NUL character", applies: (name) => name.includes("\0") },
  { reason: "it is not valid Unicode", applies: (name) => !name.isWellFormed() },
  {
    reason: "that is the file for the value of a folder",
    applies: (name) => name === VALUE_FILE,
  },
  {
    reason: `names in ${STAGING_PREFIX} are for files on their way`,
    applies: (name) => name.startsWith(STAGING_PREFIX),
  },
  {
    reason: `it is longer than ${MAX_NAME_BYTES} bytes`,
    applies: (name) => utf8(name).length > MAX_NAME_BYTES,
  },
];

/** What Windows reserves (Microsoft, "Naming Files, Paths, and Namespaces"). */
const ON_WINDOWS: readonly Objection[] = [
  { reason: "it holds a backslash", applies: (name) => name.includes("\\") },
  {
    reason: "it holds a control character",
    // deno-lint-ignore no-control-regex
    applies: (name) => /[\x01-\x1f]/.test(name),
  },
  {
    reason: 'it holds one of < > : " | ? *',
    applies: (name) => /[<>:"|?*]/.test(name),
  },
  { reason: "it is a device on Windows", applies: (name) => DEVICE.test(name) },
  { reason: "it ends with a dot or a space", applies: (name) => /[. ]$/.test(name) },
];

/**
 * Makes sure that every name below `node`, which is at `key`, may become the name
 * of a file.
 *
 * @throws {RefusedError} naming the first few that may not, and how many there are
 */
export function checkNames(node: Node, key: Key, rules: NameRules = {}): void {
  const onWindows = (rules.os ?? Deno.build.os) === "windows";
  const strict = onWindows || !rules.localNames;
  const refused: string[] = [];
  let mendable = false;
  for (const entry of walk(node, key)) {
    const name = entry.key.at(-1)!;
    const fatal = objection(ANYWHERE, name);
    const local = strict ? objection(ON_WINDOWS, name) : undefined;
    const reason = fatal ?? local;
    if (reason !== undefined) refused.push(`${shown(entry.key)} (${reason})`);
    mendable ||= fatal === undefined && local !== undefined && !onWindows;
  }
  if (refused.length > 0) throw refusal(refused, mendable);
}

function objection(list: readonly Objection[], name: string): string | undefined {
  return list.find(({ applies }) => applies(name))?.reason;
}

function refusal(refused: readonly string[], mendable: boolean): RefusedError {
  const [keys, them] = refused.length === 1 ? ["key", "it"] : ["keys", "them"];
  return new RefusedError(
    `${refused.length} ${keys} cannot become files, so nothing was written: ${
      firstFew(refused)
    }`,
    {
      hint: `rename ${them} with \`coffer stash mv\`` +
        (mendable ? "; --local-names allows what only other systems reserve" : ""),
    },
  );
}
