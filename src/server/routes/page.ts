import type { Context } from "hono";
import { Refusal, refusalSentences } from "../issuance/refusal.ts";
import { countingReplacement } from "../issuance/renewal/renewal-order.ts";
import { isCertificateOfOperator } from "../store/accounts/system-operators.ts";
import { connection, refusedPage, wantsPage } from "./app/refused-page.ts";
import { builtPage } from "./built-page.ts";
import { refusedCertificates, type Answer, type Handler, type Operation } from "./description/operation.ts";
import { text } from "./description/schemas.ts";
import { admitRequest, type Environment, type Surroundings } from "./http/environment.ts";
import { noticePage } from "./http/notice-page.ts";
import { problemStatuses } from "./http/problem.ts";
import { proofPage } from "./proof/proof-page.ts";

const html: Answer = { description: "A page for people.", content: { "text/html": text } };

/** The page of a host. */
export const page: Operation = {
  id: "page",
  method: "get",
  path: "/",
  summary: "The page of the proof host, of the recovery host, and of the administrators' and system operators' sites",
  description:
    "The proof host's page says which certificate the service saw; the recovery host's page enrols with a code; the sites ask for a login.",
  hosts: ["verify", "recover", "console", "operator"],
  authentication: ["certificate", "none"],
  answers: {
    200: html,
    401: { ...html, description: "No certificate was sent." },
    403: { ...html, description: "The certificate is not accepted, and why." },
  },
  refusals: [...refusedCertificates, "not-system-operator", "not-found"],
  handler: (surroundings, host) => {
    if (host === "verify") return proofPageHandler(surroundings);
    return host === "console" || host === "operator" ? sitePageHandler(surroundings) : builtPage(surroundings, "recover");
  },
};

/** Those whose certificate is not accepted see why, instead of a login that could not succeed. */
function sitePageHandler(surroundings: Surroundings): Handler {
  const page = builtPage(surroundings, "console");
  return async (c) => {
    const { peer, certificate } = await admitRequest(surroundings, c, surroundings.clock());
    if (peer.kind === "refused") return await refusedPage(c, peer.code);
    if (c.env.host.role === "console" || certificate === undefined) return await page(c);
    const { tenant: o, cn } = certificate;
    return (await isCertificateOfOperator(surroundings.service.store, { cn, o })) ? await page(c) : await otherPage(c);
  };
}

/** The system operators' host for everybody else. */
async function otherPage(c: Context<Environment>): Promise<Response> {
  const code = "not-system-operator";
  c.env.code = code;
  if (!wantsPage(c)) throw new Refusal(code);
  const heading = { ja: "この証明書では開けません", en: "This certificate is not accepted here" };
  const text = {
    ja: "ここはサービスを運用する人のためのサイトです。ブラウザを再起動し、アカウントに登録した証明書を選んでください。",
    en: refusalSentences[code],
  };
  return await noticePage({ status: problemStatuses[code], title: connection, good: false, heading, text });
}

function proofPageHandler(surroundings: Surroundings): Handler {
  return async (c) => {
    const now = surroundings.clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    const replacement = peer.kind === "accepted" && certificate ? countingReplacement(certificate, now) : undefined;
    return await proofPage(peer, c.env.connection.certificate, replacement?.serial);
  };
}
