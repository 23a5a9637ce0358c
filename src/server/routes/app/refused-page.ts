import type { Context } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import type { Environment } from "../http/environment.ts";
import { noticePage, refusedCertificate, type Bilingual } from "../http/notice-page.ts";
import { problemResponse, problemStatuses } from "../http/problem.ts";

/** The title of the pages in place of an app's. */
export const connection: Bilingual = { ja: "接続の状況", en: "Connection" };

/** Tells people in a page, and programs in a problem, why their certificate is not accepted. */
export async function refusedPage(c: Context<Environment>, code: Parameters<typeof refusedCertificate>[0]): Promise<Response> {
  c.env.code = code;
  if (!wantsPage(c)) return problemResponse(new Refusal(code));
  const heading =
    code === "no-certificate"
      ? { ja: "証明書を確認できません", en: "No certificate was presented" }
      : { ja: "この証明書では接続できません", en: "This certificate is not accepted" };
  const text = refusedCertificate(code);
  return await noticePage({ status: problemStatuses[code], title: connection, good: false, heading, text });
}

/** Whether a request is a browser's, for a page. */
export function wantsPage(c: Context<Environment>): boolean {
  return c.req.header("Accept")?.includes("text/html") === true;
}
