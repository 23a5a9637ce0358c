/** How long the person may take to choose a certificate, in milliseconds. */
const certificateChoiceTimeout = 120_000;

/**
 * Connects to the proof host that the service names, so that the service sees the certificate that the person chooses.
 * The response is opaque: the host is the service's and not among the granted ones.
 *
 * @throws DOMException or TypeError if the host was not reached
 */
export async function connectToProofHost(proofUrl: string): Promise<void> {
  const signal = AbortSignal.timeout(certificateChoiceTimeout);
  await fetch(proofUrl, { mode: "no-cors", credentials: "include", cache: "no-store", signal });
}
