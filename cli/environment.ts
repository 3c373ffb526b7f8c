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

/** The password of the stash, where the wallet's is another. */
export const STASH_PASSWORD = "COFFER_STASH_PASSWORD";
/** A file that holds it. */
export const STASH_PASSWORD_FILE = "COFFER_STASH_PASSWORD_FILE";

/** The wallet's store, in place of the configured one. */
export const STORE = "COFFER_STORE";
/** The profile of the configuration. */
export const PROFILE = "COFFER_PROFILE";
/** A token that opens a wallet in place of a password. */
export const TOKEN = "COFFER_TOKEN";
/** A file that holds the token. */
export const TOKEN_FILE = "COFFER_TOKEN_FILE";
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
/** The folder of temporary files, where Deno makes them. */
export const TMPDIR = "TMPDIR";
/** The same on Windows. */
export const TMP = "TMP";
/** The same on Windows, if there is no other. */
export const TEMP = "TEMP";
/** The user's folder on Windows. */
export const USERPROFILE = "USERPROFILE";
/** The folder of configurations and data on Windows. */
export const APPDATA = "APPDATA";
/** The desktop's display, where it is Wayland's. */
export const WAYLAND_DISPLAY = "WAYLAND_DISPLAY";
/** The desktop's display, where it is X11's. */
export const DISPLAY = "DISPLAY";
/** The key to that. */
export const XAUTHORITY = "XAUTHORITY";
/** The bus of the desktop's programs. */
export const DBUS_SESSION_BUS_ADDRESS = "DBUS_SESSION_BUS_ADDRESS";
/** The way from Linux within Windows to Windows. */
export const WSL_INTEROP = "WSL_INTEROP";

/** Where programs are, for those that Coffer starts. */
export const PATH = "PATH";
/** Deno's cache, for a Coffer that is started by Deno. */
export const DENO_DIR = "DENO_DIR";
/** The folder of caches. */
export const XDG_CACHE_HOME = "XDG_CACHE_HOME";
/** The same on Windows. */
export const LOCALAPPDATA = "LOCALAPPDATA";
/** The folder of Windows itself. */
export const SYSTEMROOT = "SystemRoot";
/** The language of programs. */
export const LANG = "LANG";
/** The language, whatever else says. */
export const LC_ALL = "LC_ALL";
/** The encoding of text. */
export const LC_CTYPE = "LC_CTYPE";

/** The AWS tools' file of keys, in place of `~/.aws/credentials`. */
export const AWS_SHARED_CREDENTIALS_FILE = "AWS_SHARED_CREDENTIALS_FILE";
/** The AWS tools' file of other settings, in place of `~/.aws/config`. */
export const AWS_CONFIG_FILE = "AWS_CONFIG_FILE";
/** The file through which a step of GitHub Actions sets variables. */
export const GITHUB_ENV = "GITHUB_ENV";
/** The file through which it sets its outputs. */
export const GITHUB_OUTPUT = "GITHUB_OUTPUT";

/** All of them. */
export const VARIABLES: readonly string[] = [
  STASH,
  PASSWORD,
  PASSWORD_FILE,
  NEW_PASSWORD,
  NEW_PASSWORD_FILE,
  STASH_PASSWORD,
  STASH_PASSWORD_FILE,
  STORE,
  PROFILE,
  TOKEN,
  TOKEN_FILE,
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
  TMPDIR,
  TMP,
  TEMP,
  AWS_SHARED_CREDENTIALS_FILE,
  AWS_CONFIG_FILE,
  WAYLAND_DISPLAY,
  DISPLAY,
  XAUTHORITY,
  DBUS_SESSION_BUS_ADDRESS,
  WSL_INTEROP,
  PATH,
  DENO_DIR,
  XDG_CACHE_HOME,
  LOCALAPPDATA,
  SYSTEMROOT,
  LANG,
  LC_ALL,
  LC_CTYPE,
  GITHUB_ENV,
  GITHUB_OUTPUT,
];
