/**
 * What a test kit consists of: cases, each with the class that it must raise.
 *
 * @module
 */

import { exitCode } from "../../../cli/exit_codes.ts";
import type { CofferError } from "../../../core/errors.ts";

/** What a file is, and so how it is read; README.md has a table. */
export type Kind =
  | "stash"
  | "wallet"
  | "wallet v0"
  | "database v0"
  | "reference"
  | "token"
  | "save file";

/** What a file is opened with. */
export interface Opening {
  password?: string;
  devicePassword?: string;
  token?: string;
  /** A file of the kit that this device has seen in the same place before. */
  after?: string;
}

/** What must come of it. */
export interface Expected {
  class: string;
  code: string;
  exit: number;
}

/** One case. Without an error it is a control: it must open. */
export interface KitCase {
  /** What it is called; no two have the same name. */
  name: string;
  /** Where it is, from the kit's own folder. */
  file: string;
  kind: Kind;
  /** One sentence. */
  why: string;
  open: Opening;
  error: Expected | null;
}

/** Files and the cases that use them. */
export interface Part {
  files: Map<string, Uint8Array>;
  cases: KitCase[];
}

/** A class of `core/errors.ts`. */
export type ErrorClass = new (message: string) => CofferError;

/** What an error is called by programs, by shells and in the source. */
export function expected(Class: ErrorClass): Expected {
  const error = new Class("");
  return { class: Class.name, code: error.code, exit: exitCode(error) };
}

/** A part that grows. */
export class Maker implements Part {
  readonly files = new Map<string, Uint8Array>();
  readonly cases: KitCase[] = [];
  readonly #kind: Kind;
  readonly #folder: string;
  readonly #open: Opening;

  /** All of one kind, in one folder, opened alike unless a case says otherwise. */
  constructor(kind: Kind, { folder, open = {} }: { folder: string; open?: Opening }) {
    this.#kind = kind;
    this.#folder = folder;
    this.#open = open;
  }

  /** A file that must open. */
  opens(name: string, content: string | Uint8Array, why: string, open?: Opening): void {
    this.#add(name, { content, why, error: null, ...(open && { open }) });
  }

  /** A file that must be refused. */
  refuses(
    name: string,
    content: string | Uint8Array,
    [Class, why]: [ErrorClass, string],
    open?: Opening,
  ): void {
    this.#add(name, { content, why, error: expected(Class), ...(open && { open }) });
  }

  /** A case on a file that is there already. */
  again(
    name: string,
    file: string,
    [Class, why]: [ErrorClass | null, string],
    open: Opening,
  ): void {
    const error = Class === null ? null : expected(Class);
    const path = file.includes("/") ? file : `${this.#folder}/${file}`;
    this.#push({ name, file: path, why, open, error });
  }

  #add(
    name: string,
    { content, why, error, open = this.#open }: {
      content: string | Uint8Array;
      why: string;
      error: Expected | null;
      open?: Opening;
    },
  ): void {
    const file = `${this.#folder}/${name}`;
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    this.files.set(file, bytes);
    this.#push({ name, file, why, open, error });
  }

  #push({ name, ...rest }: Omit<KitCase, "kind">): void {
    const [word] = this.#folder.split("/");
    this.cases.push({ name: `${word}/${name}`, ...rest, kind: this.#kind });
  }
}
