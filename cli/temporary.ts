/**
 * Where Deno makes temporary files.
 *
 * @module
 */

import type { Env } from "./config/places.ts";
import { TEMP, TMP, TMPDIR } from "./environment.ts";

/** The variables that Deno looks at, and what is without. */
const TEMPORARY = Deno.build.os === "windows"
  ? { variables: [TMP, TEMP], otherwise: "C:\\Windows\\Temp" }
  : { variables: [TMPDIR], otherwise: "/tmp" };

/** The folder of temporary files. */
export function temporaryFolder(env: Env): string {
  const { variables, otherwise } = TEMPORARY;
  return variables.map(env).find((path) => path) ?? otherwise;
}
