// Whom this machine trusts: Node's own list of authorities (with NODE_EXTRA_CA_CERTS) and the operating system's. A company's own
// authority is as good to us as it is to curl on the same machine.
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

let context: SecureContext | undefined;

/** Read once, which takes a tenth of a second: so it is done before anything is timed. */
export function trustedContext(): SecureContext {
  context ??= createSecureContext({
    ca: [...new Set([...getCACertificates("default"), ...getCACertificates("system")])],
  });
  return context;
}
