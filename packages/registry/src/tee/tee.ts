// A registry on loopback that lives as long as one push: the engine pushes to it once, and every layer goes on to all
// destinations while it comes in. Manifests stay here until the caller has everything in its place (see publish).
// It speaks the push half of the OCI Distribution Specification 1.1.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { Credentials } from "../auth/credentials.ts";
import type { Repository } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import type { Log } from "../http/log.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import { openDestinations } from "./destinations.ts";
import { listener } from "./listener.ts";
import { openManifestStore, type ReceivedImage, receivedImage } from "./received-image.ts";
import { answer } from "./requests.ts";
import { openUploads } from "./uploads.ts";

export type TeeOptions = {
  readonly destinations: readonly Repository[];
  readonly log: Log;
  /** Its end closes the tee. */
  readonly signal?: AbortSignal | undefined;
  readonly watch?: OnTransfer | undefined;
};

export type Tee = {
  /** What to `docker tag` and `docker push`: `127.0.0.1:PORT/RANDOM/image:tee`. */
  readonly reference: string;
  /** Made for this push. */
  readonly credentials: Credentials;
  /** Whether an engine ever got here with the credentials; false when it cannot reach this machine's loopback. */
  readonly seen: boolean;
  /**
   * The error that an engine was last told, which says more than the engine's own words: a {@link RegistryError}, or the
   * first error that nobody foresaw, after which the tee refuses everything.
   */
  readonly trouble: unknown;
  /** The image that was pushed, to {@link publish}. Throws {@link RegistryError} `no-image` when there is none. */
  received(): ReceivedImage;
  close(): Promise<void>;
};

const TAG = "tee";

export async function openTee({ destinations, log, signal, watch }: TeeOptions): Promise<Tee> {
  const repository = `${randomBytes(8).toString("hex")}/image`;
  const credentials = { username: "tee", password: randomBytes(24).toString("hex") };
  const fleet = openDestinations(destinations, log);
  const uploads = openUploads(fleet, watch);
  const shelf = openManifestStore();
  const state: { seen: boolean; trouble: unknown; broken: unknown } = {
    seen: false,
    trouble: undefined,
    broken: undefined,
  };

  const house = listener({
    repository,
    credentials,
    async answer(request) {
      state.seen = true;
      if (state.broken !== undefined) throw state.broken;
      return answer(request, { repository, fleet, uploads, shelf });
    },
    refused({ cause }) {
      if (cause === undefined) return;
      state.trouble = cause;
      if (!(cause instanceof RegistryError)) state.broken ??= cause;
    },
    answered: (line) => log.debug(`tee: ${line}`),
  });
  // A layer may take longer than any limit that a server has by itself.
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, house);
  // An engine tries https first; what is not http is hung up on.
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
    get trouble() {
      return state.broken ?? state.trouble;
    },
    received: () => receivedImage(shelf, TAG, fleet.holders),
    close: () => close(),
  };
}
