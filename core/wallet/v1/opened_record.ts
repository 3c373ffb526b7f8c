/**
 * A record that was found to be genuine, its values still sealed.
 *
 * @module
 */

import { toBase64Url } from "../../base64url.ts";
import { DamagedError } from "../../errors.ts";
import { formatKey } from "../../stash/key.ts";
import { compareBytes } from "./encoding.ts";
import { infoHash, type RecordName } from "./place.ts";
import { describeRecord, recordDamaged, type RecordV1, sortedByName } from "./record.ts";
import type { InfoPart, RecordParts, SealedParts } from "./record_parts.ts";
import type { RecordSeal } from "./digest.ts";
import type { RecordKey } from "../../ports.ts";
import { openText, type SealContext, type SealedPart } from "./sealed_text.ts";

/** One value of a record: its uid, its pwd, or an info entry by name. */
export type FieldName = "uid" | "pwd" | { readonly info: string };

/**
 * A genuine record. It opens a value when it is asked for it, with the keys of the wallet:
 * once they are wiped, it throws {@linkcode UsageError}.
 */
export class OpenedRecord {
  readonly domain: string;
  readonly access: string;
  readonly #parts: RecordParts;
  readonly #context: SealContext;
  /** What it adds to the digest. */
  readonly seal: RecordSeal;

  /** For `openRecordV1`, which has checked all of it. */
  constructor(
    { domain, access }: RecordName,
    { parts, seal }: SealedParts,
    context: SealContext,
  ) {
    this.domain = domain;
    this.access = access;
    this.#parts = parts;
    this.#context = context;
    this.seal = { epoch: parts.epoch, seal };
  }

  /** What it is stored under. */
  get key(): RecordKey {
    return this.#parts.key;
  }

  /** 16 bytes, in a new array. */
  get recordId(): Uint8Array<ArrayBuffer> {
    return this.#parts.recordId.slice();
  }

  /** The same as text: base64url, of which there is one for each. */
  get id(): string {
    return this.#parts.id;
  }

  /** How often it was written, from 1. */
  get rev(): number {
    return this.#parts.rev;
  }

  /** When it was last changed (timestamp.ts). */
  get updated(): string {
    return this.#parts.updated;
  }

  /** Whether its info is there, be it without entries. */
  get hasInfo(): boolean {
    return this.#parts.info !== null;
  }

  /**
   * The names of the info entries, sorted.
   *
   * @throws {DamagedError} if one is not what it was
   */
  infoNames(): string[] {
    return [...this.#infoParts().keys()];
  }

  /**
   * One value, or `null` if there is none. Nothing else is opened.
   *
   * @throws {DamagedError} if it is not what it was
   */
  field(name: FieldName): string | null {
    if (typeof name !== "string") return this.#infoValue(name.info);
    const sealed = this.#parts[name];
    return sealed && this.#open(sealed, { field: name }, `the ${name}`);
  }

  /**
   * All of it.
   *
   * @throws {DamagedError} if a value is not what it was
   */
  plain(): RecordV1 {
    const { domain, access, updated } = this;
    const [uid, pwd] = [this.field("uid"), this.field("pwd")];
    const info = this.hasInfo
      ? new Map(
        [...this.#infoParts()].map(([name, part]) => [name, this.#value(name, part)]),
      )
      : null;
    return { domain, access, uid, pwd, info, updated };
  }

  #infoValue(name: string): string | null {
    const { info } = this.#parts;
    if (info === null || !name.isWellFormed()) return null;
    const hash = infoHash(name, this.#context, this.#context.keys);
    const part = info.get(toBase64Url(hash));
    if (part === undefined) return null;
    if (this.#infoName(part) !== name) throw this.#damaged("the name of an info entry");
    return this.#value(name, part);
  }

  #value(name: string, { hash, value }: InfoPart): string {
    return this.#open(value, { field: "info", hash }, formatKey(["info", name]));
  }

  /** By name, sorted; each name is shown to belong where it stands. */
  #infoParts(): Map<string, InfoPart> {
    const { info } = this.#parts;
    const named = Array.from(info?.values() ?? [], (part) => {
      const name = this.#infoName(part);
      const hash = infoHash(name, this.#context, this.#context.keys);
      if (compareBytes(hash, part.hash) === 0) return [name, part] as const;
      throw this.#damaged("the name of an info entry");
    });
    return sortedByName(named);
  }

  #infoName({ hash, name }: InfoPart): string {
    return this.#open(name, { name: "info", hash }, "the name of an info entry");
  }

  #open(sealed: Uint8Array, part: SealedPart, what: string): string {
    try {
      return openText(sealed, part, this.#context);
    } catch (cause) {
      if (!(cause instanceof DamagedError)) throw cause;
      throw this.#damaged(what, cause);
    }
  }

  #damaged(what: string, cause?: unknown): DamagedError {
    return recordDamaged(describeRecord(this), `${what} is not what was sealed`, cause);
  }
}
