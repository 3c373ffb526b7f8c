/**
 * Paths of calls that are made within the test, whose own folder is another.
 *
 * @module
 */

/** What stands for a file in the folder of a scene, alone or behind a scheme. */
const NAMES =
  /^((?:file|sqlite):)?((?:out|copy\.json|new\.json|w\.sqlite|template)(?:\/.*)?)$/;

/** An argument with its path in `folder`, if it is one. */
export function placedIn(folder: string, arg: string): string {
  return arg.replace(NAMES, (_, scheme = "", name) => `${scheme}${folder}/${name}`);
}
