// The two images everything else is built on, made from files of this machine, since no base image can be pulled in a
// closed network: base/node (the pinned Node, its C library, busybox as the shell) and base/tiny (busybox alone).
// They are in the GHCR stand-in; the registry's files are kept in the cache, so only the first run builds them.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { busybox } from "./busybox.ts";
import { cacheRoot, kept } from "./cache.ts";
import { run } from "./program.ts";
import { progress } from "./progress.ts";

export type Images = { baseImage: string; tinyImage: string };
export type ImageStore = { key: string; kept: boolean };

/** The shell's commands as links to busybox, and what modes and owners the files of a build context cannot carry. */
const setUp = `RUN ["/bin/busybox", "sh", "-c", "busybox --install -s /bin && chmod 1777 /tmp && chown 1000:1000 /home/node"]`;
const nodeImage = `FROM scratch
COPY --chmod=755 . /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
${setUp}
CMD ["node"]
`;
const tinyImage = nodeImage.replace('CMD ["node"]', 'CMD ["sh"]');
const passwd =
  "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n";
const group = "root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n";

/** Before the registry starts: puts the images of an earlier run into its storage, when they are what would be built now. */
export async function restoreImages(storage: string): Promise<ImageStore> {
  const key = `images/${await contentsHash()}`;
  const folder = join(cacheRoot(), key);
  if (!existsSync(folder)) return { key, kept: false };
  await cp(folder, storage, { recursive: true });
  return { key, kept: true };
}

/** With the registry up: has both images in the registry and in the engine. `env` reaches the engine and is logged in. */
export async function provideImages(
  store: ImageStore,
  host: string,
  storage: string,
  scratch: string,
  env: NodeJS.ProcessEnv,
): Promise<Images> {
  const images: Images = {
    baseImage: `${host}/base/node:${process.versions.node.split(".")[0]}`,
    tinyImage: `${host}/base/tiny:1`,
  };
  if (store.kept) {
    progress("pulling the base images");
    await Promise.all(Object.values(images).map((image) => run(["docker", "pull", "--quiet", image], { env })));
    return images;
  }
  progress("building the base images (once; kept in the cache)");
  await buildAndPush(images.tinyImage, tinyImage, join(scratch, "tiny"), [], env);
  await buildAndPush(images.baseImage, nodeImage, join(scratch, "node"), await nodeFiles(), env);
  await kept(store.key, (folder) => cp(storage, folder, { recursive: true }));
  return images;
}

type File = { from: string; to: string };

async function buildAndPush(
  tag: string,
  dockerfile: string,
  context: string,
  files: readonly File[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const { from, to } of [...files, { from: await busybox(), to: "/bin/busybox" }]) {
    await mkdir(dirname(join(context, to)), { recursive: true });
    await copyFile(from, join(context, to));
  }
  for (const folder of ["etc", "root", "tmp", "home/node"]) await mkdir(join(context, folder), { recursive: true });
  await writeFile(join(context, "etc/passwd"), passwd);
  await writeFile(join(context, "etc/group"), group);
  await writeFile(`${context}.Dockerfile`, dockerfile);
  const how = ["--quiet", "--provenance=false", "--load", "--file", `${context}.Dockerfile`, "--tag", tag];
  await run(["docker", "buildx", "build", ...how, context], { env });
  await run(["docker", "push", "--quiet", tag], { env });
}

/** The Node this runs under, every library its loader names, and the CA certificates when the machine has them. */
async function nodeFiles(): Promise<File[]> {
  const node = await realpath(process.execPath);
  const libraries = [...(await run(["ldd", node])).matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
  const certificates = "/etc/ssl/certs/ca-certificates.crt";
  return [
    { from: node, to: "/usr/local/bin/node" },
    ...libraries.map((path) => ({ from: path, to: path })),
    ...(existsSync(certificates) ? [{ from: certificates, to: certificates }] : []),
  ];
}

/** Changes whenever an image would be built differently. Node's own content is settled by its version and size. */
async function contentsHash(): Promise<string> {
  const hash = createHash("sha256").update([nodeImage, tinyImage, passwd, group, process.version].join("\0"));
  for (const { from, to } of [...(await nodeFiles()), { from: await busybox(), to: "busybox" }]) {
    const { size } = await stat(from);
    hash.update(`${to} ${size} ${size < 10_000_000 ? await readFile(from, "base64") : ""}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
