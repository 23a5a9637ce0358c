import { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { isReservedPath } from "../../gateway/reserved-path.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { admitRequest, type Environment, type Surroundings } from "../http/environment.ts";
import { noticePage } from "../http/notice-page.ts";
import { problemResponse } from "../http/problem.ts";
import { injectionFor } from "./injection-for.ts";
import { connection, refusedPage, wantsPage } from "./refused-page.ts";

/** The statuses of apps that do not answer (RFC 9110, sections 15.6.3 and 15.6.5), and what their users are told. */
const failures = {
  unreachable: {
    status: 502,
    heading: { ja: "アプリケーションに接続できません", en: "The application cannot be reached" },
    text: {
      ja: "証明書は確認できましたが、その先のアプリケーションが応答していません。しばらくしてから再度お試しください。続く場合は、管理者にご連絡ください。",
      en: "Your certificate is accepted, but the application behind it does not answer. Try again in a while. If this goes on, tell your administrator.",
    },
  },
  broken: {
    status: 502,
    heading: { ja: "アプリケーションの応答が正しくありません", en: "The application's answer is not usable" },
    text: {
      ja: "証明書は確認できましたが、その先のアプリケーションの応答を読み取れませんでした。送信した内容は、処理されている可能性があります。しばらくしてから再度お試しください。続く場合は、管理者にご連絡ください。",
      en: "Your certificate is accepted, but the application's answer could not be read. What you sent may have been carried out. Try again in a while. If this goes on, tell your administrator.",
    },
  },
  timeout: {
    status: 504,
    heading: { ja: "アプリケーションの応答に時間がかかっています", en: "The application takes too long to answer" },
    text: {
      ja: "証明書は確認できましたが、その先のアプリケーションが時間内に応答しませんでした。送信した内容は、処理されている可能性があります。しばらくしてから再度お試しください。続く場合は、管理者にご連絡ください。",
      en: "Your certificate is accepted, but the application did not answer in time. What you sent may have been carried out. Try again in a while. If this goes on, tell your administrator.",
    },
  },
} as const;

/** 499, as reverse proxies log requests whose client has left; nobody receives it. */
const clientLeft = 499;

/**
 * Passes a request on to the app behind its host, if the certificate is accepted.
 *
 * @param upstream the app's origin
 * @throws Refusal `not-found` for a path that the service keeps to itself, `method-not-allowed`, `connections-exceeded`
 */
export async function passToApp(surroundings: Surroundings, c: Context<Environment>, upstream: string): Promise<Response> {
  const { incoming, outgoing, host, requestId, upgrade } = c.env;
  const path = originForm(incoming.url ?? "/");
  if (isReservedPath(path)) throw new Refusal("not-found");
  // It returns what the service tells the app (RFC 9110, section 9.3.8).
  if (incoming.method === "TRACE")
    throw new Refusal("method-not-allowed", { methods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" });
  const { peer, certificate } = await admitRequest(surroundings, c, surroundings.clock());
  if (peer.kind === "refused") return await refusedPage(c, peer.code);
  if (!(incoming instanceof IncomingMessage && outgoing instanceof ServerResponse)) {
    throw new TypeError("Requests to apps come by HTTP/1.1.");
  }
  if (certificate === undefined) throw new TypeError("An accepted certificate has a record.");
  const { gateway, service } = surroundings;
  // A client's own connections are limited already, and those of a front are everybody's.
  if (gateway.open.sizeOf(certificate.number) >= service.settings.limits.connectionsPerCertificate)
    throw new Refusal("connections-exceeded", { retryAfter: 1 });
  const outcome = await gateway.pass({
    incoming,
    outgoing,
    upgrade,
    connection: c.env.connection,
    requestId,
    certificate: certificate.number,
    upstream,
    path,
    host: host.name,
    rewriting: injectionFor(surroundings, c, path),
  });
  switch (outcome.kind) {
    case "answered":
      return sent(c, outcome.status);
    case "left":
      return sent(c, clientLeft);
    case "ended":
      return await refusedPage(c, outcome.reason);
    case "failed":
      return await failed(c, outcome.failure);
  }
}

/** The path and query of a request's target, which may be in absolute form (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}

/** For `HEAD`, Hono makes another response of it; the status is what counts. */
function sent(c: Context<Environment>, status: number): Response {
  c.env.sent = status;
  return RESPONSE_ALREADY_SENT;
}

async function failed(c: Context<Environment>, failure: keyof typeof failures): Promise<Response> {
  const { status, heading, text } = failures[failure];
  c.env.code = "unavailable";
  c.env.app = failure;
  if (!wantsPage(c)) return problemResponse(new Refusal("unavailable", { by: "app" }), { status });
  return await noticePage({ status, title: connection, good: false, heading, text });
}
