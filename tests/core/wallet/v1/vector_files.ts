/**
 * The files of `tests/vectors/wallet_v1/`, made from fixed bytes: always the same.
 *
 * To write them anew, which changes a format that is frozen:
 * `deno run --allow-read --allow-write=tests/vectors/wallet_v1 tests/core/wallet/v1/vector_files.ts`
 *
 * @module
 */

import { toHex } from "../../../../core/bytes.ts";
import { asciiJson } from "../../../../core/stash/key.ts";
import { formatHeader } from "../../../../core/wallet/v1/header_format.ts";
import { negativeHeaderForms } from "./negative_header_forms.ts";
import { negativeHeaders } from "./negative_headers.ts";
import { negativeRecords } from "./negative_records.ts";
import {
  negativeBase64Url,
  negativePaddedTexts,
  negativeSheets,
  negativeTokens,
} from "./negative_texts.ts";
import { negativeWallets } from "./negative_wallets.ts";
import { renewingWallet, sampleWallet } from "./sample_wallets.ts";
import {
  encodingVectors,
  headerVectors,
  keyVectors,
  paddedTextVectors,
  placeAndTextVectors,
  recordVectors,
  secretTextVectors,
  slotVectors,
  walletVector,
} from "./structure_vectors.ts";

/** Where the files are. */
export const FOLDER = new URL("../../../vectors/wallet_v1/", import.meta.url);

/** Every file by name, with the text that it must have. */
export async function vectorFiles(): Promise<Map<string, string>> {
  const sealed = await sampleWallet("sealed", { names: "sealed", pbkdf2: true });
  const clear = await sampleWallet("clear", { names: "clear" });
  const plainSealed = await sampleWallet("negative", { names: "sealed" });
  const foreign = await sampleWallet("foreign", { names: "sealed" });
  const renewing = await renewingWallet(plainSealed);
  const files = {
    encoding: encodingVectors(),
    padded_texts: { valid: paddedTextVectors(), invalid: negativePaddedTexts() },
    base64url_invalid: negativeBase64Url(),
    keys: keyVectors(),
    secret_texts: secretTextVectors(),
    secret_texts_invalid: { tokens: negativeTokens(), recoverySheets: negativeSheets() },
    slots: await slotVectors(sealed),
    headers: headerVectors({ sealed, clear, renewing }),
    places_and_texts: placeAndTextVectors(),
    records_sealed: recordVectors(sealed),
    records_clear: recordVectors(clear),
    records_renewing: recordVectors(renewing),
    wallet_sealed: walletVector(sealed),
    wallet_clear: walletVector(clear),
    wallet_renewing: walletVector(renewing),
    header_forms_invalid: negativeHeaderForms(formatHeader(plainSealed.open.header)),
    headers_invalid: negativeHeaders(plainSealed, foreign),
    records_invalid: {
      header: formatHeader(plainSealed.open.header),
      keyring: toHex(plainSealed.open.keyring.toBytes()),
      cases: negativeRecords(plainSealed, foreign),
    },
    wallets_invalid: negativeWallets(plainSealed),
  };
  return new Map(
    Object.entries(files).map(([name, content]) => [
      `${name}.json`,
      asciiJson(content, 1) + "\n",
    ]),
  );
}

if (import.meta.main) {
  for (const [name, text] of await vectorFiles()) {
    await Deno.writeTextFile(new URL(name, FOLDER), text);
  }
}
