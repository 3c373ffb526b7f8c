/** `coffer perms` */
import { UsageError } from "../core/errors.ts";
import { Call, type Command } from "./command.ts";
import { configurationGrants, readsConfiguration } from "./needs/configuration.ts";
import { flagsOf, hasComma, permissionSet, shellLine } from "./needs/flags.ts";
import { grantsOf } from "./needs/of_call.ts";
import { openedBy } from "./needs/opened.ts";
import { findCommand } from "./find_command.ts";
import { parseOptions } from "./parse.ts";
import { JSON_OUTPUT } from "./shared_options.ts";

/** The name of the set in `deno.json`. */
const SET = "coffer";

/** A call that was asked about, taken apart as if it were to be run. */
interface Asked {
  words: string;
  call: Call;
  command: Command;
}

async function run(call: Call): Promise<void> {
  const asked = await askedIn(call);
  const grants = (await grantsOf(asked.call, asked)).lists();
  if (call.out.json) return await call.out.value(grants);
  const flags = flagsOf(grants);
  if (flags.length === 0) {
    return await call.out.note("It needs no permission: Deno takes no --allow-... flag.");
  }
  await call.out.line(`${shellLine(flags)}\n\n${permissionSet(grants, SET)}`);
  if (hasComma(grants)) {
    await call.out.warn(
      "a name has a comma in it: no flag of Deno after 2.4 can say that, but deno.json can",
    );
  }
  await call.out.note(
    `\nThe first line is for \`deno run\`; the rest for deno.json, where Deno 2.5 and newer
find it by \`deno run -P=${SET}\`.`,
  );
}

async function askedIn(call: Call): Promise<Asked> {
  const { entry, rest, words } = await findCommand(call.arguments);
  if (entry === null) {
    throw new UsageError(
      words.length === 0
        ? "which command is it about?"
        : `\`coffer ${words.join(" ")}\` is no whole command`,
      { hint: "say what you would say without perms: coffer perms stash read mail/work" },
    );
  }
  const { command } = await entry.load();
  const parsed = await parseOptions(
    entry,
    command,
    ownJson(command) ? rest : forUs(rest),
  );
  if (parsed === "help") {
    throw new UsageError("to explain a command takes no permission", {
      hint: `\`coffer help ${entry.words}\` explains it`,
    });
  }
  return {
    words: entry.words,
    call: new Call(call, parsed.args, parsed.options),
    command,
  };
}

function ownJson({ options, takesCall }: Command): boolean {
  return takesCall === true || options.some(({ flags }) => flags === JSON_OUTPUT.flags);
}

/** Where the other command knows no `--json`, it is meant for this one. */
function forUs(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.filter((arg, at) => arg !== "--json" || (end !== -1 && at > end));
}

/** Tells what a call needs. It looks at names, and opens nothing. */
export const command: Command = {
  arguments: [{ name: "<command...>", help: "a command as you would give it" }],
  options: [JSON_OUTPUT],
  examples: [
    {
      call: "coffer perms stash read -f ci.stash deploy/token",
      does: "prints the flags that this call needs, and no others",
    },
    {
      call: "coffer perms get mail work --store file:wallet.json --json",
      does: "for programs: lists of names, by the kind of permission",
    },
  ],
  notes:
    `Nothing is opened, asked for or written; where no store is named, the configuration
is read to find out which is meant. What depends on the environment, such as where
passwords come from, is told for the environment as it is.`,
  writes: () => false,
  takesCall: true,
  needs: async (call, grants) => {
    const asked = await askedIn(call);
    const { env } = (await grantsOf(asked.call, asked)).lists();
    grants.variable(...env);
    const opened = openedBy(asked.command, asked.call);
    if (opened.has("wallet") && readsConfiguration(asked.call)) {
      configurationGrants(asked.call, { grants });
    }
  },
  run,
};
