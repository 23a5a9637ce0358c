/** Where the certificate API is found on every host that has it. */
export const paths = {
  status: "/api/cert/status",
  stage: "/api/cert/stage",
  caCertificates: "/.well-known/est/cacerts",
  reenrol: "/.well-known/est/simplereenroll",
} as const;
