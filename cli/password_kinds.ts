/**
 * The passwords that a call may be given, and how: options, files, variables.
 *
 * @module
 */

import type { Call } from "./command.ts";
import * as environment from "./environment.ts";

/** Which password: the one that opens, or the one to be set. */
export interface Kind {
  /** In messages. */
  title: string;
  /** The options, in camel case. */
  options: { stdin: string; fd: string; file: string };
  variables: { value: string; file: string };
}

/** The one that opens. */
export const CURRENT: Kind = {
  title: "password",
  options: { stdin: "passwordStdin", fd: "passwordFd", file: "passwordFile" },
  variables: { value: environment.PASSWORD, file: environment.PASSWORD_FILE },
};
/** The one that is to be set. */
export const NEW: Kind = {
  title: "new password",
  options: { stdin: "newPasswordStdin", fd: "newPasswordFd", file: "newPasswordFile" },
  variables: { value: environment.NEW_PASSWORD, file: environment.NEW_PASSWORD_FILE },
};

/** What the device key is made from. */
export const DEVICE: Kind = {
  title: "device password",
  options: {
    stdin: "devicePasswordStdin",
    fd: "devicePasswordFd",
    file: "devicePasswordFile",
  },
  variables: {
    value: environment.DEVICE_PASSWORD,
    file: environment.DEVICE_PASSWORD_FILE,
  },
};

/** What the next device key is made from. */
export const NEW_DEVICE: Kind = {
  title: "new device password",
  options: {
    stdin: "newDevicePasswordStdin",
    fd: "newDevicePasswordFd",
    file: "newDevicePasswordFile",
  },
  variables: {
    value: environment.NEW_DEVICE_PASSWORD,
    file: environment.NEW_DEVICE_PASSWORD_FILE,
  },
};

/** Beside a wallet, a stash may have a password of its own. */
export const STASH: Kind = {
  title: "stash password",
  options: {
    stdin: "stashPasswordStdin",
    fd: "stashPasswordFd",
    file: "stashPasswordFile",
  },
  variables: {
    value: environment.STASH_PASSWORD,
    file: environment.STASH_PASSWORD_FILE,
  },
};

/** What opens a wallet in place of a password. */
export const TOKEN: Kind = {
  title: "token",
  options: { stdin: "tokenStdin", fd: "tokenFd", file: "tokenFile" },
  variables: { value: environment.TOKEN, file: environment.TOKEN_FILE },
};

/** The secret part of an AWS access key. */
export const AWS_SECRET: Kind = {
  title: "AWS secret",
  options: { stdin: "awsSecretStdin", fd: "awsSecretFd", file: "awsSecretFile" },
  variables: { value: environment.AWS_SECRET, file: environment.AWS_SECRET_FILE },
};

/** All of them. */
export const KINDS: readonly Kind[] = [
  CURRENT,
  TOKEN,
  NEW,
  STASH,
  DEVICE,
  NEW_DEVICE,
  AWS_SECRET,
];

/** Whether an option names where a password of that kind is. */
export function isNamed(call: Call, { options }: Kind): boolean {
  return Object.values(options)
    .some((name) => call.flag(name) || call.text(name) !== undefined);
}

/** Whether a call names a source for the password or a token; nothing is read yet. */
export function namesPassword(call: Call): boolean {
  return [CURRENT, TOKEN].some((kind) =>
    isNamed(call, kind) ||
    Object.values(kind.variables).some((name) => call.io.isSet(name))
  );
}
