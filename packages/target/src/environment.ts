// Which of this process's environment variables a program gets. An action's environment holds its secrets (INPUT_*), what it saved for its post
// phase (STATE_*) and the runner's tokens, so no program gets those, and a program of our choice gets only what it needs.

/** "job": the user's own program, which gets what a `run:` step would get. A list: only these, for programs of our choice. */
export type Inherited = "job" | readonly string[];

/** What any program of our choice may need: to find programs and folders, to print text, and to reach the network the way this machine does. */
export const PROGRAM_VARIABLES: readonly string[] = [
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ"],
  ...["LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_COLLATE", "LC_NUMERIC", "LC_TIME", "LC_MONETARY"],
  ...["XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR"],
  // The runner uses it to find processes that a job left running.
  "RUNNER_TRACKING_ID",
  // Windows.
  ...["SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "TEMP", "TMP", "USERNAME", "USERPROFILE", "HOMEDRIVE"],
  ...["HOMEPATH", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "PROCESSOR_ARCHITECTURE"],
];

/**
 * Never inherited, by no program: inputs and state of actions, every token and address that the runner gives to actions only (ACTIONS_*, so that
 * a name added later is covered), and the files with which a program could set this step's outputs or its state.
 */
const WITHHELD = /^(?:INPUT_|STATE_|ACTIONS_|GITHUB_OUTPUT$|GITHUB_STATE$)/;

/** The variables that a program inherits from `own`. */
export function inheritedVariables(
  inherit: Inherited = PROGRAM_VARIABLES,
  own: Readonly<NodeJS.ProcessEnv> = process.env,
): Record<string, string> {
  const names = inherit === "job" ? Object.keys(own) : inherit;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = own[name];
      return value === undefined || WITHHELD.test(name) ? [] : [[name, value]];
    }),
  );
}
