/**
 * The variables of the environment that Coffer reads, by name: what `--allow-env`
 * must grant.
 *
 * @module
 */

/** The stash that commands use when `-f` is not given. */
export const STASH = "COFFER_STASH";
/** The password itself. */
export const PASSWORD = "COFFER_PASSWORD";
/** A file that holds the password. */
export const PASSWORD_FILE = "COFFER_PASSWORD_FILE";
/** The new password, where one is set. */
export const NEW_PASSWORD = "COFFER_NEW_PASSWORD";
/** A file that holds the new password. */
export const NEW_PASSWORD_FILE = "COFFER_NEW_PASSWORD_FILE";

/** The wallet's store, in place of the configured one. */
export const STORE = "COFFER_STORE";
/** The profile of the configuration. */
export const PROFILE = "COFFER_PROFILE";
/** A token that opens a wallet in place of a password. */
export const TOKEN = "COFFER_TOKEN";
/** The device password. */
export const DEVICE_PASSWORD = "COFFER_DEVICE_PASSWORD";
/** A file that holds the device password. */
export const DEVICE_PASSWORD_FILE = "COFFER_DEVICE_PASSWORD_FILE";
/** The new device password, where one is set. */
export const NEW_DEVICE_PASSWORD = "COFFER_NEW_DEVICE_PASSWORD";
/** A file that holds the new device password. */
export const NEW_DEVICE_PASSWORD_FILE = "COFFER_NEW_DEVICE_PASSWORD_FILE";
/** The secret part of an AWS access key, where a profile is written. */
export const AWS_SECRET = "COFFER_AWS_SECRET";
/** A file that holds it. */
export const AWS_SECRET_FILE = "COFFER_AWS_SECRET_FILE";
/** Whether the agent is used, whatever the configuration says. */
export const AGENT = "COFFER_AGENT";

/** The user's folder. */
export const HOME = "HOME";
/** The folder of configurations (XDG Base Directory Specification). */
export const XDG_CONFIG_HOME = "XDG_CONFIG_HOME";
/** The folder of data. */
export const XDG_DATA_HOME = "XDG_DATA_HOME";
/** The folder of what a device remembers. */
export const XDG_STATE_HOME = "XDG_STATE_HOME";
/** The folder of sockets. */
export const XDG_RUNTIME_DIR = "XDG_RUNTIME_DIR";
/** The user's folder on Windows. */
export const USERPROFILE = "USERPROFILE";
/** The folder of configurations and data on Windows. */
export const APPDATA = "APPDATA";
/** The desktop's display, where it is Wayland's. */
export const WAYLAND_DISPLAY = "WAYLAND_DISPLAY";
/** The desktop's display, where it is X11's. */
export const DISPLAY = "DISPLAY";

/** The AWS tools' file of keys, in place of `~/.aws/credentials`. */
export const AWS_SHARED_CREDENTIALS_FILE = "AWS_SHARED_CREDENTIALS_FILE";
/** The AWS tools' file of other settings, in place of `~/.aws/config`. */
export const AWS_CONFIG_FILE = "AWS_CONFIG_FILE";

/**
 * What the AWS SDK reads when a store in DynamoDB is opened; it does not start where it may
 * not look for the settings that it knows.
 */
export const AWS_VARIABLES: readonly string[] = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_ACCOUNT_ID",
  "AWS_ACCOUNT_ID_ENDPOINT_MODE",
  "AWS_AUTH_SCHEME_PREFERENCE",
  "AWS_PROFILE",
  AWS_CONFIG_FILE,
  AWS_SHARED_CREDENTIALS_FILE,
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_DEFAULTS_MODE",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_DYNAMODB",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_ENABLE_ENDPOINT_DISCOVERY",
  "AWS_ENDPOINT_DISCOVERY_ENABLED",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_DISABLE_CLOCK_SKEW_CORRECTION",
  "AWS_SIGV4A_SIGNING_REGION_SET",
  "AWS_SDK_UA_APP_ID",
  "AWS_MAX_ATTEMPTS",
  "AWS_RETRY_MODE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
  "AWS_EC2_METADATA_V1_DISABLED",
  "AWS_LOGIN_CACHE_DIRECTORY",
  "AWS_EXECUTION_ENV",
  "AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026",
  "AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA",
  "AWS_LAMBDA_BENCHMARK_MODE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_MAX_CONCURRENCY",
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
  "_X_AMZN_TRACE_ID",
  "HOMEPATH",
  "HOMEDRIVE",
];

/** The same, shorter, as `--allow-env` takes it. */
const AWS_PATTERNS: readonly string[] = [
  "AWS_*",
  ...AWS_VARIABLES.filter((name) => !name.startsWith("AWS_")),
];

/** All of them, the AWS SDK's by their common beginning. */
export const VARIABLES: readonly string[] = [
  STASH,
  PASSWORD,
  PASSWORD_FILE,
  NEW_PASSWORD,
  NEW_PASSWORD_FILE,
  STORE,
  PROFILE,
  TOKEN,
  DEVICE_PASSWORD,
  DEVICE_PASSWORD_FILE,
  NEW_DEVICE_PASSWORD,
  NEW_DEVICE_PASSWORD_FILE,
  AWS_SECRET,
  AWS_SECRET_FILE,
  AGENT,
  HOME,
  XDG_CONFIG_HOME,
  XDG_DATA_HOME,
  XDG_STATE_HOME,
  XDG_RUNTIME_DIR,
  USERPROFILE,
  APPDATA,
  WAYLAND_DISPLAY,
  DISPLAY,
  ...AWS_PATTERNS,
];
