/**
 * What comes into a wallet and goes out of it as text: the files of `save` and `load`,
 * the text of `dump`, and what other programs export.
 *
 * @module
 */

export { formatPlain, parsePlain, plainPieces } from "./plain.ts";
export { formatSealedV0, parseSealedV0, sealedV0Pieces } from "./sealed_v0.ts";
export {
  formatSealedV1,
  parseSealedV1,
  sealedV1Pieces,
  type SealedWallet,
} from "./sealed_v1.ts";
export { recognise, type SaveKind } from "./recognise.ts";
export { formatDump } from "./dump.ts";
export type { Imported, LeftOut } from "./imported.ts";
export { type CsvOptions, parseCsv } from "./csv.ts";
export { type DotenvOptions, parseDotenv } from "./dotenv.ts";
export { type BitwardenOptions, parseBitwarden } from "./bitwarden.ts";
export type { Source } from "./document.ts";
