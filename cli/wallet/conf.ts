/** `coffer conf` */
import { changeSettings } from "../config/change.ts";
import { listSettings } from "../config/list.ts";
import type { SettingSources } from "../config/settings.ts";
import type { Call, Command } from "../command.ts";
import { configurationGrants } from "../needs/configuration.ts";
import { JSON_OUTPUT } from "../shared_options.ts";
import { shown } from "./show.ts";

async function run(call: Call): Promise<void> {
  const sources: SettingSources = {
    env: (name) => call.io.env(name),
    options: { profile: call.text("profile") },
  };
  const changes = changesOf(call);
  if (Object.values(changes).some((value) => value !== undefined)) {
    const { path } = await changeSettings({ ...sources, changes });
    if (!call.out.json) await call.out.note(`changed ${path}`);
  }
  if (changesNothing(call) || call.out.json) await list(call, sources);
}

function changesOf(call: Call) {
  return {
    sessionTimeout: call.number("timeout"),
    sessionLifetime: call.number("lifetime"),
    logLevel: call.text("logLevel"),
    storageType: call.text("storageType"),
    store: call.text("store"),
    table: call.text("table"),
    awsProfile: call.text("awsProfile"),
    agent: call.toggle("agent"),
  };
}

function changesNothing(call: Call): boolean {
  return call.flag("list") ||
    Object.values(changesOf(call)).every((value) => value === undefined);
}

async function list(call: Call, sources: SettingSources): Promise<void> {
  const { path, profile, entries, warnings } = await listSettings(sources);
  for (const warning of warnings) await call.out.warn(warning);
  if (call.out.json) {
    return await call.out.value({ path, profile, settings: Object.fromEntries(entries) });
  }
  await call.out.line(`configuration: ${path}${profile === null ? "" : ` (${profile})`}`);
  for (const [name, value] of entries) {
    await call.out.line(`${name}: ${shown(`${value}`)}`);
  }
}

/** Shows or changes the configuration. */
export const command: Command = {
  options: [
    { flags: "-l, --list", help: "show the configuration; also without any option" },
    { flags: "--profile <NAME>", help: "a profile of the configuration" },
    { flags: "--timeout <SECONDS>", help: "-to: how long a key is kept unused" },
    { flags: "--lifetime <SECONDS>", help: "-lf: how long it is kept at all" },
    { flags: "--agent", help: "the agent keeps keys; the first password starts it" },
    { flags: "--no-agent", help: "it does not" },
    { flags: "--log-level <LEVEL>", help: "-ll: debug, info, warning, error, critical" },
    { flags: "--storage-type <TYPE>", help: "-st: aws_dynamo or local_sqlite" },
    { flags: "--store <URL>", help: "where the records are" },
    { flags: "--table <NAME>", help: "the table of the store" },
    { flags: "--aws-profile <NAME>", help: "whose credentials AWS is asked with" },
    JSON_OUTPUT,
  ],
  aliases: {
    "-st": "--storage-type",
    "-to": "--timeout",
    "-lf": "--lifetime",
    "-ll": "--log-level",
  },
  examples: [
    { call: "coffer conf", does: "shows the configuration, without its secrets" },
    { call: "coffer conf -to 30 -lf 120", does: "keeps keys for a shorter time" },
    { call: "coffer conf --agent", does: "has the agent keep them between commands" },
  ],
  writes: (call) => !changesNothing(call),
  // --store is a setting here.
  opens: () => [],
  needs: (call, grants) =>
    configurationGrants(call, { grants, writes: !changesNothing(call) }),
  run,
};
