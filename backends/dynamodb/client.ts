/**
 * The AWS SDK's client for a table: credentials, region and endpoint as the SDK's own
 * chain finds them, unless the store's name says otherwise.
 *
 * @module
 */

import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { TableName } from "./name.ts";
import { Sha256 } from "./sha256.ts";

/** What the SDK has to say beside errors is not for a terminal or a log of Coffer's. */
const SILENT: NonNullable<DynamoDBClientConfig["logger"]> = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** The client; the caller destroys it. */
export function makeClient(
  { region, profile, endpoint }: TableName,
): DynamoDBClient {
  const config: DynamoDBClientConfig = {
    // Whether a request is made again is for `Requests` to decide.
    maxAttempts: 1,
    // Node's HTTP would ask for the system's certificates, which takes a permission.
    requestHandler: new FetchHttpHandler(),
    logger: SILENT,
    // Node's own, which the SDK would use, is deprecated as the SDK uses it.
    sha256: Sha256,
    // The SDK would ask for the system's name and version, to send them along.
    defaultUserAgentProvider: () => Promise.resolve([]),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
  };
  return new DynamoDBClient(config);
}

/** The endpoint that is used in place of AWS's own, by name or by configuration. */
export async function customEndpoint(
  client: DynamoDBClient,
  { endpoint }: TableName,
): Promise<string | undefined> {
  if (endpoint !== undefined) return endpoint;
  // Not in the SDK's types: what AWS_ENDPOINT_URL and endpoint_url say.
  const { serviceConfiguredEndpoint } = client.config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return await serviceConfiguredEndpoint?.();
}
