import { paths } from "../../../protocol/paths.ts";
import type { Answer, Operation } from "./operation.ts";
import { octets, schemaOf, text } from "./schemas.ts";

const list: Pick<Operation, "method" | "hosts" | "authentication" | "headers" | "answers"> = {
  method: "get",
  hosts: ["app", "auth", "recover"],
  authentication: ["nobody"],
  headers: { "If-None-Match": "The ETag of the list that the caller has." },
  answers: {
    200: {
      description: "The list, in DER.",
      headers: { ETag: "This list.", "Last-Modified": "When it was made." },
      content: { "application/pkix-crl": octets },
    },
    304: { description: "The caller has this list." },
  },
};

const page: Answer = { description: "A page for people.", content: { "text/html": text } };

/** What is everybody's, and the pages. */
export const openOperations: readonly Operation[] = [
  { ...list, id: "revocationList", path: paths.crl, summary: "The present issuing authority's revocation list", refusals: [] },
  {
    ...list,
    id: "revocationListOf",
    path: `${paths.crl}/{id}`,
    summary: "An issuing authority's revocation list",
    parameters: { id: { type: "string", pattern: "^[0-9A-Fa-f]+$", description: "The identifier of the authority's key." } },
    refusals: ["not-found"],
  },
  {
    id: "recoveryAddresses",
    method: "get",
    path: paths.recoveryAddresses,
    summary: "Where a recovered certificate is used, and where it proves itself",
    hosts: ["recover"],
    authentication: ["nobody"],
    answers: { 200: { description: "The addresses.", content: { "application/json": schemaOf("RecoveryAddresses") } } },
    refusals: ["cross-site"],
  },
  {
    id: "page",
    method: "get",
    path: "/",
    summary: "The page of the proof host, and that of the recovery host",
    description: "The proof host's says which certificate the service saw; the recovery host's enrols with a code.",
    hosts: ["verify", "recover"],
    authentication: ["certificate", "nobody"],
    answers: {
      200: page,
      401: { ...page, description: "On the proof host: no certificate came." },
      403: { ...page, description: "On the proof host: the certificate is not accepted, and why." },
    },
    refusals: ["not-found"],
  },
  {
    id: "recoveryAsset",
    method: "get",
    path: "/assets/{name}",
    summary: "Scripts and styles of the recovery page",
    hosts: ["recover"],
    authentication: ["nobody"],
    parameters: { name: { type: "string", pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(css|js)$" } },
    answers: { 200: { description: "The file.", content: { "text/css": text, "text/javascript": text } } },
    refusals: ["not-found"],
  },
  {
    id: "description",
    method: "get",
    path: paths.description,
    summary: "This description",
    hosts: ["app", "auth"],
    authentication: ["nobody"],
    answers: { 200: { description: "An OpenAPI 3.1 document.", content: { "application/json": { type: "object" } } } },
    refusals: ["cross-site"],
  },
];
