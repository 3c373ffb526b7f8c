/**
 * Wallets in Coffer's own format, each a whole store in a file.
 *
 * @module
 */

import { AuthenticationError } from "../../../core/errors.ts";
import { type ErrorClass, Maker, type Part } from "./kit.ts";
import {
  type KitWallet,
  kitWallet,
  PASSWORD,
  PASSWORD_WITH_DEVICE,
} from "./kit_wallet.ts";
import { addHeaders } from "./wallet_headers.ts";
import { addRecords } from "./wallet_records.ts";
import { addRollbacks } from "./wallet_rollbacks.ts";
import { changed, damaged, type Store, storeOf, text } from "./wallet_store.ts";

/** All cases of wallets. */
export async function wallets(): Promise<Part> {
  const wallet = await kitWallet("good");
  const foreign = await kitWallet("another");
  const clear = await kitWallet("clear", "clear");
  const make = new Maker("wallet", { folder: "wallet", open: { password: PASSWORD } });
  const good = storeOf(wallet.open, wallet.records);
  make.opens("good.json", text(good), "A wallet as it should be, with sealed names.");
  make.opens(
    "clear.json",
    text(storeOf(clear.open, clear.records)),
    "The same with names in the clear.",
  );
  make.again("by_token", "good.json", [null, "The same, opened by a CI token."], {
    token: wallet.token,
  });
  addSecrets(make, foreign);
  addFiles(make, good);
  addHeaders(make, { good, foreign: storeOf(foreign.open, foreign.records) });
  addRecords(make, { good, wallet, foreign });
  addRollbacks(make, { wallet, foreign });
  return make;
}

function addSecrets(make: Maker, foreign: KitWallet): void {
  const wrong = (why: string): [ErrorClass, string] => [AuthenticationError, why];
  const { token } = foreign;
  make.again("wrong_password", "good.json", wrong("No slot opens with this password."), {
    password: "wrong horse",
  });
  make.again("empty_password", "good.json", wrong("An empty password opens no slot."), {
    password: "",
  });
  make.again(
    "device_missing",
    "good.json",
    wrong("The password is that of a slot which needs a device key as well."),
    {
      password: PASSWORD_WITH_DEVICE,
    },
  );
  make.again(
    "foreign_token",
    "good.json",
    wrong("The token is that of another wallet."),
    {
      token,
    },
  );
}

function addFiles(make: Maker, good: Store): void {
  const whole = text(good);
  make.refuses(
    "truncated.json",
    whole.slice(0, whole.length / 2),
    damaged("The file is cut in half."),
  );
  make.refuses("empty.json", "", damaged("The file is empty."));
  make.refuses("not_json.json", "a wallet\n", damaged("The file is no JSON."));
  make.refuses(
    "layout_2.json",
    changed(good, (it) => it.coffer = 2),
    damaged("The file has a layout that nobody has defined."),
  );
  make.refuses(
    "member_unknown.json",
    changed(good, (it) => Object.assign(it, { more: 1 })),
    damaged("The file has a member that does not belong."),
  );
  make.refuses(
    "header_number.json",
    changed(good, (it) => it.header = 1),
    damaged("The header is a number."),
  );
  make.refuses(
    "records_twice.json",
    changed(good, (it) => it.records.push(it.records[0]!)),
    damaged("One record stands twice in the file."),
  );
  make.refuses(
    "deep.json",
    `${"[".repeat(5000)}\n`,
    damaged("5,000 lists are opened and none closed."),
  );
}
