/** The paths of the certificate API, on every host that serves it. */
export const paths = {
  /** For clients that let the service generate the key. */
  certificate: "/api/cert",
  /** Followed by the token that `certificate` returns. */
  files: "/api/cert/file/",
  status: "/api/cert/status",
  stage: "/api/cert/stage",
  caCertificates: "/.well-known/est/cacerts",
  csrAttributes: "/.well-known/est/csrattrs",
  reenrol: "/.well-known/est/simplereenroll",
  serverKey: "/.well-known/est/serverkeygen",
  /** With a recovery code, on the recovery host. */
  enrol: "/.well-known/est/simpleenroll",
  /** On the recovery host only. */
  recoveryAddresses: "/api/recovery",
  /** Public: the revocation list of the current authority. */
  crl: "/crl",
  /** Public: the state of certificates (RFC 6960); for GET, followed by a slash and the request. */
  ocsp: "/ocsp",
  /** On the app's hosts, followed by the name of a script of the in-page module. */
  inpage: "/koshin/",
  /** The OpenAPI description of all of these. */
  description: "/api/openapi.json",
} as const;
