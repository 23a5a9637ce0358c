import * as v from "valibot";
import { certificateParameters, firstQuery, readCertificateParameters } from "../../client/console/certificate-parameters.ts";
import { Issuer, Serial } from "../../protocol/certificate-identity.ts";
import type { CertificateQuery, IssuedIdentity } from "../../protocol/console/certificates.ts";
import { chosenColumns, type ChosenColumn } from "../../protocol/console/exports.ts";

/** What the site shows, as the fragment of the page's address names it: the service serves one page only. */
export type SiteAddress =
  | { readonly page: "top" | "tenant" | "orders" | "accounts" | "tokens" | "own-account" | "unknown" }
  /** Without columns, those of the documents. */
  | { readonly page: "certificates"; readonly query: CertificateQuery; readonly columns?: readonly ChosenColumn[] | undefined }
  /** With what is to be done with it, if something is. */
  | { readonly page: "certificate"; readonly identity: IssuedIdentity; readonly doing?: Deed }
  /** 更新状況, with the pages of its two lists. */
  | { readonly page: "board"; readonly stuck: number; readonly unretired: number }
  | { readonly page: "logins" | "jobs"; readonly number: number }
  /** Its parameters are those of the API. */
  | { readonly page: "job"; readonly id: string; readonly parameters: string }
  /** Its parameters are read once its script is loaded. */
  | { readonly page: "trail"; readonly parameters: string }
  | { readonly page: "invitation"; readonly token: string }
  /** A login at an identity provider was refused. */
  | { readonly page: "sign-in"; readonly code: (typeof refusedSignIns)[number] };

/** Why logins at identity providers are refused, as the service says in the address. */
const refusedSignIns = [
  "sign-in-not-valid",
  "identity-not-linked",
  "identity-taken",
  "provider-unavailable",
  "invitation-not-valid",
  "not-logged-in",
] as const;

/** What an address may have somebody do with a certificate, if they confirm it. */
const deeds = ["renew", "revoke", "issue", "code"] as const;
export type Deed = (typeof deeds)[number];

/** The site's first page. */
export const topAddress: SiteAddress = { page: "top" };

/** The list as it is shown at first. */
export const listAddress: SiteAddress = { page: "certificates", query: firstQuery };

const Identity = v.object({ issuer: Issuer, serial: Serial });
const PageNumber = v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/), v.transform(Number));

/** Reads the fragment of an address, with its `#`. What is malformed is `unknown`. */
export function readAddress(fragment: string): SiteAddress {
  const [path = "", parameters = ""] = fragment.replace(/^#/, "").split("?", 2);
  const [first = "", second, third, ...more] = path.replace(/^\/|\/$/g, "").split("/");
  if (more.length > 0) return { page: "unknown" };
  if (first === "certificates" && second !== undefined) {
    const identity = v.safeParse(Identity, { issuer: second, serial: third });
    if (!identity.success) return { page: "unknown" };
    const asked = new URLSearchParams(parameters).get("do");
    const doing = deeds.find((deed) => deed === asked);
    return { page: "certificate", identity: identity.output, ...(doing === undefined ? {} : { doing }) };
  }
  if (first === "jobs" && second !== undefined && third === undefined) return { page: "job", id: second, parameters };
  if (first === "sign-in") return { page: "sign-in", code: refusedSignIns.find((code) => code === second) ?? "sign-in-not-valid" };
  if (first === "invitation") return { page: "invitation", token: second ?? "" };
  if (second !== undefined) return { page: "unknown" };
  switch (first) {
    case "":
    case "top":
      return topAddress;
    case "tenant":
    case "orders":
    case "accounts":
    case "tokens":
    case "own-account":
      return { page: first };
    case "certificates": {
      const given = new URLSearchParams(parameters);
      return { page: "certificates", query: readCertificateParameters(given), columns: readColumns(given.get("columns")) };
    }
    case "trail":
      return { page: "trail", parameters };
    case "jobs":
    case "logins":
      return { page: first, number: numberIn(parameters, "page") };
    case "board":
      return { page: "board", stuck: numberIn(parameters, "page"), unretired: numberIn(parameters, "unretired") };
    default:
      return { page: "unknown" };
  }
}

/** The number of a page; that of the first one if it is missing or malformed. */
function numberIn(parameters: string, name: string): number {
  const number = v.safeParse(PageNumber, new URLSearchParams(parameters).get(name));
  return number.success ? number.output : 1;
}

/** The fragment of an address, with its `#`. */
export function writeAddress(address: SiteAddress): string {
  switch (address.page) {
    case "top":
    case "unknown":
      return "#/";
    case "tenant":
    case "orders":
    case "accounts":
    case "tokens":
    case "own-account":
      return `#/${address.page}`;
    case "certificates":
      return withParameters("#/certificates", listParameters(address));
    case "certificate": {
      const path = `#/certificates/${address.identity.issuer}/${address.identity.serial}`;
      return address.doing === undefined ? path : `${path}?do=${address.doing}`;
    }
    case "board":
      return withParameters("#/board", numbered({ page: address.stuck, unretired: address.unretired }));
    case "jobs":
    case "logins":
      return `#/${address.page}${address.number === 1 ? "" : `?page=${address.number}`}`;
    case "job":
      return `#/jobs/${address.id}${address.parameters === "" ? "" : `?${address.parameters}`}`;
    case "trail":
      return address.parameters === "" ? "#/trail" : `#/trail?${address.parameters}`;
    case "sign-in":
      return `#/sign-in/${address.code}`;
    case "invitation":
      return `#/invitation/${address.token}`;
  }
}

/** The numbers of pages other than the first ones. */
function numbered(pages: Readonly<Record<string, number>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(pages)
      .filter(([, page]) => page !== 1)
      .map(([name, page]) => [name, String(page)]),
  );
}

/** The parameters of a list, as its address has them. */
export function listParameters({
  query,
  columns,
}: Pick<SiteAddress & { page: "certificates" }, "query" | "columns">): URLSearchParams {
  const parameters = certificateParameters(query);
  if (columns !== undefined) parameters.set("columns", columns.join(" "));
  return parameters;
}

function readColumns(text: string | null): readonly ChosenColumn[] | undefined {
  if (text === null) return undefined;
  const named = text.split(" ");
  return chosenColumns.filter((column) => named.includes(column));
}

function withParameters(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}
