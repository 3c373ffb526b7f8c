/** `coffer conf` */
import { changeSettings } from "../config/change.ts";
import { listSettings, type Setting } from "../config/list.ts";
import type { SettingSources } from "../config/settings.ts";
import type { Call, Command } from "../command.ts";
import { AGENT, XDG_DATA_HOME } from "../environment.ts";
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
    const settings = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    const namesFrom = (origin: Setting["from"]) =>
      entries.filter(({ from }) => from === origin).map(({ name }) => name);
    const [defaults, environment] = [namesFrom("default"), namesFrom("environment")];
    return await call.out.value({ path, profile, settings, defaults, environment });
  }
  await call.out.line(`configuration: ${path}${profile === null ? "" : ` (${profile})`}`);
  for (const { name, value, from } of entries) {
    const text = typeof value === "boolean" ? YES_NO[Number(value)] : `${value}`;
    await call.out.line(`${name}: ${shown(text!)}${ORIGINS[from]}`);
  }
}

const YES_NO = ["no", "yes"];
const ORIGINS: Record<Setting["from"], string> = {
  configuration: "",
  environment: ` (${AGENT})`,
  default: " (default)",
};

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
    { call: "coffer conf", does: "shows what is in effect, without secrets" },
    { call: "coffer conf -to 30 -lf 120", does: "keeps keys for a shorter time" },
    { call: "coffer conf --agent", does: "has the agent keep them between commands" },
  ],
  notes: `What the configuration does not say is marked as the default, and so is what
${AGENT} says in its place. Times are in seconds.`,
  writes: (call) => !changesNothing(call),
  // --store is a setting here.
  opens: () => [],
  needs: (call, grants) => {
    configurationGrants(call, { grants, writes: !changesNothing(call) });
    grants.variable(AGENT, XDG_DATA_HOME);
  },
  run,
};
