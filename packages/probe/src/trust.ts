// The trusted certificate authorities: Node's list (with NODE_EXTRA_CA_CERTS) and the operating system's, so that a company's private
// authority works here as it does for curl on the same machine.
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

let context: SecureContext | undefined;

/** Loaded once, which takes about 0.1 s, so load it before anything is measured. */
export function trustedContext(): SecureContext {
  context ??= createSecureContext({
    ca: [...new Set([...getCACertificates("default"), ...getCACertificates("system")])],
  });
  return context;
}
