import { describe, expect, test } from "vitest";
import { firstQuery } from "../../../src/client/console/certificate-parameters.ts";
import { readAddress, writeAddress, type SiteAddress } from "../../../src/console/address/site-address.ts";

const issuer = "0a".repeat(20);
const serial = "52499DE43C3DA403";

describe("the site's addresses", () => {
  test.each<[string, SiteAddress]>([
    ["#/", { page: "top" }],
    ["#/tenant", { page: "tenant" }],
    ["#/accounts", { page: "accounts" }],
    ["#/certificates", { page: "certificates", query: firstQuery }],
    ["#/certificates?state=in-use&page=2", { page: "certificates", query: { ...firstQuery, state: "in-use", page: 2 } }],
    [
      "#/certificates?search=%E5%8F%97%E4%BB%98+%26+1&days=90&ended=shown&sort=name&order=descending",
      {
        page: "certificates",
        query: { ...firstQuery, search: "受付 & 1", days: 90, ended: "shown", sort: "name", order: "descending" },
      },
    ],
    [`#/certificates/${issuer}/${serial}`, { page: "certificate", identity: { issuer, serial } }],
    ...(["renew", "revoke", "issue"] as const).map((doing): [string, SiteAddress] => [
      `#/certificates/${issuer}/${serial}?do=${doing}`,
      { page: "certificate", identity: { issuer, serial }, doing },
    ]),
    ["#/board", { page: "board", stuck: 1, unretired: 1 }],
    ["#/board?page=2&unretired=3", { page: "board", stuck: 2, unretired: 3 }],
    ["#/logins", { page: "logins", number: 1 }],
    ["#/logins?page=3", { page: "logins", number: 3 }],
    [`#/invitation/${"a".repeat(43)}`, { page: "invitation", token: "a".repeat(43) }],
  ])("%s is written as it is read", (fragment, address) => {
    expect(readAddress(fragment)).toEqual(address);
    expect(writeAddress(address)).toBe(fragment);
  });

  test.each(["", "#", "#/top", "#top"])("%j is TOP", (fragment) => {
    expect(readAddress(fragment)).toEqual({ page: "top" });
  });

  test.each([
    "#/nowhere",
    "#/tenant/1",
    "#/certificates/0a0a",
    "#/certificates/../../api/session",
    `#/certificates/${issuer}/52499de4`,
    `#/certificates/${issuer}/${serial}/more`,
    "#/certificates/javascript:alert(1)/00",
  ])("%s is unknown", (fragment) => {
    expect(readAddress(fragment)).toEqual({ page: "unknown" });
  });

  test("of a list, what is malformed counts as not there", () => {
    expect(readAddress("#/certificates?page=0&state=lost&sort=password&days=many&search=client")).toEqual({
      page: "certificates",
      query: { ...firstQuery, search: "client" },
    });
    expect(readAddress("#/logins?page=-1")).toEqual({ page: "logins", number: 1 });
  });
});
