const E=640,k=[640],j={82044:((h,a,e)=>{e.d(a,{d:()=>i});const i={clean:0,findings:1,usage:2,failure:3}}),46065:((h,a,e)=>{e.r(a),e.d(a,{default:()=>v});var i=e(82044);const u=`Usage: immutable-tag-validator check [options] [path ...]

Finds deploys of images that can change after they were built, in workflows and in the compose files,
manifests, kustomizations and charts that they deploy. Makes no network connections.

A path is a workflow, a folder with .github/workflows (.gitea/workflows, .forgejo/workflows), or a folder of such
folders. Without a path, the repository around the working directory is checked.

Options:
  --fix                write the available fixes; without it, the report shows them as a patch
  --format FORMAT      text, json or sarif                                                  (default: text)
  -o, --output FILE    write the report to a file instead of standard output
  --strict             an image that is known only at run time, a deploy that is not understood, or a file
                       that cannot be read breaks the policy
  --actions MODE       sha: actions of other owners must be pinned to a full commit SHA; off (default: off)
  --own-owners LIST    additional owners whose images and actions count as your own
  --deploy-jobs LIST   globs that match the names of jobs to treat as deploys
  --build-jobs LIST    globs that match the names of jobs to treat as builds
  --config FILE        configuration of the policy         (default: .github/immutable-tags.yml, if it exists)
  --policy-from WHOSE  whose configuration applies: head, the checkout; base, the base commit of a pull request
                       in GitHub Actions; or a commit such as origin/main                   (default: head)
  --color WHEN         auto, always or never                                                (default: auto)
  -h, --help           show this text
  -v, --version        show the version

Items of a LIST are separated by commas; the option can be repeated.

Exit code:
  0  nothing breaks the policy; there may be warnings
  1  something breaks the policy
  2  the command line or the configuration is wrong; nothing was checked
  3  the program failed
`;var p=e(57975);const m={strict:{type:"boolean",default:!1},actions:{type:"string",default:"off"},"own-owners":{type:"string",multiple:!0},"deploy-jobs":{type:"string",multiple:!0},"build-jobs":{type:"string",multiple:!0},config:{type:"string"},"policy-from":{type:"string",default:"head"},fix:{type:"boolean",default:!1},format:{type:"string",default:"text"},output:{type:"string",short:"o"},color:{type:"string",default:"auto"},help:{type:"boolean",short:"h"},version:{type:"boolean",short:"v"}};function g(o){try{return w(o)}catch(t){if(!y(t))throw t;return{does:"refuse",why:`${t.message.split(/\. |\n/,1)[0]?.replace(/\.$/,"")}.`}}}function w(o){const{values:t,positionals:s}=(0,p.parseArgs)({args:[...o],options:m,allowPositionals:!0});if(t.help)return{does:"help"};if(t.version)return{does:"version"};const[n,...f]=s;if(n===void 0||n==="help")return{does:"help"};if(n!=="check")throw new r(`There is no command '${n}'; write 'check ${n}' to check a path`);return{does:"check",options:{paths:f,settings:{strict:t.strict,actions:c("--actions",["off","sha"],t.actions),ownOwners:l(t["own-owners"]),deployJobs:l(t["deploy-jobs"]),buildJobs:l(t["build-jobs"]),...t.config===void 0?{}:{config:t.config}},policyFrom:b("--policy-from",t["policy-from"]),fix:t.fix,format:c("--format",["text","json","sarif"],t.format),...t.output===void 0?{}:{output:t.output},color:c("--color",["auto","always","never"],t.color)}}}class r extends Error{}function y(o){return o instanceof r?!0:o instanceof Error&&"code"in o&&String(o.code).startsWith("ERR_PARSE_ARGS_")}function c(o,t,s){const n=t.find(f=>f===s);if(n===void 0)throw new r(`${o} must be one of ${t.join(", ")}, not '${s}'`);return n}function b(o,t){if(t.trim()==="")throw new r(`${o} is empty`);return t.trim()}function l(o=[]){return o.flatMap(t=>t.split(",")).map(t=>t.trim()).filter(t=>t!=="")}async function v(){process.stdout.on("error",o=>{throw"code"in o&&o.code==="EPIPE"&&process.exit(),o});try{process.exitCode=await x(process.argv.slice(2))}catch(o){process.exitCode=i.d.failure;const t=o instanceof Error?o.stack??o.message:String(o);await d(`immutable-tag-validator failed: ${t}`)}}async function x(o){const t=g(o);switch(t.does){case"help":return process.stdout.write(u),i.d.clean;case"version":{const{releaseOf:s}=await e.e(537).then(e.bind(e,61537));return process.stdout.write(`${s(process.argv[1]??"").version}
`),i.d.clean}case"refuse":return await d(`${t.why}
Nothing was checked. Run immutable-tag-validator --help for the options.`),i.d.usage;case"check":{const{runCheck:s}=await Promise.all([e.e(815),e.e(304),e.e(402),e.e(183)]).then(e.bind(e,70183));return s(t.options,process)}}}async function d(o){const{print:t}=await e.e(641).then(e.bind(e,49022));t(process.stderr,`${o}
`)}})};export{E as id,k as ids,j as modules};
