// Changes a caller as the guide says for servers without `$/`: deploy-portable.yml instead of deploy.yml.
export function callingPortable(caller: string): string {
  return caller.replace(/^( +uses: \S+\/\.github\/workflows\/\S+?)(?=\.ya?ml@)/gm, "$1-portable");
}
