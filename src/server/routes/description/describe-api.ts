import * as v from "valibot";
import packageJson from "../../../../package.json" with { type: "json" };
import { administrationCodes, type RefusalCode } from "../../../protocol/console/problem.ts";
import { problemCodes } from "../../../protocol/problem.ts";
import { refusalSentences } from "../../issuance/refusal.ts";
import type { Addresses } from "../http/addresses.ts";
import { problemOf, problemStatuses } from "../http/problem.ts";
import {
  isForAccounts,
  refusedAnywhere,
  type Answer,
  type Authentication,
  type Content,
  type Described,
  type Operation,
} from "./operation.ts";
import { schemaOf, schemas } from "./schemas.ts";

const introduction = `Renews the TLS client certificates of people and programs. Every refusal is an RFC 9457 problem with a stable \`code\`; \`components.examples\` lists each with its status and message.

A method that a path does not support is refused with 405 (\`method-not-allowed\`), and \`OPTIONS\` is answered with 204; both list the path's methods in \`Allow\`. Every \`GET\` also answers \`HEAD\`.

Behind a reverse proxy, a request that the proxy did not pass on as required is refused with 400, 403 or 421 (\`front-not-trusted\`).

A request that cannot be read is refused without a problem document: malformed HTTP with 400, a header that is too large with 431, a request that takes too long with 408 (HTTP/1.1) or a reset of its stream (HTTP/2, on the host for programs).`;

const hostDescriptions: Readonly<Record<keyof Addresses, string>> = {
  app: "The web app's host, for its own pages",
  auth: "For programs",
  verify: "The proof; every direct subdomain serves the same",
  recover: "Recovery with a code; requests no client certificate",
  console: "The administrators' site, for its own page",
  operator: "The system operators' site, above the tenants, for its own page",
};

const requirements: Readonly<Record<Authentication, Described>> = {
  certificate: { certificate: [] },
  code: { code: [] },
  session: { certificate: [], session: [] },
  "system-session": { certificate: [], session: [] },
  none: {},
};

/** How an operation is authenticated, in any of several ways: what a person's session permits, a token with its scopes does. */
function securityOf(operation: Operation): readonly Described[] {
  const ways = operation.authentication.map((one) => requirements[one]);
  if (!isForAccounts(operation) || operation.scopes === "none") return ways;
  return [...ways, { certificate: [], bearer: operation.scopes }];
}

/** Describes operations and their refusals in an OpenAPI 3.1 document. */
export function describeApi(operations: readonly Operation[], addresses: Addresses): Described {
  const servers = (hosts: Operation["hosts"]): readonly Described[] =>
    hosts.flatMap((host) => {
      const url = addresses[host];
      return url === undefined ? [] : [{ url, description: hostDescriptions[host] }];
    });
  const described = Object.groupBy(operations, ({ path }) => path);
  return {
    openapi: "3.1.1",
    info: {
      title: "Koshin",
      version: packageJson.version,
      description: introduction,
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: servers(["auth", "app", "verify", "recover", "console", "operator"]),
    paths: Object.fromEntries(
      Object.entries(described).map(([path, here = []]) => [
        path,
        Object.fromEntries(here.map((operation) => [operation.method, describe(operation, servers(operation.hosts))])),
      ]),
    ),
    components: {
      schemas,
      examples: Object.fromEntries(
        [...problemCodes, ...administrationCodes].map((code) => [
          code,
          { summary: refusalSentences[code], value: problemOf(code) },
        ]),
      ),
      securitySchemes: {
        certificate: { type: "mutualTLS", description: "The client certificate of the connection, evaluated for each request." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-session",
          description:
            "The session of an account that has logged in, beside the client certificate of its tenant; at the system operators' site, beside that which the account names.",
        },
        bearer: {
          type: "http",
          scheme: "bearer",
          description:
            "A token of the administrators' site (RFC 6750), beside a client certificate of its tenant. Each operation names the scopes that it needs; those without any are for people only. Where people give the second factor once more, a token needs `secrets`.",
        },
        code: { type: "http", scheme: "basic", description: "A CN, or `<cn>@<tenant>`, and an administrator's one-time code." },
      },
    },
  };
}

const AdministrationCode = v.picklist(administrationCodes);

function describe(operation: Operation, servers: readonly Described[]): Described {
  const { id, summary, description = summary, parameters = {}, query = {}, headers = {}, request } = operation;
  return {
    operationId: id,
    summary,
    description,
    servers,
    security: securityOf(operation),
    parameters: [
      ...Object.entries(parameters).map(([name, schema]) => ({ name, in: "path", required: true, schema })),
      ...Object.entries(query).map(([name, parameter]) => ({ name, in: "query", required: false, ...parameter })),
      ...Object.entries(headers).map(([name, meaning]) => ({
        name,
        in: "header",
        description: meaning,
        schema: { type: "string" },
      })),
    ],
    ...(request ? { requestBody: { required: request.required, content: contentOf(request.content) } } : {}),
    responses: responsesOf(operation),
  };
}

function contentOf(content: Content): Described {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

/** Refusals by status, merged with the answer with the same status, if there is one. */
function responsesOf({ answers, refusals }: Operation): Described {
  const codes = [...new Set<RefusalCode>([...refusals, ...refusedAnywhere])];
  const byStatus = Object.groupBy(codes, (code) => problemStatuses[code]);
  const refused = Object.entries(byStatus).map(([status, here = []]) => [status, refusal(Number(status), here)] as const);
  const responses = new Map<string, Described>([...refused, ["421", refusal(421, ["not-found"])]]);
  for (const [status, answer] of Object.entries(answers)) responses.set(status, beside(answer, responses.get(status)));
  return Object.fromEntries(responses);
}

function beside({ description, headers = {}, content = {} }: Answer, refused: Described = {}): Described {
  const problem = refused["content"];
  return {
    description,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, meaning]) => [name, { description: meaning, schema: { type: "string" } }]),
    ),
    content: { ...contentOf(content), ...(typeof problem === "object" ? problem : {}) },
  };
}

function refusal(status: number, codes: readonly RefusalCode[]): Described {
  const facts = { type: "object", properties: { status: { const: status }, code: { enum: codes } } };
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  const administrative = codes.some((code) => v.is(AdministrationCode, code));
  const passing = status === 429 || status === 503;
  const retryAfter = { description: "When to ask again, in seconds.", schema: { type: "string" } };
  return {
    description: status === 421 ? "This connection is not for that host." : codes.map((code) => refusalSentences[code]).join(" / "),
    headers: passing ? { "Retry-After": retryAfter } : {},
    content: {
      "application/problem+json": {
        schema: { allOf: [schemaOf(administrative ? "AdministrationProblem" : "Problem"), facts] },
        ...(status === 421 ? {} : { examples }),
      },
    },
  };
}
