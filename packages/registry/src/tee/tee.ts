// A registry on loopback for the duration of one push: the engine pushes to it once, and every layer is passed on to all
// destinations while it is being received. Manifests stay here until the caller publishes the image (see publish).
// Implements the push part of the OCI Distribution Specification 1.1.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { type Clock, type Log, systemClock } from "@deploy-actions/contract";
import type { Credentials } from "../auth/credentials.ts";
import type { Repository } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import { openDestinations } from "./destinations.ts";
import { listener } from "./listener.ts";
import { openManifestStore, type ReceivedImage, receivedImage } from "./received-image.ts";
import { handleRequest } from "./requests.ts";
import { openUploads } from "./uploads.ts";

export type TeeOptions = {
  readonly destinations: readonly Repository[];
  readonly log: Log;
  /** Closes the tee when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  readonly onTransfer?: OnTransfer | undefined;
  readonly clock?: Clock;
};

export type Tee = {
  /** The reference to `docker tag` and `docker push`: `127.0.0.1:PORT/RANDOM/image:tee`. */
  readonly reference: string;
  /** Only valid for this push. */
  readonly credentials: Credentials;
  /** Whether an engine ever sent a request with the credentials. False if it cannot reach this machine's loopback. */
  readonly seen: boolean;
  /**
   * The last error in a response to the engine, which says more than the engine's output: a {@link RegistryError}, or the
   * first unexpected error, after which the tee refuses every request.
   */
  readonly error: unknown;
  /** The image that was pushed, for {@link publish}. Throws {@link RegistryError} `no-image` if there is none. */
  received(): ReceivedImage;
  close(): Promise<void>;
};

const TAG = "tee";

export async function openTee({
  destinations,
  log,
  signal,
  onTransfer,
  clock = systemClock,
}: TeeOptions): Promise<Tee> {
  const repository = `${randomBytes(8).toString("hex")}/image`;
  const credentials = { username: "tee", password: randomBytes(24).toString("hex") };
  const tracked = openDestinations(destinations, log);
  const uploads = openUploads(tracked, onTransfer);
  const manifests = openManifestStore();
  const state: { seen: boolean; error: unknown; broken: unknown } = {
    seen: false,
    error: undefined,
    broken: undefined,
  };

  const respond = listener({
    repository,
    credentials,
    clock,
    async handle(request) {
      state.seen = true;
      if (state.broken !== undefined) throw state.broken;
      return handleRequest(request, { repository, destinations: tracked, uploads, manifests });
    },
    onRefusal({ cause }) {
      if (cause === undefined) return;
      state.error = cause;
      if (!(cause instanceof RegistryError)) state.broken ??= cause;
    },
    onResponse: (line) => log.debug(`tee: ${line}`),
  });
  // A layer may take longer than the server's default limits.
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, respond);
  // An engine tries https first. The connection is closed if the request is not http.
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the tee has no port");

  const close = async (reason: unknown = new Error("the tee was closed")): Promise<void> => {
    signal?.removeEventListener("abort", cancel);
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await uploads.cancelAll(reason);
    await closed;
  };
  const cancel = (): void => void close(signal?.reason);
  signal?.addEventListener("abort", cancel);

  return {
    reference: `127.0.0.1:${address.port}/${repository}:${TAG}`,
    credentials,
    get seen() {
      return state.seen;
    },
    get error() {
      return state.broken ?? state.error;
    },
    received: () => receivedImage(manifests, TAG, tracked.holders),
    close: () => close(),
  };
}
