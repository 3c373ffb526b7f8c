/**
 * What a process of its own does in tests of the configuration. Not a test itself.
 *
 * @module
 */

import { editProfile } from "../../../cli/config/edit_config.ts";
import { resolveSettings } from "../../../cli/config/settings.ts";
import { systemIo } from "../../../cli/io.ts";

const [command, ...args] = Deno.args;

if (command === "edit") {
  const [path, name] = args;
  console.log("ready");
  for await (const _ of Deno.stdin.readable);
  await editProfile(path!, { name: name!, profile: "new", change: () => ({}) });
}

if (command === "settings") {
  const { env } = systemIo();
  const [store] = args;
  const told = await resolveSettings({ env, options: { store } }).catch(String);
  console.log(JSON.stringify(told));
  Deno.exit(0);
}
