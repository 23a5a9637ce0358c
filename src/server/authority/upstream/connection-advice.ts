/** What an operator can do about an error of the network or of TLS, a sentence, by the code that Node gives it. */
export function connectionAdvice(cause: unknown): string {
  if (cause instanceof Error && cause.name === "TimeoutError") return "Check that its service runs, and try again.";
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "";
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code))
    return "Check that its service runs and can be reached from here, and the address.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Correct the host in the address, or check the name service.";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "Name a host in the address that its server's certificate has.";
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return "Its server's certificate is not valid at present: check the clock here, or ask its operators.";
  if (/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA)/.test(code))
    return "Name the root of its server's certificate (--server-roots).";
  if (code.startsWith("ERR_SSL_") && /alert|handshake/i.test(code))
    return "It refuses the credential, or the connection: name another credential (--credential), or ask its operators.";
  return "Ask its operators.";
}

/** The same about a status that is no answer of an EST service (RFC 9110). */
export function statusAdvice(status: number): string {
  if (status === 401 || status === 403) return "It refuses the credential: name another one (--credential), or ask its operators.";
  if (status >= 500 || status === 429) return "Try again later, or ask its operators.";
  return "Correct the address: that of an EST service, with its host's name and path.";
}
