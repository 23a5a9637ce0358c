import { useEffect, useState } from "preact/hooks";
import * as v from "valibot";
import { Issuer, Serial } from "../../protocol/certificate-identity.ts";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";

/** What the system operators' site shows, as the fragment of the page's address names it. Parameters are those of the API. */
export type OperatorAddress =
  | { readonly page: "tenants" | "search" | "announcements" | "trail" | "operators"; readonly parameters: string }
  | { readonly page: "tenant"; readonly tenant: string }
  | { readonly page: "certificate"; readonly identity: IssuedIdentity }
  | { readonly page: "unknown" };

/** The first page. */
export const firstAddress: OperatorAddress = { page: "tenants", parameters: "" };

const Identity = v.object({ issuer: Issuer, serial: Serial });
const pages = ["search", "announcements", "trail", "operators"] as const;

/** Reads the fragment of an address, with its `#`. What is malformed is `unknown`. */
function readOperatorAddress(fragment: string): OperatorAddress {
  const [path = "", parameters = ""] = fragment.replace(/^#/, "").split("?", 2);
  const [first = "", second, third] = path.replace(/^\/|\/$/g, "").split("/");
  if (first === "" || (first === "tenants" && second === undefined)) return { page: "tenants", parameters };
  if (first === "tenant" && second === undefined)
    return { page: "tenant", tenant: new URLSearchParams(parameters).get("name") ?? "" };
  if (first === "certificates") {
    const identity = v.safeParse(Identity, { issuer: second, serial: third });
    return identity.success ? { page: "certificate", identity: identity.output } : { page: "unknown" };
  }
  const page = second === undefined ? pages.find((each) => each === first) : undefined;
  return page === undefined ? { page: "unknown" } : { page, parameters };
}

/** The fragment of an address, with its `#`. */
export function writeOperatorAddress(address: OperatorAddress): string {
  switch (address.page) {
    case "unknown":
      return "#/";
    case "tenant":
      return `#/tenant?${new URLSearchParams({ name: address.tenant })}`;
    case "certificate":
      return `#/certificates/${address.identity.issuer}/${address.identity.serial}`;
    case "tenants":
    case "search":
    case "announcements":
    case "trail":
    case "operators": {
      const path = address.page === "tenants" ? "#/" : `#/${address.page}`;
      return address.parameters === "" ? path : `${path}?${address.parameters}`;
    }
  }
}

/** What the site shows: follows the browser's address bar. */
export function useOperatorAddress(): OperatorAddress {
  const [address, setAddress] = useState(() => readOperatorAddress(location.hash));
  useEffect(() => {
    const follow = (): void => setAddress(readOperatorAddress(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return address;
}

/** Parameters with a change; those without a value are left out, and another search begins at its first page. */
export function changed(parameters: string, change: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(parameters);
  if (!("page" in change)) next.delete("page");
  if (!("before" in change)) next.delete("before");
  for (const [name, value] of Object.entries(change)) {
    if (value === "") next.delete(name);
    else next.set(name, value);
  }
  return next.toString();
}
