/** `coffer shell` */
import { tirelessClock } from "../../agent/clock.ts";
import { CofferError, UsageError } from "../../core/errors.ts";
import { rememberSending, sendingOf } from "../agent/use.ts";
import type { Call, Command } from "../command.ts";
import { ENTRIES } from "../commands.ts";
import type { Io } from "../io.ts";
import { editLine } from "../line_editor.ts";
import { lookForCommand } from "../find_command.ts";
import { Session, startSession } from "../session.ts";
import { splitWords } from "../words.ts";
import { completedNames } from "./shell_names.ts";
import { calledSettings } from "./called_store.ts";
import { openCalledWallet } from "./open.ts";
import { CHANGE_WALLET, WALLET_ALIASES } from "./options.ts";

const PROMPT = ":> ";
/** Commands that take secrets as arguments, in more spellings than one can look for. */
const TAKE_SECRETS = new Set(["set", "session", "client", "stash write"]);
const LAST_WORDS = new Set(["quit", "exit"]);
/** What has no place within a shell, and why. */
const OUTSIDE: ReadonlyMap<string, string> = new Map([
  ["shell", "this is a shell already"],
  ["run", "a shell has given up to start programs; use `coffer run` outside"],
]);

async function run(call: Call): Promise<void> {
  if (!call.mayAsk) {
    throw new UsageError("a shell needs a terminal", {
      hint: "give commands one by one: `coffer get`, `coffer list`",
    });
  }
  const { sessionTimeout, sessionLifetime } = await calledSettings(call);
  const times = { timeout: sessionTimeout, lifetime: sessionLifetime };
  const session = new Session(times, tirelessClock());
  const io = innerIo(call.io);
  startSession(io, session);
  const sending = sendingOf(call);
  if (sending !== undefined) rememberSending(io, sending);
  await call.out.note("`help` lists the commands, `quit` leaves.");
  await loop(call, io, session);
  session.forget();
}

/** Permissions that were given up would be missing for the next line. */
function innerIo(io: Io): Io {
  return { ...io, giveUpAllBut: () => Promise.resolve([]) };
}

async function loop(call: Call, io: Io, session: Session): Promise<void> {
  const { run } = await import("../run.ts");
  const history: string[] = [];
  const common = commonOptions(call);
  for (;;) {
    const complete = (line: string) => completions(call, session, line);
    const line = await editLine(io, { prompt: PROMPT, history, complete });
    if (line === null) return;
    const words = splitWords(line);
    if (words === null) {
      await call.out.note("error: a quotation mark has no partner");
      continue;
    }
    const [first] = words;
    if (first === undefined) continue;
    if (LAST_WORDS.has(first)) return;
    if (isRemembered(words)) history.push(line);
    const objection = OUTSIDE.get(first);
    if (objection !== undefined) await call.out.note(objection);
    else await run(isWallet(first) ? [...words, ...common] : words, io);
  }
}

/**
 * Whether the arrows bring a line back: not if a secret may be in it. What is no command
 * at all may be a password that was typed at the wrong prompt.
 */
export function isRemembered(words: readonly string[]): boolean {
  const { entry } = lookForCommand(words);
  return entry !== null && !TAKE_SECRETS.has(entry.words);
}

/** What was said of the wallet when the shell was started holds for its commands. */
function commonOptions(call: Call): string[] {
  const names = [["store", "--store"], ["profile", "--profile"], ["storageType", "-st"]];
  return names.flatMap(([name, flag]) => {
    const value = call.text(name!);
    return value === undefined ? [] : [flag!, value];
  });
}

function isWallet(word: string): boolean {
  return ENTRIES.some(({ words }) => words === word) && word !== "help" &&
    word !== "version";
}

async function completions(
  call: Call,
  session: Session,
  line: string,
): Promise<string[]> {
  const [first = "", ...others] = line.trimStart().split(" ");
  if (others.length === 0) {
    return ENTRIES.map(({ words }) => `${words} `).filter((each) =>
      each.startsWith(line)
    );
  }
  if (!isWallet(first)) return [];
  return completedNames(
    line,
    new Set([...session.names, ...await namesInTheClear(call)]),
  );
}

/** Of a wallet that gives them without a password: secret_wallet's. */
async function namesInTheClear(call: Call): Promise<Set<string>> {
  const names = new Set<string>();
  try {
    await using wallet = await openCalledWallet(call);
    if (wallet.sealsNames) return names;
    for await (const { domain, access } of wallet.names()) names.add(domain).add(access);
  } catch (error) {
    // The command that is being typed will say it.
    if (!(error instanceof CofferError)) throw error;
  }
  return names;
}

/** Takes commands one after the other; the password is typed once. */
export const command: Command = {
  options: CHANGE_WALLET,
  aliases: WALLET_ALIASES,
  examples: [{ call: "coffer shell", does: "asks for commands until `quit`" }],
  notes:
    `Tab completes commands, and names: those of a wallet in secret_wallet's format, which
need no password, and otherwise those that this shell has listed, opened or made. The
arrows bring back earlier lines. Lines of commands that take secrets (\`set\`,
\`stash write\`) are not remembered, and nothing is when the shell ends. A password, and the
names to complete, are kept in memory for the session's time-outs (\`coffer conf\`).`,
  writes: () => true,
  run,
};
