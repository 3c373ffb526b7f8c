/**
 * Variables that steer a loader, a shell or an interpreter, or have a tool start something:
 * whoever sets one decides what code a program runs. A file of variables may come from
 * anywhere, so it may not set them. It is a list of what is known, and no proof: any
 * program may have such a variable of its own.
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
  "GIT_SSH",
  "CORECLR_", // profilers, which .NET loads
  "COR_",
  "COMPLUS_",
  "LUA_",
  "PERL5",
  "PYTHON",
  "RUBY",
  "PIP_", // where packages come from
];

/** And by how they end: options, compilers' flags, programs for connections, settings. */
const SUFFIXES = [
  ...["_OPTS", "_OPTIONS", "FLAGS", "_RSH", "_CONFIG_FILE", "_WRAPPER", "_ADDOPTS"],
  ...["_ASKPASS", "_EDITOR", "_PAGER", "_STARTUP_HOOKS"],
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
  ...["GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF", "GIT_TEMPLATE_DIR", "GIT_PROXY_COMMAND"],
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"],
  // Tools that build, and what they start.
  ...["MAKEFILES", "MAKE", "CC", "CXX", "CPP", "LD", "AS", "AR", "RUSTC", "RUSTDOC"],
  ...["CARGO_HOME", "GRADLE_USER_HOME"],
  // Settings of tools that name programs, or servers to trust.
  ...["KUBECONFIG", "DOCKER_CONFIG", "CURL_HOME", "WGETRC", "VIMINIT", "EXINIT"],
  ...["MYVIMRC", "GVIMINIT", "INPUTRC", "SCREENRC", "NETRC"],
  // Interpreters.
  ...["NODE_PATH", "NODE_EXTRA_CA_CERTS", "NODE_REPL_EXTERNAL_MODULE"],
  ...["DENO_DIR", "DENO_CERT", "DENO_CONDITIONS"],
  ...["PERLLIB", "GEM_HOME", "GEM_PATH", "BUNDLE_GEMFILE", "CLASSPATH", "JAVA_HOME"],
  ...["DOTNET_ADDITIONAL_DEPS", "DOTNET_SHARED_STORE"],
  ...["DOTNET_ROOT", "PHPRC", "PHP_INI_SCAN_DIR"],
  ...["R_PROFILE", "R_PROFILE_USER", "R_ENVIRON", "JULIA_LOAD_PATH", "JULIA_PROJECT"],
  ...[
    "TCLLIBPATH",
    "GUILE_LOAD_PATH",
    "EMACSLOADPATH",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
  ],
]);

/** Whether a variable is one of them. Windows does not tell `Path` from `PATH`. */
export function isSteering(name: string): boolean {
  const upper = name.toUpperCase();
  return NAMES.has(upper) || PREFIXES.some((prefix) => upper.startsWith(prefix)) ||
    SUFFIXES.some((suffix) => upper.endsWith(suffix));
}
