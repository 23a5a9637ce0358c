import { describe, expect, test } from "vitest";
import { authorization, readClaim, invalidFields } from "../../src/recovery/claim.ts";

const typed = { tenant: "u00000014", cn: "client21", code: "abcd-efgh-2345-6789" };

describe("a typed claim", () => {
  test.each([
    ["unchanged", typed],
    ["with the spaces that copying may add", { tenant: " u00000014\n", cn: "client21 ", code: " abcd efgh 2345 6789 " }],
    ["in upper case", { ...typed, code: "ABCD-EFGH-2345-6789" }],
    [
      "with full-width characters of a Japanese keyboard",
      { tenant: "ｕ００００００１４", cn: "ｃｌｉｅｎｔ２１", code: "ａｂｃｄ－ｅｆｇｈ－２３４５－６７８９" },
    ],
    ["in upper and lower case, full-width", { ...typed, code: "ＡＢＣＤ－ｅｆｇｈ－２３４５－６７８９" }],
  ])("is read %s", (_, fields) => {
    const claim = readClaim(fields);
    expect(claim).toEqual({ o: "u00000014", cn: "client21", code: "abcdefgh23456789" });
    expect(invalidFields(claim)).toEqual([]);
  });

  test.each(["-", "ー", "−", "‐", "–", "ｰ", "―", "－", "‑", "—", "﹣", "─"])("is read with %s for its hyphens", (hyphen) => {
    const claim = readClaim({ tenant: typed.tenant, cn: typed.cn, code: typed.code.replaceAll("-", hyphen) });
    expect(claim.code).toBe("abcdefgh23456789");
    expect(readClaim({ ...typed, tenant: `clinic${hyphen}14` }).o).toBe("clinic-14");
  });

  test.each([
    [{ ...typed, tenant: "" }, ["tenant"]],
    [{ ...typed, tenant: "a@b" }, ["tenant"]],
    [{ ...typed, tenant: "a\u202eb" }, ["tenant"]],
    [{ ...typed, cn: "a:b" }, ["cn"]],
    [{ ...typed, cn: "x".repeat(65) }, ["cn"]],
    [{ ...typed, code: "abcd-efgh-2345" }, ["code"]],
    [{ tenant: "", cn: "", code: "" }, ["tenant", "cn", "code"]],
  ])("%j has invalid fields: %j", (fields, invalid) => {
    expect(invalidFields(readClaim(fields))).toEqual(invalid);
  });

  test("keeps names in other scripts, and the spaces in them", () => {
    const claim = readClaim({ ...typed, tenant: "医療法人　ｶｽﾐ センター ", cn: " Hanako Yamada" });
    expect(claim).toMatchObject({ o: "医療法人　ｶｽﾐ センター", cn: "Hanako Yamada" });
    expect(invalidFields(claim)).toEqual([]);
  });

  test("is sent as HTTP Basic, with the tenant after the CN", () => {
    const [scheme = "", value = ""] = authorization(readClaim(typed)).split(" ");
    expect(scheme).toBe("Basic");
    expect(Buffer.from(value, "base64").toString()).toBe("client21@u00000014:abcdefgh23456789");
  });
});
