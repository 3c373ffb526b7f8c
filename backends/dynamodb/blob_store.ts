/**
 * A stash as one item of a table: domain `coffer#stash`, its name as access, the bytes as
 * `bytes`, their SHA-256 as `digest`.
 *
 * @module
 */

import {
  DeleteItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../../core/bytes.ts";
import {
  ConflictError,
  DamagedError,
  LimitError,
  RefusedError,
} from "../../core/errors.ts";
import type { Blob, BlobStore, Expected, Version } from "../../core/ports.ts";
import { makeClient } from "./client.ts";
import { failureOf, raised, unmetConditions } from "./failure.ts";
import {
  DOMAIN,
  HEADER_KEY,
  isRecord,
  type Item,
  keyItem,
  STASH_DOMAIN,
} from "./items.ts";
import { byteLength, LARGEST_ITEM } from "./limits.ts";
import { checkedItem, type ItemName } from "./name.ts";
import { TableReader } from "./reading.ts";
import { type RequestOptions, Requests, type Sendable } from "./requests.ts";

const BYTES = "bytes";
const DIGEST = "digest";
const DIGEST_LENGTH = 64;

/**
 * The item as a place for a stash of up to 400 KiB, its name and digest included. No
 * connection outlives a call.
 */
export function dynamodbBlobStore(
  name: ItemName,
  options: RequestOptions = {},
): BlobStore {
  return new DynamodbBlobStore(name, options);
}

class DynamodbBlobStore implements BlobStore {
  readonly location: string;
  readonly #name: ItemName;
  readonly #options: RequestOptions;

  constructor(name: ItemName, options: RequestOptions) {
    this.location = `dynamodb:${name.table}/${name.item}`;
    this.#name = name;
    this.#options = options;
  }

  async load(): Promise<Blob | null> {
    return await this.#connected((requests) => this.#read(requests));
  }

  async save(bytes: Uint8Array, expected: Expected): Promise<Version> {
    this.#checkSize(bytes);
    const version = digestOf(bytes);
    const input: PutItemCommandInput = {
      TableName: this.#name.table,
      Item: {
        ...this.#key(),
        // Older engines hold no empty bytes.
        ...(bytes.length > 0 && { [BYTES]: { B: bytes.slice() } }),
        [DIGEST]: { S: version },
      },
      ...expecting(expected),
    };
    await this.#connected(async (requests) => {
      if (expected === "absent") await this.#checkTable(requests);
      const command = new PutItemCommand(input);
      const made = (blob: Blob | null) => blob?.version === version;
      await this.#write(
        requests,
        (client, options) => client.send(command, options),
        made,
      );
    });
    return version;
  }

  async remove(expected: Version): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#name.table,
      Key: this.#key(),
      ...expecting(expected),
    });
    await this.#connected((requests) =>
      this.#write(
        requests,
        (client, options) => client.send(command, options),
        (blob) => blob === null,
      )
    );
  }

  sibling(suffix: string): BlobStore {
    const item = checkedItem(this.#name.item + suffix);
    return new DynamodbBlobStore({ ...this.#name, item }, this.#options);
  }

  #key(): Item {
    return keyItem({ domain: STASH_DOMAIN, access: this.#name.item });
  }

  /** Before any request: nothing is read or sent in vain. */
  #checkSize(bytes: Uint8Array): void {
    const frame = STASH_DOMAIN.length + "domain".length + "access".length +
      byteLength(this.#name.item) + BYTES.length + DIGEST.length + DIGEST_LENGTH;
    if (bytes.length + frame <= LARGEST_ITEM) return;
    throw new LimitError(`${this.location}: DynamoDB holds a stash of up to 400 KiB`, {
      hint: "keep a larger one in a file, or split it",
    });
  }

  /** secret_wallet takes every item of its tables for a record. */
  async #checkTable(requests: Requests): Promise<void> {
    const reader = new TableReader(requests, this.#name.table);
    if (await reader.item(HEADER_KEY) !== null) return;
    for await (const page of reader.everything()) {
      if (!page.some(isRecord)) continue;
      throw new RefusedError(
        `${this.location}: a wallet of secret_wallet's format is in this table`,
        { hint: "keep the stash in a table of its own" },
      );
    }
  }

  async #read(requests: Requests): Promise<Blob | null> {
    const reader = new TableReader(requests, this.#name.table);
    const item = await reader.item({ domain: STASH_DOMAIN, access: this.#name.item });
    if (item === null) return null;
    const bytes = item[BYTES]?.B ?? new Uint8Array();
    if (item[DIGEST]?.S !== digestOf(bytes)) {
      throw new DamagedError(`${this.location} is not as Coffer left it`, {
        hint: "put it back from a backup",
      });
    }
    return { bytes: new Uint8Array(bytes), version: digestOf(bytes) };
  }

  /** Makes a change; one that may have been made is looked up, not repeated. */
  async #write(
    requests: Requests,
    send: Sendable<unknown>,
    isMade: (blob: Blob | null) => boolean,
  ): Promise<void> {
    const deadline = requests.deadline();
    let doubtful = false;
    for (;;) {
      try {
        await requests.once(send, deadline);
        return;
      } catch (error) {
        doubtful ||= failureOf(error) === "doubtful";
        if (doubtful && isMade(await this.#read(requests))) return;
        if (unmetConditions(error).length > 0) throw this.#changed(error);
        if (failureOf(error) === "final" || !await deadline.pause()) {
          throw raised(error, requests);
        }
      }
    }
  }

  #changed(cause: unknown): ConflictError {
    return new ConflictError(`somebody else has changed ${this.location}`, {
      cause,
      hint: "read again, and decide anew",
    });
  }

  async #connected<T>(work: (requests: Requests) => Promise<T>): Promise<T> {
    const client = makeClient(this.#name);
    const requests = new Requests(client, this.location, this.#options);
    try {
      return await work(requests);
    } finally {
      requests.close();
    }
  }
}

function expecting(expected: Expected): Pick<
  PutItemCommandInput,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
> {
  if (expected === "absent") {
    return {
      ConditionExpression: "attribute_not_exists(#n)",
      ExpressionAttributeNames: { "#n": DOMAIN },
    };
  }
  return {
    ConditionExpression: "#n = :v",
    ExpressionAttributeNames: { "#n": DIGEST },
    ExpressionAttributeValues: { ":v": { S: expected } },
  };
}

function digestOf(bytes: Uint8Array): Version {
  return toHex(sha256(bytes)) as Version;
}
