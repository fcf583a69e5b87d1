// Names of apps, environments and their Compose projects. In its own file, so that an action can check its inputs without loading the rest.

const NAME = /^[a-z0-9][a-z0-9_-]*$/;
const ENVIRONMENT = /^[a-z0-9][a-z0-9_]*$/;

/** Why a text is not a valid app name, or undefined. Continues a sentence that starts with the input's name. */
export function appProblem(app: string): string | undefined {
  return NAME.test(app)
    ? undefined
    : "must start with a lower-case letter or digit and contain only lower-case letters, digits, - and _";
}

/** Why a text is not a valid environment name, or undefined. Continues a sentence that starts with the input's name. */
export function environmentProblem(environment: string): string | undefined {
  if (ENVIRONMENT.test(environment)) return undefined;
  return "must contain only lower-case letters, digits and _ (the - separates it from the app in the project's name)";
}

/** The Compose project name. Unique for each pair of valid names, because an environment contains no `-`. */
export function projectName(app: string, environment: string): string {
  return `${app}-${environment}`;
}
