/**
 * What looking at an installation takes.
 *
 * @module
 */

import type { Call } from "../command.ts";
import * as environment from "../environment.ts";
import type { Grants } from "../needs/grants.ts";
import { configurationGrants, storeVariables } from "../needs/configuration.ts";
import { folderAround } from "../modes.ts";
import { KINDS } from "../password_kinds.ts";
import { Exam } from "./exam.ts";
import { historiesOf } from "./history.ts";
import { keptBy } from "./kept.ts";
import { placesOf, runPlaces } from "./leftovers.ts";

const VARIABLES: readonly string[] = [
  environment.STASH,
  environment.TOKEN,
  environment.AWS_SECRET,
  environment.AWS_SHARED_CREDENTIALS_FILE,
  environment.XDG_RUNTIME_DIR,
  environment.XDG_STATE_HOME,
  environment.TMPDIR,
  ...KINDS.flatMap(({ variables: { file, value } }) => [file, value]),
];

/** Adds every file and folder that `call` looks at, and repairs if it says so. */
export async function doctorGrants(call: Call, grants: Grants): Promise<void> {
  const exam = await Exam.of(call);
  const see = (path: string) =>
    call.flag("repair") ? grants.change(path) : grants.read(path);
  grants.variable(...VARIABLES);
  grants.system("uid");
  configurationGrants(call, { grants });
  storeVariables(call, grants);
  for (const { path } of await keptBy(exam)) see(path);
  for (const path of [...placesOf(exam), ...runPlaces(exam)]) see(path);
  for (const path of historiesOf(exam)) grants.read(path);
  const { runtime } = exam.places;
  if (runtime === null) return;
  grants.read(folderAround(runtime));
  see(runtime);
}
