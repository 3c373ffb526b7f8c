/** `coffer read` */
import { toBase64, utf8 } from "../../core/bytes.ts";
import { formatReference, parseReference } from "../../core/handover/reference.ts";
import type { Call, Command } from "../command.ts";
import { assertPrintable } from "../printable.ts";
import { HANDOVER_ALIASES, OPEN_BOTH, REFERENCE_NOTE, storesOf } from "./options.ts";
import { valuesOf } from "./values.ts";

const NEWLINE = utf8("\n");

async function run(call: Call): Promise<void> {
  const references = call.arguments.map(parseReference);
  const values = await valuesOf(call, references);
  const seen = call.io.stdout.isTerminal();
  // Nothing is printed of what cannot be printed as a whole.
  if (seen && !call.out.json) values.forEach(assertPrintable);
  const separated = seen || values.length > 1;
  for (const [index, value] of values.entries()) {
    if (call.out.json) {
      const reference = formatReference(references[index]!);
      await call.out.value({ reference, value: toBase64(value) });
    } else {
      await call.out.data(value);
      if (separated) await call.out.data(NEWLINE);
    }
  }
}

/** Prints values alone. */
export const command: Command = {
  arguments: [{
    name: "<reference...>",
    help: "coffer://DOMAIN/ACCESS/FIELD, stash://KEY",
  }],
  options: OPEN_BOTH,
  aliases: HANDOVER_ALIASES,
  examples: [
    { call: "coffer read coffer://mail/work", does: "prints the password" },
    { call: "coffer read coffer://mail/work/uid", does: "prints the user id" },
    {
      call: "coffer read stash://tls/key -f my.stash > key.pem",
      does: "writes the bytes of a value, no newline added",
    },
    {
      call: "coffer read coffer://mail/work coffer://bank/card",
      does: "prints both, each on a line, with the wallet opened once",
    },
  ],
  notes: REFERENCE_NOTE,
  writes: () => false,
  opens: (call) => storesOf(call.arguments),
  run,
};
