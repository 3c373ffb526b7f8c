/**
 * Variables that steer a loader, a shell or an interpreter: whoever sets one decides what
 * code a program runs. A file of variables may come from anywhere, so it may not set them.
 *
 * @module
 */

/** Whole families of them, by how they begin. */
const PREFIXES = [
  "LD_", // the loader of Linux and the BSDs
  "DYLD_", // macOS
  "GLIBC_",
  "BASH_FUNC_", // functions that bash takes over
  "NPM_CONFIG_",
  "GIT_CONFIG",
  "CORECLR_", // profilers, which .NET loads
  "COR_",
  "COMPLUS_",
  "LUA_",
  "PERL5",
];

const NAMES = new Set([
  // Where programs and their parts are found.
  ...["PATH", "PATHEXT", "CDPATH", "COMSPEC", "SHELL", "PSMODULEPATH", "SYSTEMROOT"],
  ...["GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES", "TERMINFO", "TERMCAP"],
  // Shells.
  ...["IFS", "ENV", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND"],
  ...["ZDOTDIR", "FPATH", "HOME", "XDG_CONFIG_HOME"],
  // Programs that others start.
  ...["EDITOR", "VISUAL", "PAGER", "MANPAGER", "BROWSER", "LESSOPEN", "LESSCLOSE"],
  ...["SUDO_ASKPASS", "SSH_ASKPASS", "MAKEFLAGS", "RUSTC_WRAPPER", "CARGO_HOME"],
  ...["GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH", "GIT_PAGER", "GIT_EDITOR"],
  ...["GIT_SEQUENCE_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_ASKPASS", "GIT_TEMPLATE_DIR"],
  ...["GIT_PROXY_COMMAND", "GIT_DIR"],
  // Interpreters.
  ...["NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS", "NODE_REPL_EXTERNAL_MODULE"],
  ...["DENO_DIR", "DENO_V8_FLAGS", "DENO_CERT", "DENO_CONDITIONS", "BUN_OPTIONS"],
  ...["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONUSERBASE"],
  ...["PYTHONWARNINGS", "PYTHONBREAKPOINT", "PYTHONPLATLIBDIR", "PYTHONPYCACHEPREFIX"],
  ...["PERLLIB", "RUBYOPT", "RUBYLIB", "GEM_HOME", "GEM_PATH", "BUNDLE_GEMFILE"],
  ...["JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "JAVA_HOME"],
  ...["DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", "DOTNET_SHARED_STORE"],
  ...["DOTNET_ROOT", "PHPRC", "PHP_INI_SCAN_DIR"],
  ...["R_PROFILE", "R_PROFILE_USER", "R_ENVIRON", "JULIA_LOAD_PATH", "JULIA_PROJECT"],
  ...["ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS", "TCLLIBPATH", "GUILE_LOAD_PATH"],
  ...["EMACSLOADPATH", "OPENSSL_CONF", "OPENSSL_MODULES"],
]);

/** Whether a variable is one of them. Windows does not tell `Path` from `PATH`. */
export function isSteering(name: string): boolean {
  const upper = name.toUpperCase();
  return NAMES.has(upper) || PREFIXES.some((prefix) => upper.startsWith(prefix));
}
