/**
 * What has to be moved where, and what is in the way.
 *
 * @module
 */

import { ExistsError } from "../core/errors.ts";
import { shownPath } from "../core/shown_path.ts";
import type { Key } from "../core/stash/key.ts";
import { attempt, join, lookAt } from "./disk.ts";
import type { Folder } from "./layout.ts";
import { firstFew, shown } from "./shown.ts";

/** One thing to be moved: a file, or a folder with all that is in it. */
export interface Move {
  names: Key;
  from: string;
  to: string;
  isFolder: boolean;
  /** There is a file or a symbolic link that it takes the place of. */
  replaces: boolean;
}

/** What stands where something is to go. */
interface Obstacle {
  names: Key;
  what: string;
  /** Whether `force` would replace it. */
  yields: boolean;
}

/** How to plan. */
interface PlanOptions {
  /** The folder where everything is staged. */
  from: string;
  /** The folder where it goes. */
  to: string;
  force: boolean;
}

/**
 * The moves that bring `folder` into place, without moving anything. A folder
 * that is not there yet is one move; one that is there is gone into.
 *
 * @throws {ExistsError} naming the first few things that are in the way
 */
export async function plan(folder: Folder, options: PlanOptions): Promise<Move[]> {
  const planner = new Planner(options);
  await attempt(
    `cannot look into ${shownPath(options.to)}`,
    () => planner.visit(folder, []),
  );
  if (planner.obstacles.length > 0) throw inTheWay(planner.obstacles, options);
  return planner.moves;
}

class Planner {
  readonly moves: Move[] = [];
  readonly obstacles: Obstacle[] = [];
  readonly #options: PlanOptions;

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  async visit(folder: Folder, at: Key): Promise<void> {
    for (const name of folder.files.keys()) await this.#file([...at, name]);
    for (const [name, inner] of folder.folders) {
      await this.#folder([...at, name], inner);
    }
  }

  async #file(names: Key): Promise<void> {
    const there = await this.#lookAt(names);
    const yields = there !== null && (there.isFile || there.isSymlink);
    if (there === null || (yields && this.#options.force)) {
      this.#move(names, { isFolder: false, replaces: there !== null });
    } else {
      this.obstacles.push({ names, what: kindOf(there), yields });
    }
  }

  async #folder(names: Key, folder: Folder): Promise<void> {
    const there = await this.#lookAt(names);
    if (there === null) {
      this.#move(names, { isFolder: true, replaces: false });
    } else if (there.isDirectory) {
      await this.visit(folder, names);
    } else {
      this.obstacles.push({ names, what: kindOf(there), yields: false });
    }
  }

  #lookAt(names: Key): Promise<Deno.FileInfo | null> {
    return lookAt(join(this.#options.to, ...names));
  }

  #move(names: Key, kind: Pick<Move, "isFolder" | "replaces">): void {
    const { from, to } = this.#options;
    this.moves.push({
      names,
      from: join(from, ...names),
      to: join(to, ...names),
      ...kind,
    });
  }
}

function kindOf(there: Deno.FileInfo): string {
  if (there.isSymlink) return "a symbolic link";
  if (there.isDirectory) return "a folder";
  return there.isFile ? "a file" : "a special file";
}

function inTheWay(obstacles: readonly Obstacle[], { to }: PlanOptions): Error {
  const all = obstacles.map(({ names, what }) => `${shown(names)} (${what})`);
  const mendable = obstacles.every(({ yields }) => yields);
  return new ExistsError(
    `${shownPath(to)} has something in the way, so nothing was written: ${firstFew(all)}`,
    {
      hint: mendable
        ? "choose another folder, or replace these with --force"
        : "choose another folder, or move these away",
    },
  );
}
