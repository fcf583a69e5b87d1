// The words by which a command, an action or a workflow says that it deploys, or that it only seems to.

const DEPLOY = "deploy|rollout|roll-out";
/** Actions that report on a deploy, or wait for one. */
const ABOUT_DEPLOYS = "deployment-status|create-deployment|preview-comment|wait-for";

const SAYS_DEPLOY = new RegExp(
  String.raw`${DEPLOY}|release[-_: ]?to|go-?live|(?:^|[\s/._:-])(?:ship|promote|restart)(?:[\s._:-]|$)|webhook`,
  "i",
);

const UPLOADS = new RegExp(
  [
    String.raw`gh-pages|gh-deploy|(?:^|[\s/_-])pages(?:[\s/_-]|$)|deploy-docs|docs[:-]deploy|hosting|static-web`,
    "^(?:mkdocs|mike|hugo|jekyll|firebase|wrangler|surge|now) |netlify|vercel",
    "^(?:twine|lftp|ncftpput|s3cmd|s5cmd|gsutil|azcopy|rclone|butler|semantic-release|goreleaser) ",
    "ftp-?deploy|rsync-deploy|ssh-deploy",
    ABOUT_DEPLOYS,
    String.raw`slack|discord|telegram|teams\b|sentry|notif`,
  ].join("|"),
  "i",
);

const DEPLOY_ACTION = new RegExp(DEPLOY);
const OTHER_ACTION = new RegExp(`pages|${ABOUT_DEPLOYS}`);

/** True for the name of an action that deploys an image; a GitHub release is not a deploy. */
export function isDeployAction(name: string): boolean {
  return DEPLOY_ACTION.test(name) && !OTHER_ACTION.test(name);
}

/** True if the text says that something is deployed, of whatever kind. */
export function saysDeploy(text: string): boolean {
  return SAYS_DEPLOY.test(text);
}

/** True for uploads of files, packages, pages or messages to a place that runs none of this team's images. */
export function isUpload(text: string): boolean {
  return UPLOADS.test(text);
}
