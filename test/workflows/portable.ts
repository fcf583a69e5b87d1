// What a caller writes where `$/` is not known, as the guide says: deploy-portable.yml in the place of deploy.yml.
export function callingPortable(caller: string): string {
  return caller.replace(/^( +uses: \S+\/\.github\/workflows\/\S+?)(?=\.ya?ml@)/gm, "$1-portable");
}
