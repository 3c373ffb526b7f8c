/**
 * One record of a wallet, spoiled or taken away behind its back.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import type { Stage } from "./scenario.ts";

/** What becomes of it. */
export type Damage = "spoiled" | "gone";

const IN_SQLITE: Record<Damage, string> = {
  spoiled: "UPDATE coffer_records SET attributes = 'spoiled' WHERE",
  gone: "DELETE FROM coffer_records WHERE",
};

/** Does it to the record that the store has first. */
export async function damageOne(stage: Stage, damage: Damage): Promise<void> {
  const [scheme, path] = stage.env.COFFER_STORE!.split(":") as [string, string];
  if (scheme === "sqlite") return damageRow(path, damage);
  const wallet = JSON.parse(await Deno.readTextFile(path));
  const [first] = wallet.records;
  if (damage === "gone") wallet.records.shift();
  else first.attributes.uid = first.attributes.uid.toUpperCase();
  await Deno.writeTextFile(path, JSON.stringify(wallet));
}

function damageRow(path: string, damage: Damage): void {
  const database = new DatabaseSync(path);
  const first = "SELECT rowid FROM coffer_records ORDER BY domain, access LIMIT 1";
  database.exec(`${IN_SQLITE[damage]} rowid = (${first})`);
  database.close();
}
