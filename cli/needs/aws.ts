/**
 * What asking AWS takes: the hosts, and what its SDK for JavaScript (3.1164) looks at to
 * find a region and credentials, by the name of the store
 * (`dynamodb:TABLE?region=R&profile=P&endpoint=URL`).
 *
 * @module
 */

import type { Env } from "../config/places.ts";
import type { Grants } from "./grants.ts";

/** Variables that the SDK looks at, as a trace of it shows. */
export const AWS_VARIABLES: readonly string[] = [
  "AWS_ACCESS_KEY_ID",
  "AWS_ACCOUNT_ID",
  "AWS_ACCOUNT_ID_ENDPOINT_MODE",
  "AWS_AUTH_SCHEME_PREFERENCE",
  "AWS_CONFIG_FILE",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_DEFAULTS_MODE",
  "AWS_DEFAULT_REGION",
  "AWS_DISABLE_CLOCK_SKEW_CORRECTION",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_DYNAMODB",
  "AWS_ENDPOINT_URL_SSO",
  "AWS_ENDPOINT_URL_SSO_OIDC",
  "AWS_ENDPOINT_URL_STS",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_BENCHMARK_MODE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_MAX_CONCURRENCY",
  "AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA",
  "AWS_MAX_ATTEMPTS",
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_RETRY_MODE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
  "AWS_SDK_UA_APP_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_STS_REGIONAL_ENDPOINTS",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "HOME",
  "HOMEDRIVE",
  "HOMEPATH",
  "USERPROFILE",
  "_X_AMZN_TRACE_ID",
];
/** What the SDK asks of the system where no variable tells the home folder. */
const HOMELESS = "homedir";
/** The same for flags. */
export const AWS_SYSTEM: readonly string[] = [HOMELESS];
/** All of AWS, in its two partitions that have domains of their own. */
export const AWS_HOSTS: readonly string[] = [
  "*.amazonaws.com:443",
  "*.amazonaws.com.cn:443",
];

const CHINA = /^cn-/;

/** Adds what a store of this name needs; `rest` is what follows its scheme. */
export function dynamodbGrants(rest: string, { env, home, grants }: {
  env: Env;
  /** The user's folder, if it is known. */
  home: string | null;
  grants: Grants;
}): void {
  const query = new URLSearchParams(rest.split("?").slice(1).join("?"));
  grants.variable(...AWS_VARIABLES);
  if (home === null) grants.system(HOMELESS);
  const folder = home === null ? undefined : `${home}/.aws`;
  grants.read(env("AWS_CONFIG_FILE") ?? (folder && `${folder}/config`));
  grants.read(env("AWS_SHARED_CREDENTIALS_FILE") ?? (folder && `${folder}/credentials`));
  if (!hasKeys(env)) grants.read(folder && `${folder}/sso/cache`);
  grants.read(env("AWS_WEB_IDENTITY_TOKEN_FILE"));
  const region = query.get("region") ?? env("AWS_REGION") ?? env("AWS_DEFAULT_REGION");
  const endpoint = query.get("endpoint") ?? env("AWS_ENDPOINT_URL_DYNAMODB") ??
    env("AWS_ENDPOINT_URL");
  grants.host(...hostsFor({ endpoint, region, hasKeys: hasKeys(env) }));
}

/** With keys in the environment, nobody else is asked for some. */
function hasKeys(env: Env): boolean {
  return Boolean(env("AWS_ACCESS_KEY_ID") && env("AWS_SECRET_ACCESS_KEY"));
}

function hostsFor({ endpoint, region, hasKeys }: {
  endpoint: string | undefined;
  region: string | undefined;
  hasKeys: boolean;
}): string[] {
  const named = endpoint === undefined ? null : hostOf(endpoint);
  if (named !== null) return [named];
  const domain = CHINA.test(region ?? "") ? "amazonaws.com.cn" : "amazonaws.com";
  if (region === undefined || !hasKeys) return [`*.${domain}:443`];
  return [`dynamodb.${region}.${domain}:443`];
}

function hostOf(endpoint: string): string | null {
  if (!URL.canParse(endpoint)) return null;
  const { hostname, port, protocol } = new URL(endpoint);
  return `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
}
