/**
 * Which passwords and CI tokens open one copy of a wallet and not the other. Sync leaves
 * them as they are: which is right, nobody can tell.
 *
 * @module
 */

import { sameBytes } from "../../bytes.ts";
import type { HeaderV1, Slot } from "../v1/header.ts";
import type { Which } from "./decide.ts";

/** A slot that is not the same in both copies. */
export interface SlotDifference {
  /** Eight hexadecimal digits. */
  id: string;
  kind: Slot["kind"];
  label: string;
  /** Which copy has it; `both` if it opens with another secret in each, or is called so. */
  in: Which | "both";
}

/** The slots that differ, those of the first header before those of the second alone. */
export function slotDifferences(first: HeaderV1, second: HeaderV1): SlotDifference[] {
  const others = new Map(second.slots.map((slot) => [slot.id, slot]));
  const ours = new Set(first.slots.map(({ id }) => id));
  return [
    ...first.slots.flatMap((slot) => {
      const other = others.get(slot.id);
      if (other === undefined) return [shown(slot, "first")];
      return isSame(slot, other) ? [] : [shown(slot, "both")];
    }),
    ...second.slots.filter(({ id }) => !ours.has(id)).map((slot) =>
      shown(slot, "second")
    ),
  ];
}

function isSame(a: Slot, b: Slot): boolean {
  return a.label === b.label && sameBytes(a.commitment, b.commitment);
}

function shown({ id, kind, label }: Slot, where: SlotDifference["in"]): SlotDifference {
  return { id, kind, label, in: where };
}
