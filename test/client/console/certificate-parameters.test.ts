import { expect, test } from "vitest";
import {
  certificateParameters,
  firstQuery,
  readCertificateParameters,
} from "../../../src/client/console/certificate-parameters.ts";

test("the first list needs no parameters", () => {
  expect(certificateParameters(firstQuery).toString()).toBe("");
  expect(readCertificateParameters(new URLSearchParams())).toEqual(firstQuery);
});

test("parameters are read as they are written", () => {
  const query = {
    ...firstQuery,
    search: "100% a&b=c #受付",
    state: "expired",
    kind: "client",
    attention: "stuck",
    days: 30,
    page: 12,
  } as const;
  expect(readCertificateParameters(new URLSearchParams(certificateParameters(query).toString()))).toEqual(query);
});

test("a search is as long as it may be, and no longer", () => {
  const search = "x".repeat(100);
  expect(readCertificateParameters(new URLSearchParams({ search })).search).toBe(search);
  expect(readCertificateParameters(new URLSearchParams({ search: `${search}x` })).search).toBe("");
});
