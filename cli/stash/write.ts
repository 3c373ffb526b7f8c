/** `coffer stash write` */
import { utf8 } from "../../core/bytes.ts";
import { RefusedError, UsageError } from "../../core/errors.ts";
import { formatKey, type Key } from "../../core/stash/key.ts";
import { readWhole } from "../../exchange/files.ts";
import type { Call, Command } from "../command.ts";
import { askSecret } from "../prompt.ts";
import { CHANGE_STASH } from "../shared_options.ts";
import { readStdin } from "../stdin.ts";
import { KEY, KEY_NOTE } from "./arguments.ts";
import { keyArgument, openCalled } from "./open.ts";

async function run(call: Call): Promise<void> {
  const key = keyArgument(call);
  const early = await valueNotAsked(call);
  using stash = await openCalled(call);
  const value = early ?? utf8(await askValue(call, key));
  await stash.write(key, value);
  if (call.out.json) await call.out.value({ path: key, bytes: value.length });
}

/** The value from an option or a pipe; `null` if a person is to be asked for it. */
async function valueNotAsked(call: Call): Promise<Uint8Array | null> {
  const [path, text] = [call.text("in"), call.text("value")];
  if (path !== undefined && text !== undefined) {
    throw new UsageError("the value is given both by --in and by -v");
  }
  if (path !== undefined) return await readWhole(path);
  if (text !== undefined) return await fromCommandLine(call, text);
  if (call.io.stdin.isTerminal()) return null;
  return await readStdin(call.io, "the value");
}

async function fromCommandLine(call: Call, value: string): Promise<Uint8Array> {
  await call.out.warn(
    "a value on the command line can be seen in the list of processes and in the " +
      "shell's history; a pipe, --in FILE or the prompt keeps it to yourself",
  );
  if (value.isWellFormed()) return utf8(value);
  throw new UsageError("the value is not well-formed text; give it by --in FILE");
}

async function askValue(call: Call, key: Key): Promise<string> {
  if (call.mayAsk) return await askSecret(call.io, `Value of ${formatKey(key)}`);
  throw new RefusedError("no value was given, and nobody can be asked", {
    hint: "pipe it in, or name a file with --in FILE",
  });
}

/** Sets one value. */
export const command: Command = {
  arguments: [KEY],
  options: [
    { flags: "-i, --in <FILE>", help: "take the value from a file" },
    { flags: "-v, --value <VALUE>", help: "the value itself; others may see it" },
    ...CHANGE_STASH,
  ],
  examples: [
    {
      call: "coffer stash write -f my.stash mail/work",
      does: "asks for the value without showing it",
    },
    {
      call: "printf %s hunter2 | coffer stash write -f my.stash mail/work",
      does: "takes standard input as it is, a final newline too",
    },
    {
      call: "coffer stash write -f my.stash tls/key --in key.pem",
      does: "takes a file of any kind",
    },
  ],
  notes:
    `A value that is there is replaced; keys below it stay. All values of a stash together
have just under 1 GiB at most; while it is used, they are in memory several times over.\n${KEY_NOTE}`,
  writes: () => true,
  run,
};
