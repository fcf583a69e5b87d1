// Names of apps, environments and the Compose projects made of them. On its own, so that an action can check its inputs without loading the rest.

const NAME = /^[a-z0-9][a-z0-9_-]*$/;
const ENVIRONMENT = /^[a-z0-9][a-z0-9_]*$/;

/** Why a text cannot be an app's name, or nothing. Reads on after the input's name. */
export function appProblem(app: string): string | undefined {
  return NAME.test(app) ? undefined : "must begin with a lower-case letter or digit and hold only those, - and _";
}

/** Why a text cannot be an environment's name, or nothing. Reads on after the input's name. */
export function environmentProblem(environment: string): string | undefined {
  if (ENVIRONMENT.test(environment)) return undefined;
  return "must hold only lower-case letters, digits and _ (a - parts it from the app in the project's name)";
}

/** The name under which Compose keeps an app's containers: no two pairs of valid names share one, since an environment holds no `-`. */
export function projectName(app: string, environment: string): string {
  return `${app}-${environment}`;
}
