/**
 * The hosts that Coffer may connect to: what `--allow-net` must grant for stores in
 * DynamoDB.
 *
 * @module
 */

/** AWS's own hosts, where a role's credentials come from, and engines of this machine. */
export const HOSTS: readonly string[] = [
  "*.amazonaws.com",
  "*.amazonaws.com.cn",
  "*.api.aws",
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "127.0.0.1",
  "localhost",
];
