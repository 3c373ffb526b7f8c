/**
 * secretwallet.json as secret_wallet 0.6.3 has written it, byte for byte, in the course
 * of one recorded life of a wallet.
 *
 * @module
 */

const KEY = "d6UI3ys5t4QYB0C4PNUWmTXNjJ4KMnVuCOVJ8cHvIlE=";

/** The device key in all of them but the last. */
export const RECORDED_KEY = KEY;
/** The device key after `reconf -d`. */
export const RECORDED_NEW_KEY = "Max3Z3ikRokJMbsZOwIr9TmmuRpcCZkeVwmbNYDG25c=";

/** Made by `secret_wallet_conf` without a storage type. */
export const AFTER_CONF = `{"key": "${KEY}", "profile": "secret-wallet", ` +
  `"table_name": "access_secrets"}`;

/** Then with one. */
export const SQLITE = `{"key": "${KEY}", "profile": "secret-wallet", ` +
  `"table_name": "access_secrets", "storage_type": "local_sqlite"}`;

/** The same for the other. */
export const DYNAMO = `{"key": "${KEY}", "profile": "secret-wallet", ` +
  `"table_name": "access_secrets", "storage_type": "aws_dynamo"}`;

/** With another table. */
export const RELOADED = `{"key": "${KEY}", "profile": "secret-wallet", ` +
  `"table_name": "reloaded", "storage_type": "local_sqlite"}`;

/** `RELOADED` after `conf -to 30 -lf 120 -ll DEBUG -st AWS_DYNAMO`. */
export const AFTER_CONF_COMMAND = `{"key": "${KEY}", "profile": "secret-wallet", ` +
  `"table_name": "reloaded", "storage_type": "aws_dynamo", "session_timeout": 30, ` +
  `"session_lifetime": 120, "log_level": "debug"}`;

/** `RELOADED` after `reconf -d`. */
export const AFTER_RECONF_DEVICE =
  `{"key": "${RECORDED_NEW_KEY}", "profile": "secret-wallet", ` +
  `"table_name": "reloaded", "storage_type": "local_sqlite"}`;
